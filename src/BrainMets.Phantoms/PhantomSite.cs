namespace BrainMets.Phantoms;

/// <summary>Everything that makes one site's scans and patients differ from another's; a new site is a new value.</summary>
internal sealed record PhantomSite
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

    /// <summary>A skull-stripped T1 template in MNI space whose brain replaces the generated one; null for none.</summary>
    public string? TemplatePath { get; init; }

    /// <summary>How cases differ from this description; null when every case is as described.</summary>
    public DomainRandomisation? Variation { get; init; }

    public required LesionStatistics Lesions { get; init; }

    /// <summary>The second physician who segments the same scans.</summary>
    public ReaderModel Reader { get; init; } = new();

    /// <summary>The preset of that name.</summary>
    /// <exception cref="ArgumentException">No such preset; the message lists those there are.</exception>
    public static PhantomSite Named(string name) =>
        SitePresets.Known.FirstOrDefault(site => site.Name == name)
        ?? throw new ArgumentException(
            $"No phantom site is called \"{name}\"; known sites: {string.Join(", ", SitePresets.Known.Select(s => s.Name))}.",
                nameof(name));
}

/// <summary>
/// Three sites that differ as those of Han et al. (2025) do: sequences from the paper's data table, lesions from its Figure 1.
/// Signals are ours, chosen by eye against T1 post-contrast scans of the same kinds of sequence.
/// </summary>
internal static class SitePresets
{
    /// <summary>GE 1.5 T spoiled gradient echo, axial, flip 11 degrees: moderate contrast, bright vessels and fat.</summary>
    public static PhantomSite UcsfLike { get; } = new()
    {
        Name = "ucsf-like",
        Grid = new AcquisitionGrid
        {
            Size = new Size3(176, 216, 106),
            Spacing = new SpacingMm(0.94, 0.94, 1.5),
            AxisCode = "LAS",
            ObliqueDegrees = 4,
        },
        Contrast = new TissueContrast
        {
            Grey = 0.83,
            DeepGrey = 0.88,
            CerebrospinalFluid = 0.33,
            Fat = 1.75,
            Artery = 1.7,
            Sinus = 1.75,
            Vein = 1.6,
        },
        Scanner = new ScannerModel { Noise = 0.045, Bias = 0.18, BlurVoxels = 0.5, WhiteLevel = 1400 },
        Lesions = new LesionStatistics
        {
            MedianCount = 3,
            CountQuartileRange = 4,
            MaximumCount = 20,
            MedianVolumeCc = 0.234,
            VolumeQuartileRangeCc = 0.723,
            CavityFraction = 0.05,
        },
    };

    /// <summary>Siemens 3-D turbo spin echo (SPACE), sagittal, fat-saturated: black blood, dark scalp.</summary>
    public static PhantomSite BcmLike { get; } = new()
    {
        Name = "bcm-like",
        Grid = new AcquisitionGrid
        {
            Size = new Size3(204, 168, 164),
            Spacing = new SpacingMm(1, 1, 1),
            AxisCode = "PSR",
            ObliqueDegrees = 3,
        },
        Contrast = new TissueContrast
        {
            Grey = 0.82,
            DeepGrey = 0.88,
            CerebrospinalFluid = 0.30,
            Fat = 0.30,
            Marrow = 0.22,
            Muscle = 0.62,
            Skin = 0.75,
            Dura = 1.25,
            Artery = 0.12,
            Sinus = 0.35,
            Vein = 1.2,
            Enhancing = 1.8,
        },
        Scanner = new ScannerModel { Noise = 0.035, Bias = 0.25, BlurVoxels = 0.55, WhiteLevel = 320 },
        Lesions = new LesionStatistics
        {
            MedianCount = 1,
            CountQuartileRange = 2,
            MaximumCount = 5,
            MedianVolumeCc = 0.657,
            VolumeQuartileRangeCc = 0.412,
            CavityFraction = 0,
        },
    };

    /// <summary>Siemens 1.5 T spoiled gradient echo (FLASH), flip 20 degrees: strong contrast, bright vessels, more noise.</summary>
    public static PhantomSite GammaKnifeLike { get; } = new()
    {
        Name = "gk-like",
        Grid = new AcquisitionGrid
        {
            Size = new Size3(172, 208, 100),
            Spacing = new SpacingMm(0.98, 0.98, 1.6),
            AxisCode = "LPS",
            ObliqueDegrees = 8,
        },
        Contrast = new TissueContrast
        {
            Grey = 0.76,
            DeepGrey = 0.85,
            CerebrospinalFluid = 0.24,
            Fat = 1.5,
            Artery = 1.8,
            Sinus = 1.75,
            Vein = 1.6,
        },
        Scanner = new ScannerModel { Noise = 0.055, Bias = 0.10, BlurVoxels = 0.4, WhiteLevel = 540 },
        Lesions = new LesionStatistics
        {
            MedianCount = 3,
            CountQuartileRange = 3,
            MaximumCount = 20,
            MedianVolumeCc = 0.363,
            VolumeQuartileRangeCc = 0.895,
            CavityFraction = 0.02,
        },
    };

    /// <summary>Another site for every case: what its scans have in common is only the head (docs/randomised-phantoms.md).</summary>
    public static PhantomSite Randomised { get; } = UcsfLike with { Name = "randomised", Variation = new DomainRandomisation() };

    /// <summary>The three sites after the paper's.</summary>
    public static IReadOnlyList<PhantomSite> All { get; } = [UcsfLike, BcmLike, GammaKnifeLike];

    /// <summary>All that have a name.</summary>
    public static IReadOnlyList<PhantomSite> Known { get; } = [.. All, Randomised];
}
