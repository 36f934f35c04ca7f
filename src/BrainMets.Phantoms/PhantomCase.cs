namespace BrainMets.Phantoms;

/// <summary>A synthetic scan with its ground truth; all volumes share one grid.</summary>
internal sealed record PhantomCase
{
    /// <summary>Site and number, e.g. "ucsf-like-0007"; also the patient's pseudonym, as every phantom is its own patient.</summary>
    public required string Id { get; init; }

    public required string Site { get; init; }

    /// <summary>Whole numbers of at least 0, as a scanner stores them.</summary>
    public required Volume<float> T1c { get; init; }

    /// <summary>1 where more than half of the voxel is lesion, necrosis and cavity included.</summary>
    public required Volume<byte> Reference { get; init; }

    /// <summary>The same lesions as segmented by a second reader.</summary>
    public required Volume<byte> SecondReader { get; init; }

    /// <summary>Brain with sulci and ventricles, without skull, dura and venous sinuses.</summary>
    public required Volume<byte> BrainMask { get; init; }

    /// <summary>The mask that comes with the case: the true one, or one with the site's errors.</summary>
    public Volume<byte>? FaultyBrainMask { get; init; }

    /// <summary>The record from which the case can be made again; null for one made in another way.</summary>
    public PhantomDraw? Draw { get; init; }

    /// <summary>In the order in which they were placed, the largest first.</summary>
    public required IReadOnlyList<PhantomLesion> TrueLesions { get; init; }
}

/// <summary>One true lesion of a phantom, as in the reference mask.</summary>
/// <param name="CentreMm">Where it was placed, RAS+ mm in the scan's world.</param>
/// <param name="VolumeMm3">Volume of its voxels in the reference mask.</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Enhancement">Step of its enhancing part above white matter, relative to the site's full enhancement (1).</param>
/// <param name="SeenBySecondReader">False when the second reader missed it.</param>
internal sealed record PhantomLesion(PointMm CentreMm, double VolumeMm3, LesionKind Kind, double Enhancement, bool SeenBySecondReader);

/// <summary>All that decides one phantom: the description of its scan and patient, and the seed of what is drawn within it.</summary>
/// <param name="Site">Without a variation: everything in it is settled.</param>
/// <param name="Number">From 1; with the site's name the case's identity.</param>
/// <param name="CaseSeed">Of subject, anatomy, position, vessels, lesions and noise.</param>
internal sealed record PhantomDraw(PhantomSite Site, int Number, int CaseSeed)
{
    private static readonly JsonContent Content = new()
    {
        What = "the record of a phantom",
        Remedy = "The record of a phantom is the draw.json that 'mets phantom' writes next to each scan.",
        Missing = "cannot be opened; the record of a phantom is the draw.json in its folder.",
        Format = JsonFormats.PhantomDraw,
    };

    /// <summary>Reads a draw.json.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read or is not a record of a phantom.</exception>
    public static PhantomDraw Load(string path) => JsonFile.Read<PhantomDraw>(
        path, Content, e => $"is not the record of a phantom, the draw.json that 'mets phantom' writes next to each scan. {e.Message}");

    /// <summary>Writes all of it, defaults too, as JSON.</summary>
    public void Save(string path) => JsonFile.Write(path, this, JsonFormats.PhantomDraw);

    internal static PhantomDraw Of(PhantomSite site, int number, int caseSeed) => new(
        site.Variation is { } variation ? variation.Draw(site.Name, caseSeed) with { Variation = null } : site, number, caseSeed);
}
