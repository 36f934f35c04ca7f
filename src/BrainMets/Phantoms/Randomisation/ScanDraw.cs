using BrainMets.Imaging;

namespace BrainMets.Phantoms;

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
