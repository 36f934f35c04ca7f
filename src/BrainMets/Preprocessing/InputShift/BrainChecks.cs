namespace BrainMets.Preprocessing;

/// <summary>The checks of the brain: its mask, its tissue, its enhancement.</summary>
internal static class BrainChecks
{
    private static readonly InputMeasure Volume = new(
        "brain-volume", "Brain mask", "mL", "the scan shows part of a brain, a child's brain or another object; or the mask is wrong.",
            "the mask holds more than a brain, or this is not a brain.");

    private static readonly InputMeasure Shape = new(
        "brain-shape", "Share of its box that the brain mask fills", "", "the mask is ragged or hollow, unlike a brain.",
            "the mask is a block, unlike a brain: a phantom, or a box cut out of a scan.");

    private static readonly InputMeasure Cut = new(
        "brain-at-edge", "Brain mask cut by the edge of the field of view over", "cm²", "", "part of the brain lies outside the scan.");

    private static readonly InputMeasure Flat = new(
        "flat-voxels", "Share of brain voxels equal to their neighbours", "", "",
            "a scan has noise; this may be a label map, or an image enlarged without interpolation.");

    private static readonly InputMeasure Noise = new(
        "noise", "Noise over the spread of the brain's intensities", "", "", "small lesions cannot be seen in so much noise.");

    private static readonly InputMeasure Tissue = new(
        "tissue-contrast",
        "Spread of the brain's intensities over their median",
        "",
        "the region found as brain is nearly uniform, as a bottle or a fruit is; a brain is not.",
        "grey matter, white matter and fluid differ less in T1.");

    private static readonly InputMeasure Rim = new(
        "rim-over-depth",
        "Brightness of the brain's rim over its depth",
        "SD",
        "a rim this dark is a shell, not cortex.",
        "in T1 the rim (fluid, cortex) is darker than the depth (white matter); a bright rim is typical of T2.");

    private static readonly InputMeasure Skew = new(
        "intensity-skew",
        "Skew of the brain's intensities",
        "",
        "too much of the region found as brain is dark.",
        "the bright tail is longer than the dark one; in T1 fluid is dark, in T2 it is bright.");

    private static readonly InputMeasure Enhancing = new(
        "contrast",
        "Connected volume much brighter than white matter",
        "mm³",
        "no vessels, sinuses or choroid plexus enhance; the scan may have been made without contrast agent, and metastases are not seen "
            + "then.",
        "");

    private static readonly InputMeasure Share = new(
        "enhancing-share", "Share of the brain much brighter than white matter", "", "",
            "no brain enhances to this extent; the mask may hold scalp, or this is another sequence.");

    /// <summary>The result where no brain was found.</summary>
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
            BrainOrigin.AlreadyStripped => "Skull and scalp had been removed; the brain is the remaining image.",
            BrainOrigin.Given => "The brain mask was given.",
            _ => "The scan shows a head; the brain was found in it.",
        },
    };
}

/// <summary>Measurements of the brain mask.</summary>
internal sealed record BrainShapeMeasures
{
    public required double VolumeMl { get; init; }

    /// <summary>The share of the mask's box that the mask fills, 0..1: an ellipsoid has 0.52, a block 1.</summary>
    public required double BoxFill { get; init; }

    /// <summary>The largest area, in cm², in which one face of the field of view cuts the mask.</summary>
    public required double CutAreaCm2 { get; init; }

    public static BrainShapeMeasures Of(PreparedCase prepared)
    {
        var brain = prepared.Brain;
        var voxels = brain.Voxels.Length - (long)brain.Voxels.AsSpan().Count((byte)0);
        return new BrainShapeMeasures
        {
            VolumeMl = prepared.BrainVolumeMl,
            BoxFill = Box3.Around(brain) is { } box ? voxels / (double)box.Size.Count : 0,
            CutAreaCm2 = LargestCut(brain, prepared.Source) / 100,
        };
    }

    /// <summary>Only where the crop ends at an end of the field of view can the field cut the brain.</summary>
    private static double LargestCut(Volume<byte> brain, VolumeGeometry source)
    {
        var (size, spacing) = (brain.Size, brain.Geometry.Spacing);
        var field = WorkingGrid.Covering(source, spacing);
        var corner = field.VoxelToWorld.Inverse().Apply(brain.Geometry.VoxelToWorld.Origin);
        double Cut(Box3 face, double areaMm2) => brain.Crop(face).Voxels.AsSpan().Count((byte)1) * areaMm2;
        double Ends(double first, int count, int ofField, Func<int, Box3> face, double areaMm2)
        {
            var low = Math.Round(first) <= 0 ? Cut(face(0), areaMm2) : 0;
            var high = Math.Round(first) + count >= ofField ? Cut(face(count - 1), areaMm2) : 0;
            return Math.Max(low, high);
        }

        double[] cuts =
        [
            Ends(corner.X, size.X, field.Size.X, at => new Box3(at, 0, 0, new Size3(1, size.Y, size.Z)), spacing.Y * spacing.Z),
            Ends(corner.Y, size.Y, field.Size.Y, at => new Box3(0, at, 0, new Size3(size.X, 1, size.Z)), spacing.X * spacing.Z),
            Ends(corner.Z, size.Z, field.Size.Z, at => new Box3(0, 0, at, new Size3(size.X, size.Y, 1)), spacing.X * spacing.Y),
        ];
        return cuts.Max();
    }
}

