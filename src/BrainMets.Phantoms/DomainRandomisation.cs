namespace BrainMets.Phantoms;

/// <summary>
/// Domain randomisation: instead of a site's fixed description, one is drawn for every case, wide enough that a real scan is one more
/// draw (after Billot et al. 2023, SynthSeg). Each ingredient has its own random stream: leaving one out changes nothing of the others.
/// </summary>
internal sealed record DomainRandomisation
{
    /// <summary>Ingredients that are not drawn, for ablation studies.</summary>
    public IReadOnlyList<PhantomIngredient> Without { get; init; } = [];

    /// <summary>
    /// True for fainter lesions, quieter scans, finer voxels and tighter masks than the usual ranges (docs/randomised-phantoms.md).
    /// </summary>
    public bool Faint { get; init; }

    /// <summary>
    /// A skull-stripped T1 template in MNI space (NIfTI) that replaces the generated brain in some of the cases; null for none.
    /// </summary>
    public string? TemplatePath { get; init; }

    /// <summary>Part of the cases that take the template's brain.</summary>
    public double TemplateFraction { get; init; } = 0.35;

    /// <summary>The site of one case: all that is random in its description is drawn here, so that the result is its full record.</summary>
    internal PhantomSite Draw(string name, int caseSeed)
    {
        RandomDraw Of(PhantomIngredient ingredient) => new(new Random(SeedStream.Derive(caseSeed, 100 + (int)ingredient)));
        bool With(PhantomIngredient ingredient) => !Without.Contains(ingredient);
        var site = (caseSeed % 2 == 0 ? SitePresets.UcsfLike : SitePresets.BcmLike) with { Name = name };
        if (With(PhantomIngredient.Contrast))
        {
            site = ScanDraw.Draw(site, Of(PhantomIngredient.Contrast), Faint);
        }

        if (With(PhantomIngredient.Vessels))
        {
            site = VesselDraw.Draw(site, Of(PhantomIngredient.Vessels));
        }

        if (With(PhantomIngredient.Lesions))
        {
            site = LesionDraw.Draw(site, Of(PhantomIngredient.Lesions), Faint);
        }

        if (With(PhantomIngredient.Anatomy))
        {
            var draw = Of(PhantomIngredient.Anatomy);
            site = site with { TemplatePath = draw.Happens(TemplateFraction) ? TemplatePath : null, Ventricles = draw.Logarithmic(0.7, 2) };
        }

        return With(PhantomIngredient.Masks) ? MaskDraw.Draw(site, Of(PhantomIngredient.Masks), Faint) : site;
    }
}

/// <summary>What a randomised site draws for each case; what is left out stays as the sites ucsf-like and bcm-like have it.</summary>
internal enum PhantomIngredient
{
    /// <summary>Sequence, tissue intensities, matrix and slices, noise, coil, motion, ringing.</summary>
    Contrast,

    /// <summary>Calibre, number and signal of vessels, sinuses, plexus and glands; thickness of the dura.</summary>
    Vessels,

    /// <summary>Number, size, kind, place and oedema of lesions.</summary>
    Lesions,

    /// <summary>Size of the ventricles; a real template brain in place of the generated one, in some of the cases.</summary>
    Anatomy,

    /// <summary>Brain masks with errors, and scans that were stripped by them.</summary>
    Masks,
}

/// <summary>Draws how a case is scanned: sequence with its tissue signals, matrix and slices, scanner, artefacts.</summary>
internal static class ScanDraw
{
    /// <summary>Extent of a head's box in mm along left-right, back-front and foot-head.</summary>
    private static readonly (double LeftRight, double BackFront, double FootHead) ExtentMm = (172, 216, 168);

    /// <summary>Thickest layer that is painted at once; slices above are averages of several.</summary>
    private const double LayerMm = 1.7;

