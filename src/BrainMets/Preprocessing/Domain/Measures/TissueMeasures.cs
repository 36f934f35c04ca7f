using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>
/// Which tissue is bright, from the normalised image alone. Under the surface of a brain lie fluid and cortex, deep in it white matter: in T1 the rim is darker than
/// the depth, in T2 brighter. Medians, so that vessels and lesions do not matter.
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

    /// <summary>Median of the rim less that of the depth, in standard deviations of the brain; null where the mask has no depth.</summary>
    public double? RimOverDepth { get; init; }

    /// <summary>-1..1: negative when the dark tail (fluid in T1) is longer than the bright one. From the 5th, 50th and 95th percentile.</summary>
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
            (squared < RimMm * RimMm ? rim : squared is > DepthMm * DepthMm and < FarDepthMm * FarDepthMm ? deep : null)?.Add(image.Voxels[i]);
        }

        return new TissueMeasures
        {
            RimOverDepth = rim.Count < FewestVoxels || deep.Count < FewestVoxels ? null : Quantiles.At([.. rim], 0.5) - Quantiles.At([.. deep], 0.5),
            Skew = all.Count < FewestVoxels ? null : SkewOf([.. all]),
        };
    }

    private static double? SkewOf(float[] values)
    {
        var (low, middle, high) = (Quantiles.At(values, 0.05), Quantiles.At(values, 0.5), Quantiles.At(values, 0.95));
        return high > low ? ((double)high + low - (2.0 * middle)) / (high - low) : null;
    }
}
