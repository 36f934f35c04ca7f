namespace BrainMets.Preprocessing;

/// <summary>The checks of a scan's grid, header and values, which need no brain.</summary>
internal static class ScanChecks
{
    private static readonly InputMeasure InPlane = new(
        "in-plane-spacing", "In-plane spacing", "mm", "the voxels are finer than in any head scan; the spacing in the file may be wrong.", "small lesions vanish in voxels this large.");

    private static readonly InputMeasure Slices = new(
        "slice-distance", "Slice distance", "mm", "the voxels are finer than in any head scan; the spacing in the file may be wrong.", "lesions smaller than a slice are missed.");

    private static readonly InputMeasure Field = new(
        "field-of-view", "Smallest side of the field of view", "mm", "the scan does not cover a whole head, and lesions outside it are not seen.", "the field of view is larger than a head.");

    private static readonly InputMeasure Commonest = new(
        "commonest-value", "Share of voxels with the commonest value", "", "", "nearly all of the image is one constant; it may be empty, a mask or a damaged export.");

    private static readonly InputMeasure CtAir = new(
        "ct-air", "Share of voxels with the value of air in CT (-1100 to -900)", "", "", "the values look like Hounsfield units; this is a CT, not an MR scan.");

    private static readonly InputMeasure Distinct = new(
        "distinct-values", "Number of distinct intensities", "", "a scan has more; this may be a label map or an image stored with few grey levels.", "");

    public static IEnumerable<InputShiftItem> Of(CaseImages images, ScanMeasures scan, TrainingRange trained)
    {
        var (grid, size) = (images.T1c.Geometry.Spacing, images.T1c.Size);
        double[] spacings = [.. new[] { grid.X, grid.Y, grid.Z }.Order()];
        yield return Tags(images.Tags);
        yield return InPlane.Compare(spacings[1], trained.InPlaneSpacingMm);
        yield return Slices.Compare(spacings[2], trained.SliceDistanceMm);
        yield return Field.Compare(Math.Min(size.X * grid.X, Math.Min(size.Y * grid.Y, size.Z * grid.Z)), trained.FieldOfViewMm);
        yield return Commonest.Compare(scan.CommonestShare, trained.CommonestShare);
        yield return CtAir.Compare(scan.CtAirShare, trained.CtAirShare);
        yield return Distinct.Compare(scan.DistinctValues, trained.DistinctValues);
    }

    private static InputShiftItem Tags(ScanTags? tags)
    {
        var (level, sentence) = tags switch
        {
            null => (InputShiftLevel.Green, "The file says nothing of how the scan was made."),
            { Modality: { } other } when other != "MR" => (InputShiftLevel.Red, $"The header says that this is {other}, not MR."),
            { Doubts: { Count: > 0 } doubts } => (InputShiftLevel.Amber, $"The header speaks against a T1 post-contrast scan of a head: {string.Join(", ", doubts)}."),
            _ => (InputShiftLevel.Green, "Nothing in the header speaks against a T1 post-contrast MR scan of a head."),
        };
        return new InputShiftItem { Name = "header", Level = level, Sentence = sentence };
    }
}