    public static PhantomSite Draw(PhantomSite site, RandomDraw draw, bool faint)
    {
        var contrast = Contrast(draw);
        var (grid, layers) = Grid(draw, faint);
        return site with
        {
            Contrast = contrast,
            Grid = grid,
            LayersPerSlice = layers,
            Texture = new TissueTexture
            {
                CoarseAmplitude = draw.Between(0, 0.07),
                CoarseWavelengthMm = draw.Between(14, 45),
                FineAmplitude = draw.Between(0, 0.05),
                FineWavelengthMm = draw.Between(3.5, 8),
            },
            Scanner = new ScannerModel
            {
                Noise = faint ? draw.Logarithmic(0.005, 0.06) : draw.Logarithmic(0.008, 0.09),
                Bias = draw.Between(0, 0.4),
                BlurVoxels = draw.Between(0.25, 0.75),
                WhiteLevel = draw.Logarithmic(120, 1800),
            },
            Artefacts = new ScanArtefacts
            {
                KeptShare = draw.Happens(0.35) ? draw.Between(0.6, 0.95) : 1,
                MotionMm = draw.Happens(0.25) ? draw.Between(0.3, 1.8) : 0,
                MotionBlocks = draw.OneOf(3, 5, 8, 12),
            },
        };
    }

    /// <summary>Relative to white matter. Flow decides vessels, saturation decides fat, weighting decides the rest.</summary>
    private static TissueContrast Contrast(RandomDraw draw)
    {
        var blackBlood = draw.Happens(0.25);
        var flowVoids = !blackBlood && draw.Happens(0.2); // spin echo: fast arteries dark, slow veins bright
        var fatSaturated = draw.Happens(0.35);
        var grey = draw.Between(0.62, 0.97);
        var fluid = draw.Between(0.1, 0.55) * grey;
        var vein = blackBlood ? draw.Between(0.8, 1.6) : draw.Between(1.15, 2.4);
        var enhancing = draw.Logarithmic(1.25, 2.7);
        return new TissueContrast
        {
            Grey = grey,
            DeepGrey = grey + (draw.Between(0.1, 0.7) * (1 - grey)),
            CerebrospinalFluid = fluid,
            Fat = fatSaturated ? draw.Between(0.15, 0.6) : draw.Between(1.2, 2.4),
            Marrow = fatSaturated ? draw.Between(0.1, 0.5) : draw.Between(0.6, 1.6),
            Muscle = draw.Between(0.5, 0.95),
            Skin = draw.Between(0.6, 1.4),
            Mucosa = draw.Between(1, 2.2),
            Dura = draw.Between(0.9, 2.1),
            Choroid = draw.Between(1.1, 2.3),
            Artery = blackBlood || flowVoids ? draw.Between(0.08, 0.6) : draw.Between(1.1, 2.6),
            Sinus = blackBlood ? draw.Between(0.2, 1.4) : draw.Between(1.2, 2.6),
            Vein = vein,
            Enhancing = enhancing,
            Necrosis = draw.Between(fluid, 0.85),
        };
    }

    private static (AcquisitionGrid Grid, int Layers) Grid(RandomDraw draw, bool faint)
    {
        var code = draw.OneOf("LPS", "LAS", "RAS", "LPS", "PSR", "PIL", "LSA");
        var inPlaneMm = faint && draw.Happens(0.15) ? draw.Between(0.42, 0.72) : draw.Between(0.72, 1.15);
        var thick = code[2] == 'S' && draw.Happens(0.65); // thick slices are nearly always axial
        var sliceMm = thick ? draw.Between(2.2, 6.8) : draw.Between(0.8, 2);
        var layers = (int)Math.Ceiling(sliceMm / LayerMm);
        var slices = (int)Math.Round(Extent(code[2]) / sliceMm);
        return (new AcquisitionGrid
        {
            Size = new Size3((int)(Extent(code[0]) / inPlaneMm), (int)(Extent(code[1]) / inPlaneMm), slices * layers),
            Spacing = new SpacingMm(inPlaneMm, inPlaneMm, sliceMm / layers),
            AxisCode = code,
            ObliqueDegrees = draw.Between(0, 12),
            HeadTiltDegrees = 12,
        }, layers);
    }

