namespace BrainMets.Preprocessing;

/// <summary>
/// A case ready for the network: normalised, on the working grid (axes nearest RAS, configured spacing), cropped to the brain and a margin.
/// </summary>
internal sealed record PreparedCase
{
    public required string CaseId { get; init; }

    public required string Patient { get; init; }

    public string Site { get; init; } = "";

    /// <summary>Normalised intensity; outside the brain it is <see cref="IntensityNormalization.OutsideBrain"/>.</summary>
    public required Volume<float> Image { get; init; }

    /// <summary>1 inside the brain, on the grid of <see cref="Image"/>.</summary>
    public required Volume<byte> Brain { get; init; }

    /// <summary>1 inside any reference lesion, on the grid of <see cref="Image"/>; null without a reference.</summary>
    public Volume<byte>? Reference { get; init; }

    /// <summary>The grid of the file the case came from; predictions are returned on it.</summary>
    public required VolumeGeometry Source { get; init; }

    /// <summary>How <see cref="Brain"/> came about.</summary>
    public BrainOrigin BrainOrigin { get; init; }

    /// <summary>SHA-256 of the weights that made <see cref="Brain"/>; null when no network did.</summary>
    public string? BrainModelSha256 { get; init; }

    public double BrainVolumeMl => Brain.Voxels.AsSpan().Count((byte)1) * Brain.Geometry.VoxelVolumeMm3 / 1000;

    /// <summary>Warnings for the user about an unusual but valid scan.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Where a brain mask came from.</summary>
internal enum BrainOrigin
{
    /// <summary>Brought by the user.</summary>
    Given,

    /// <summary>The image was skull-stripped before; everything that is not its constant background.</summary>
    AlreadyStripped,

    /// <summary>Made by <see cref="BrainExtraction"/>.</summary>
    Extracted,

    /// <summary>Made by the network MindGrab.</summary>
    Mindgrab,

    /// <summary>Made by the network SynthStrip.</summary>
    Synthstrip,
}
