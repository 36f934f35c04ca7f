namespace BrainMets.Preprocessing;

/// <summary>The checks of the brain: its mask, its tissue, its enhancement.</summary>
internal static class BrainChecks
{
    private static readonly InputMeasure Volume = new(
        "brain-volume", "Brain mask", "mL", "the scan shows part of a brain, a child's, or something else; or the mask is wrong.", "the mask holds more than a brain, or this is none.");

    private static readonly InputMeasure Shape = new(
        "brain-shape", "Share of its box that the brain mask fills", "", "the mask is ragged or hollow, which no brain is.", "the mask is a block, which no brain is: a phantom, or a box cut out of a scan.");

    private static readonly InputMeasure Cut = new(
        "brain-at-edge", "Brain mask cut by the edge of the field of view over", "cm²", "", "part of the brain lies outside the scan.");

    private static readonly InputMeasure Flat = new(
        "flat-voxels", "Share of brain voxels equal to their neighbours", "", "", "a scan has noise; this may be a label map, or an image enlarged without interpolation.");

    private static readonly InputMeasure Noise = new(
        "noise", "Noise over the spread of the brain's intensities", "", "", "small lesions drown in so much noise.");

    private static readonly InputMeasure Tissue = new(
        "tissue-contrast",
        "Spread of the brain's intensities over their median",
        "",
        "what was taken for the brain is nearly uniform; a bottle or a fruit is, a brain is not.",
        "grey matter, white matter and fluid differ less in T1.");

    private static readonly InputMeasure Rim = new(
        "rim-over-depth",
        "Brightness of the brain's rim over its depth",
        "SD",
        "a rim this dark is a shell, not cortex.",
        "in T1 the rim (fluid, cortex) is darker than the depth (white matter); a bright rim is the look of T2.");

    private static readonly InputMeasure Skew = new(
        "intensity-skew",
        "Skew of the brain's intensities",
        "",
        "too much of what was taken for the brain is dark.",
        "the bright tail is longer than the dark one; in T1 fluid is dark, in T2 it is bright.");

    private static readonly InputMeasure Enhancing = new(
        "contrast",
        "Connected volume much brighter than white matter",
        "mm³",
        "no vessels, sinuses or choroid plexus stand out; the scan may have been made without contrast agent, and metastases are not seen then.",
        "");

    private static readonly InputMeasure Share = new(
        "enhancing-share", "Share of the brain much brighter than white matter", "", "", "so much does not enhance; the mask may hold scalp, or this is another sequence.");

    /// <summary>Said where no brain was found.</summary>
    public static InputShiftItem Missing { get; } = new()
    {
        Name = "brain-volume",
        Unit = "mL",
        Level = InputShiftLevel.Red,
        Sentence = "Nothing in the scan looks like a brain in T1.",
    };

    public static IEnumerable<InputShiftItem> Of(PreparedCase prepared, ScanMeasures scan, TrainingRange trained)
    {
        var (shape, tissue) = (BrainShapeMeasures.Of(prepared), TissueMeasures.Of(prepared));
        var bright = EnhancementMeasures.Of(prepared);
        yield return Stripped(prepared.BrainOrigin);
        yield return Volume.Compare(shape.VolumeMl, trained.BrainVolumeMl);
        yield return Shape.Compare(shape.BoxFill, trained.BrainBoxFill);
        yield return Cut.Compare(shape.CutAreaCm2, trained.BrainCutCm2);
        yield return Flat.Compare(scan.FlatShare, trained.FlatShare);
        yield return Noise.Compare(scan.Noise, trained.Noise);
        yield return Tissue.Compare(scan.TissueContrast, trained.TissueContrast);
        yield return Rim.Compare(tissue.RimOverDepth, trained.RimOverDepth);
        yield return Skew.Compare(tissue.Skew, trained.Skew);
        yield return Enhancing.Compare(bright.BrightMm3, trained.EnhancingVolumeMm3);
        yield return Share.Compare(bright.Share, trained.EnhancingShare);
    }

    private static InputShiftItem Stripped(BrainOrigin origin) => new()
    {
        Name = "skull-stripped",
        Value = origin == BrainOrigin.AlreadyStripped ? 1 : 0,
        Level = InputShiftLevel.Green,
        Sentence = origin switch
        {
            BrainOrigin.AlreadyStripped => "Skull and scalp were removed before; the brain is what is left.",
            BrainOrigin.Given => "The brain is the mask that was given.",
            _ => "The scan shows a head; the brain was found in it.",
        },
    };
}
