using System.Runtime.InteropServices;

namespace BrainMets.Preprocessing;

/// <summary>The checks of a scan's grid, header and values, which need no brain.</summary>
internal static class ScanChecks
{
    private static readonly InputMeasure InPlane = new(
        "in-plane-spacing", "In-plane spacing", "mm", "the voxels are finer than in any head scan; the spacing in the file may be wrong.",
            "small lesions are lost in voxels of this size.");

    private static readonly InputMeasure Slices = new(
        "slice-distance", "Slice distance", "mm", "the voxels are finer than in any head scan; the spacing in the file may be wrong.",
            "lesions smaller than a slice are missed.");

    private static readonly InputMeasure Field = new(
        "field-of-view", "Smallest side of the field of view", "mm",
            "the scan does not cover a whole head, and lesions outside it are not seen.", "the field of view is larger than a head.");

    private static readonly InputMeasure Commonest = new(
        "commonest-value", "Share of voxels with the commonest value", "", "",
            "nearly all of the image is one constant; it may be empty, a mask or a damaged export.");

    private static readonly InputMeasure CtAir = new(
        "ct-air", "Share of voxels with the value of air in CT (-1100 to -900)", "", "",
            "the values look like Hounsfield units; this is a CT, not an MR scan.");

    private static readonly InputMeasure Distinct = new(
        "distinct-values", "Number of distinct intensities", "",
            "a scan has more; this may be a label map or an image stored with few grey levels.", "");

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
            null => (InputShiftLevel.Green, "The file holds no acquisition parameters."),
            { Modality: { } other } when other != "MR" => (InputShiftLevel.Red, $"The header states the modality {other}, not MR."),
            {
                Doubts: { Count: > 0 } doubts,
            } =>
                (InputShiftLevel.Amber, $"The header is inconsistent with a T1 post-contrast scan of a head: {string.Join(", ", doubts)}."),
            _ => (InputShiftLevel.Green, "The header is consistent with a T1 post-contrast MR scan of a head."),
        };
        return new InputShiftItem { Name = "header", Level = level, Sentence = sentence };
    }
}

/// <summary>Measurements of the intensities of a scan as read.</summary>
internal sealed record ScanMeasures
{
    /// <summary>Minimum number of samples inside the brain for an estimate.</summary>
    private const int FewestSamples = 500;

    /// <summary>As many standard deviations of a normal distribution lie between its 5th and 90th percentile.</summary>
    private const double NormalSpread = 2.9264;

    /// <summary>The standard deviation of a normal distribution over its median absolute deviation.</summary>
    private const double SigmaOfMedianDeviation = 1.4826;

    /// <summary>The share of voxels that have the commonest value, 0..1.</summary>
    public required double CommonestShare { get; init; }

    /// <summary>The share of voxels between -1100 and -900, as air is in Hounsfield units, 0..1.</summary>
    public required double CtAirShare { get; init; }

    /// <summary>How many values occur among the samples inside the brain (of the whole scan without a brain).</summary>
    public required int DistinctValues { get; init; }

    /// <summary>The share of brain voxels whose two neighbours have exactly their value, 0..1.</summary>
    public double? FlatShare { get; init; }

    /// <summary>Standard deviation of the noise over the spread of the brain's intensities.</summary>
    public double? Noise { get; init; }

    /// <summary>
    /// Spread from the 5th to the 90th percentile of the brain, corrected for noise, over its median above air; null for a scan normalised
    /// already, whose 0 is not air.
    /// </summary>
    public double? TissueContrast { get; init; }

    public static ScanMeasures Of(ScanSamples samples)
    {
        var measures = new ScanMeasures
        {
            CommonestShare = CommonestOf(samples.All) / (double)samples.All.Length,
            CtAirShare = samples.All.Count(v => v is >= -1100 and <= -900) / (double)samples.All.Length,
            DistinctValues = (samples.Brain.Length < FewestSamples ? samples.All : samples.Brain).Distinct().Count(),
        };
        if (samples.Brain.Length < FewestSamples)
        {
            return measures;
        }

        var (low, middle, high) = (Quantiles.At(samples.Brain, 0.05), Quantiles.At(samples.Brain, 0.5), Quantiles.At(samples.Brain, 0.9));
        var air = Quantiles.At(samples.All, 0.01);
        var noise = high > low ? NoiseOf(samples) * NormalSpread / (high - low) : (double?)null;
        return measures with
        {
            FlatShare = samples.Brain.Index()
                .Count(v => samples.Before[v.Index] == v.Item && samples.After[v.Index] == v.Item) / (double)samples.Brain.Length,
            Noise = noise,
            TissueContrast = air >= 0 && low >= air && middle > air ? WithoutNoise(noise) * (high - low) / (middle - air) : null,
        };
    }

