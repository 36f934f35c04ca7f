using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>
/// Some hundred thousand voxels of a scan, spread evenly, and those of them that lie inside the brain with both neighbours along the finest axis: enough for shares and quantiles
/// to a part in a hundred, at a hundredth of the time a walk over all voxels of a large scan takes.
/// </summary>
internal sealed class ScanSamples
{
    private const int Wanted = 400_000;

    private ScanSamples(float[] all, float[] brain, float[] before, float[] after) => (All, Brain, Before, After) = (all, brain, before, after);

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
            : spacing.Y <= spacing.Z ? (1, size.X)
            : (2, size.X * size.Y);
    }

    private static bool Neighboured(Size3 size, int index, int axis)
    {
        var (x, y, z) = size.Position(index);
        var (at, count) = axis switch { 0 => (x, size.X), 1 => (y, size.Y), _ => (z, size.Z) };
        return at > 0 && at < count - 1;
    }

    private static bool IsIn(Volume<byte> brain, Affine toBrain, (int X, int Y, int Z) voxel)
    {
        var point = toBrain.Apply(voxel.X, voxel.Y, voxel.Z);
        var (x, y, z) = ((int)Math.Round(point.X), (int)Math.Round(point.Y), (int)Math.Round(point.Z));
        return brain.Size.Contains(x, y, z) && brain[x, y, z] != 0;
    }
}