    private static double Extent(char letter) => letter switch
    {
        'L' or 'R' => ExtentMm.LeftRight,
        'P' or 'A' => ExtentMm.BackFront,
        _ => ExtentMm.FootHead,
    };
}

/// <summary>Draws what kind of patient this is: a few large metastases, many small ones, or none.</summary>
internal static class LesionDraw
{
    public static PhantomSite Draw(PhantomSite site, RandomDraw draw, bool faint)
    {
        var large = draw.Happens(0.35);
        return site with
        {
            Lesions = new LesionStatistics
            {
                MedianCount = large ? draw.OneOf(1, 1, 2) : draw.OneOf(2, 4, 7),
                CountQuartileRange = large ? 1 : 4,
                MaximumCount = 25,
                MedianVolumeCc = large ? draw.Logarithmic(2, 20) : draw.Logarithmic(0.03, 1),
                VolumeQuartileRangeCc = large ? draw.Logarithmic(2, 20) : draw.Logarithmic(0.05, 1.5),
                SmallestVolumeCc = 0.005,
                LargestVolumeCc = 60,
                CavityFraction = draw.Happens(0.06) ? 0.2 : 0,
                LesionFreeFraction = 0.06,
                VariedKinds = true,
                Faint = faint,
                SurfaceFraction = faint ? draw.Between(0.15, 0.6) : draw.Between(0.1, 0.5),
            },
        };
    }
}

/// <summary>Draws how much of what enhances without being a lesion a head has.</summary>
internal static class VesselDraw
{
    public static PhantomSite Draw(PhantomSite site, RandomDraw draw) => site with
    {
        Vessels = new VesselStatistics
        {
            ArteryCalibre = draw.Logarithmic(0.7, 1.6),
            VeinCalibre = draw.Logarithmic(0.7, 2.2),
            SinusCalibre = draw.Logarithmic(0.8, 1.9),
            PlexusCalibre = draw.Logarithmic(0.6, 2.4),
            Veins = (int)draw.Between(12, 60),
            InSulci = (int)draw.Between(60, 320),
            InTissue = (int)draw.Between(0, 60),
            DuraMm = draw.Between(0, 1.6),
        },
    };
}

/// <summary>Draws how the brain mask of a case departs from the brain.</summary>
internal static class MaskDraw
{
    public static PhantomSite Draw(PhantomSite site, RandomDraw draw, bool faint)
    {
        var kind = draw.Between(0, 1);
        var (shrunk, tight, tightMm, wideMm) = faint ? (0.3, 0.85, 2.5, 2.5) : (0.25, 0.75, 3.5, 3);
        return site with
        {
            Mask = new MaskErrorModel
            {
                GrowthMm = kind < shrunk ? draw.Between(-3, 0) : kind < tight ? draw.Between(0, tightMm) : draw.Between(wideMm, 8),
                WaverMm = draw.Between(0.3, 2.5),
                WavelengthMm = draw.Between(18, 60),
                Bites = draw.Happens(0.2) ? draw.OneOf(1, 2, 3) : 0,
                Spills = draw.Happens(0.5) ? draw.OneOf(2, 4, 8) : 0,
                Stripped = draw.Happens(0.35),
            },
        };
    }
}

/// <summary>Ranges and chances of one ingredient's random stream.</summary>
internal sealed class RandomDraw(Random random)
{
    public double Between(double low, double high) => low + ((high - low) * random.NextDouble());

    /// <summary>Even on a logarithmic scale; both ends above 0.</summary>
    public double Logarithmic(double low, double high) => low * Math.Pow(high / low, random.NextDouble());

    public bool Happens(double chance) => random.NextDouble() < chance;

    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];
}
