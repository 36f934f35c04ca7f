namespace BrainMets.Phantoms;

/// <summary>Everything that makes one site's scans and patients differ from another's; a new site is a new value.</summary>
public sealed record PhantomSite
{
    public required string Name { get; init; }

    public required AcquisitionGrid Grid { get; init; }

    public TissueContrast Contrast { get; init; } = new();

    public ScannerModel Scanner { get; init; } = new();

    /// <summary>Thin layers, along the grid's third axis, that the scanner averages to one slice.</summary>
    public int LayersPerSlice { get; init; } = 1;

    public TissueTexture Texture { get; init; } = new();

    public ScanArtefacts Artefacts { get; init; } = new();

    public VesselStatistics Vessels { get; init; } = new();

    /// <summary>What is wrong with the brain mask that comes with a case; null for the true one.</summary>
    public MaskErrorModel? Mask { get; init; }

    /// <summary>Factor on the size of the ventricles.</summary>
    public double Ventricles { get; init; } = 1;

    /// <summary>A skull-stripped T1 template in MNI space whose brain stands in for the drawn one; null for none.</summary>
    public string? TemplatePath { get; init; }

    /// <summary>How cases differ from this description; null when every case is as described.</summary>
    public DomainRandomisation? Variation { get; init; }

    public required LesionStatistics Lesions { get; init; }

    /// <summary>The second physician who outlines the same scans.</summary>
    public ReaderModel Reader { get; init; } = new();

    /// <summary>The preset of that name.</summary>
    /// <exception cref="ArgumentException">No such preset; the message lists those there are.</exception>
    public static PhantomSite Named(string name) =>
        SitePresets.Known.FirstOrDefault(site => site.Name == name)
        ?? throw new ArgumentException(
            $"No phantom site is called \"{name}\"; known sites: {string.Join(", ", SitePresets.Known.Select(s => s.Name))}.", nameof(name));
}
