using System.Numerics;

namespace BrainMets.Preprocessing;

/// <summary>
/// The grid on which the network works: axes of the source permuted and flipped to the order nearest RAS (oblique angles kept, so nothing
/// is interpolated across a tilt), with a chosen spacing, centred on the source's field of view.
/// </summary>
internal static class WorkingGrid
{
    /// <summary>Full width at half maximum of a Gaussian of unit sigma.</summary>
    private const double FwhmOfUnitSigma = 2.3548;

    /// <summary>
    /// The smallest centred grid of this spacing that covers the source's field of view (from voxel edge to voxel edge). Its outermost
    /// voxel centres lie inside the field of view, so resampling never invents a value.
    /// </summary>
    public static VolumeGeometry Covering(VolumeGeometry source, SpacingMm spacing)
    {
        var ras = AnatomicalOrientation.ClosestRas(source);
        var (x, y, z) = (
            Axis(ras.Size.X, ras.Spacing.X, spacing.X), Axis(ras.Size.Y, ras.Spacing.Y, spacing.Y),
                Axis(ras.Size.Z, ras.Spacing.Z, spacing.Z));
        var map = ras.VoxelToWorld;
        return new VolumeGeometry(new Size3(x.Count, y.Count, z.Count), new Affine(
            spacing.X / ras.Spacing.X * map.ColumnX,
            spacing.Y / ras.Spacing.Y * map.ColumnY,
            spacing.Z / ras.Spacing.Z * map.ColumnZ,
            map.Apply(x.First, y.First, z.First)));
    }

    /// <summary>
    /// Trilinear interpolation by affine, after Gaussian smoothing along those source axes where the target is coarser, so that fine
    /// texture does not alias. The width is chosen so that a source voxel's box, smoothed, is about as wide as a target voxel.
    /// </summary>
    public static Volume<float> Resample(Volume<float> source, VolumeGeometry target)
    {
        var smoothed = SmoothForTarget(source, target);
        return Resampler.Linear(smoothed, target, outside: Lowest(smoothed.Voxels));
    }

    /// <summary>The source, smoothed along the axes where the target's voxels are larger; the same instance when there are none.</summary>
    public static Volume<float> SmoothForTarget(Volume<float> source, VolumeGeometry target)
    {
        var step = target.VoxelToWorld.Inverse().After(source.Geometry.VoxelToWorld);
        var (x, y, z) = (Sigma(step.ColumnX), Sigma(step.ColumnY), Sigma(step.ColumnZ));
        return x + y + z > 0 ? GaussianFilter.Smooth(source, x, y, z) : source;
    }

    private static (int Count, double First) Axis(int sourceCount, double sourceMm, double targetMm)
    {
        // The slack keeps 100 voxels of 1.0000001 mm from becoming 101.
        var count = Math.Max(1, (int)Math.Ceiling((sourceCount * sourceMm / targetMm) - 1e-4));
        var firstMm = (0.5 * (sourceCount - 1) * sourceMm) - (0.5 * (count - 1) * targetMm);
        return (count, firstMm / sourceMm);
    }

    /// <summary>
    /// Sigma in source voxels; <paramref name="stepInTargetVoxels"/> is how far one source voxel reaches on the target grid.
    /// </summary>
    private static double Sigma(PointMm stepInTargetVoxels)
    {
        var ratio = 1 / stepInTargetVoxels.Length;
        return ratio <= 1.01 ? 0 : Math.Sqrt((ratio * ratio) - 1) / FwhmOfUnitSigma;
    }

    private static float Lowest(float[] voxels)
    {
        var lowest = new Vector<float>(voxels[0]);
        var whole = voxels.Length - (voxels.Length % Vector<float>.Count);
        for (var i = 0; i < whole; i += Vector<float>.Count)
        {
            lowest = Vector.Min(lowest, new Vector<float>(voxels, i));
        }

        var result = voxels[0];
        for (var i = 0; i < Vector<float>.Count; i++)
        {
            result = Math.Min(result, lowest[i]);
        }

        foreach (var voxel in voxels.AsSpan(whole))
        {
            result = Math.Min(result, voxel);
        }

        return result;
    }
}

/// <summary>The way back: what was computed on the working grid, on the grid of the file the case came from.</summary>
internal static class SourceGrid
{
    /// <summary>
    /// Samples a working-grid map (a probability) at the centres of the source voxels, trilinear, by affine. Source voxels outside the
    /// cropped working grid get 0. Not smoothed where the source is coarser: working voxels between two thick slices were interpolated from
    /// those slices, so the value at the slice's own centre is the one with data behind it.
    /// </summary>
    public static Volume<float> Restore(Volume<float> onWorkingGrid, VolumeGeometry source) =>
        Resampler.Linear(onWorkingGrid, source, outside: 0);
}