/// <summary>
/// Which tissue is bright, from the normalised image alone. Under the surface of a brain lie fluid and cortex, deep in it white matter: in
/// T1 the rim is darker than the depth, in T2 brighter. Medians, so that vessels and lesions do not matter.
/// </summary>
internal sealed record TissueMeasures
{
    private const int FewestVoxels = 200;

    /// <summary>Where the tissue's edge is blurred and masks differ, in mm.</summary>
    private const double EdgeMm = 2.5;
    private const double RimMm = 8;
    private const double DepthMm = 15;
    private const double FarDepthMm = 30;

    private static readonly SpacingMm Coarse = new(2, 2, 2);

    /// <summary>Median of the rim minus that of the depth, in standard deviations of the brain; null where the mask has no depth.</summary>
    public double? RimOverDepth { get; init; }

    /// <summary>
    /// -1..1: negative when the dark tail (fluid in T1) is longer than the bright one. From the 5th, 50th and 95th percentile.
    /// </summary>
    public double? Skew { get; init; }

    public static TissueMeasures Of(PreparedCase prepared)
    {
        var grid = WorkingGrid.Covering(prepared.Brain.Geometry, Coarse);
        var brain = Resampler.Nearest(prepared.Brain, grid);
        var image = Resampler.Nearest(prepared.Image, grid);
        var depth = DistanceTransform.SquaredMm(Morphology.Complement(brain));
        var (rim, deep, all) = (new List<float>(), new List<float>(), new List<float>());
        for (var i = 0; i < brain.Voxels.Length; i++)
        {
            var squared = depth.Voxels[i];
            if (brain.Voxels[i] == 0 || squared < EdgeMm * EdgeMm)
            {
                continue;
            }

            all.Add(image.Voxels[i]);
            (squared < RimMm * RimMm ? rim : squared is > DepthMm * DepthMm and < FarDepthMm * FarDepthMm ? deep : null)?.Add(
                image.Voxels[i]);
        }

        return new TissueMeasures
        {
            RimOverDepth = rim.Count < FewestVoxels || deep.Count < FewestVoxels
                ? null
                : Quantiles.At([.. rim], 0.5) - Quantiles.At([.. deep], 0.5),
            Skew = all.Count < FewestVoxels ? null : SkewOf([.. all]),
        };
    }

    private static double? SkewOf(float[] values)
    {
        var (low, middle, high) = (Quantiles.At(values, 0.05), Quantiles.At(values, 0.5), Quantiles.At(values, 0.95));
        return high > low ? ((double)high + low - (2.0 * middle)) / (high - low) : null;
    }
}

/// <summary>
/// What is much brighter than white matter inside the brain mask: after contrast veins, sinuses along the mask's edge, choroid plexus and
/// lesions; before it hardly anything.
/// </summary>
internal sealed record EnhancementMeasures
{
    /// <summary>In standard deviations of the brain above its median; white matter lies at about 0.9.</summary>
    private const float Bright = 2;

    /// <summary>Smaller bright spots are noise, in mm³.</summary>
    private const double SmallestSpotMm3 = 12;

    /// <summary>Volume of connected bright voxels, in mm³.</summary>
    public required double BrightMm3 { get; init; }

    /// <summary>That volume as a share of the brain, 0..1.</summary>
    public required double Share { get; init; }

    public static EnhancementMeasures Of(PreparedCase prepared)
    {
        var bright = new Volume<byte>(prepared.Image.Geometry);
        var (brainVoxels, image, brain) = (0L, prepared.Image.Voxels, prepared.Brain.Voxels);
        for (var i = 0; i < image.Length; i++)
        {
            brainVoxels += brain[i];
            bright.Voxels[i] = (byte)(brain[i] != 0 && image[i] > Bright ? 1 : 0);
        }

        var (labels, count) = ConnectedComponents.Label(bright, Connectivity.Corners26);
        var voxelMm3 = bright.Geometry.VoxelVolumeMm3;
        var kept = ConnectedComponents.Sizes(labels, count).Where(size => size * voxelMm3 >= SmallestSpotMm3).Sum();
        return new EnhancementMeasures { BrightMm3 = kept * voxelMm3, Share = brainVoxels == 0 ? 0 : (double)kept / brainVoxels };
    }
}