    /// <summary>A spread corrected for noise; variances add.</summary>
    private static double WithoutNoise(double? noise) => noise is { } part ? Math.Sqrt(Math.Max(0, 1 - (part * part))) : 0;

    private static int CommonestOf(float[] values)
    {
        var counts = new Dictionary<float, int>();
        foreach (var value in values)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
        }

        return counts.Values.Max();
    }

    /// <summary>
    /// A voxel minus the mean of its two neighbours holds the noise times the root of 1.5, and of the anatomy only edges, which the median
    /// passes over.
    /// </summary>
    private static double NoiseOf(ScanSamples samples)
    {
        var deviations = new float[samples.Brain.Length];
        for (var i = 0; i < deviations.Length; i++)
        {
            deviations[i] = Math.Abs(samples.Brain[i] - (0.5f * (samples.Before[i] + samples.After[i])));
        }

        return SigmaOfMedianDeviation * Quantiles.At(deviations, 0.5) / Math.Sqrt(1.5);
    }
}

/// <summary>
/// Some hundred thousand voxels of a scan, spread evenly, and those of them that lie inside the brain with both neighbours along the finest
/// axis: enough for shares and quantiles to a part in a hundred, at a hundredth of the time a walk over all voxels of a large scan takes.
/// </summary>
internal sealed class ScanSamples
{
    private const int Wanted = 400_000;

    private ScanSamples(float[] all, float[] brain, float[] before, float[] after) =>
        (All, Brain, Before, After) = (all, brain, before, after);

    public float[] All { get; }

    /// <summary>Values inside the brain; empty when no brain is known.</summary>
    public float[] Brain { get; }

    /// <summary>The neighbours of <see cref="Brain"/>, one by one.</summary>
    public float[] Before { get; }

    public float[] After { get; }

    /// <param name="scan">As read.</param>
    /// <param name="brain">1 inside, on any grid; null when none was found.</param>
    public static ScanSamples Of(Volume<float> scan, Volume<byte>? brain)
    {
        var stride = Stride(scan.Size);
        var all = new float[((scan.Voxels.Length - 1) / stride) + 1];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = scan.Voxels[i * stride];
        }

        var (inside, before, after) = (new List<float>(), new List<float>(), new List<float>());
        if (brain is not null)
        {
            var (axis, step) = FinestAxis(scan.Geometry);
            var toBrain = brain.Geometry.VoxelToWorld.Inverse().After(scan.Geometry.VoxelToWorld);
            for (var i = 0; i < all.Length; i++)
            {
                if (Neighboured(scan.Size, i * stride, axis) && IsIn(brain, toBrain, scan.Size.Position(i * stride)))
                {
                    inside.Add(all[i]);
                    before.Add(scan.Voxels[(i * stride) - step]);
                    after.Add(scan.Voxels[(i * stride) + step]);
                }
            }
        }

        return new ScanSamples(all, [.. inside], [.. before], [.. after]);
    }

    /// <summary>Shares no divisor with a row or a slice, so that samples do not line up in columns.</summary>
    private static int Stride(Size3 size)
    {
        var stride = (int)Math.Max(1, size.Count / Wanted);
        while (GreatestCommonDivisor(stride, size.X * size.Y) > 1)
        {
            stride++;
        }

        return stride;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private static (int Axis, int Step) FinestAxis(VolumeGeometry grid)
    {
        var (spacing, size) = (grid.Spacing, grid.Size);
        return spacing.X <= spacing.Y && spacing.X <= spacing.Z ? (0, 1)
            : spacing.Y <= spacing.Z ? (1, size.X) : (2, size.X * size.Y);
    }

    private static bool Neighboured(Size3 size, int index, int axis)
    {
        var (x, y, z) = size.Position(index);
        var (at, count) = axis switch { 0 => (x, size.X), 1 => (y, size.Y), _ => (z, size.Z) };
        return at > 0 && at < count - 1;
    }

    private static bool IsIn(Volume<byte> brain, Affine toBrain, VoxelIndex voxel)
    {
        var point = toBrain.Apply(voxel.X, voxel.Y, voxel.Z);
        var (x, y, z) = ((int)Math.Round(point.X), (int)Math.Round(point.Y), (int)Math.Round(point.Z));
        return brain.Size.Contains(x, y, z) && brain[x, y, z] != 0;
    }
}
