using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>A synthetic scan with everything that is known about it; all volumes share one grid.</summary>
public sealed record PhantomCase
{
    /// <summary>Site and number, e.g. "ucsf-like-0007"; also the patient's pseudonym, as every phantom is its own patient.</summary>
    public required string Id { get; init; }

    public required string Site { get; init; }

    /// <summary>Whole numbers of at least 0, as a scanner stores them.</summary>
    public required Volume<float> T1c { get; init; }

    /// <summary>1 where more than half of the voxel is lesion, necrosis and cavity included.</summary>
    public required Volume<byte> Reference { get; init; }

    /// <summary>The same lesions as a second reader would draw them.</summary>
    public required Volume<byte> SecondReader { get; init; }

    /// <summary>Brain with sulci and ventricles, without skull, dura and venous sinuses.</summary>
    public required Volume<byte> BrainMask { get; init; }

    /// <summary>The mask that comes with the case: the true one, or one with the site's faults.</summary>
    public Volume<byte>? FaultyBrainMask { get; init; }

    /// <summary>From which the case can be made again; null for one that was put together otherwise.</summary>
    public PhantomDraw? Draw { get; init; }

    /// <summary>In the order in which they were placed, the largest first.</summary>
    public required IReadOnlyList<PhantomLesion> TrueLesions { get; init; }
}
