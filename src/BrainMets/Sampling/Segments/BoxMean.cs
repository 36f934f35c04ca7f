using BrainMets.Imaging;
using BrainMets.Preprocessing;

namespace BrainMets.Sampling;

/// <summary>
/// The mean over an odd cube around voxels, edge values repeated: what a context pathway with mean pooling sees. Computed for the voxels asked for, as their boxes
/// tile the region: a volume of means for each factor would take as much memory as the image each.
/// </summary>
internal static class BoxMean
{
    /// <summary>The means around every voxel of a grid, x fastest: along x, of those along y, of those along z, in float32.</summary>
    /// <param name="image">Its voxels.</param>
    /// <param name="size">Of the image.</param>
    /// <param name="side">Of the cube, in voxels.</param>
    /// <param name="at">Positions along the three axes, all within the image.</param>
    /// <param name="target">Receives a mean for every combination of them.</param>
    public static void Read(StoredVoxels<float> image, Size3 size, int side, (int[] Xs, int[] Ys, int[] Zs) at, Span<float> target)
    {
        var (half, width) = (side / 2, at.Xs.Length);
        if (width == 0)
        {
            return;
        }

        var low = Math.Max(0, at.Xs.Min() - half);
        var line = new float[Math.Min(size.X - 1, at.Xs.Max() + half) + 1 - low];
        Span<float> alongY = new float[width];
        target.Clear();
        for (var j = 0; j < at.Zs.Length; j++)
        {
            var plane = target.Slice(j * at.Ys.Length * width, at.Ys.Length * width);
            for (var dz = -half; dz <= half; dz++)
            {
                var z = Math.Clamp(at.Zs[j] + dz, 0, size.Z - 1);
                for (var k = 0; k < at.Ys.Length; k++)
                {
                    alongY.Clear();
                    for (var dy = -half; dy <= half; dy++)
                    {
                        image.Read(size.Index(low, Math.Clamp(at.Ys[k] + dy, 0, size.Y - 1), z), line);
                        AddMeansAlongX(line, low, size.X, (at.Xs, side), alongY);
                    }

                    Add(alongY, plane.Slice(k * width, width), side);
                }
            }
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] /= side;
        }
    }

    private static void AddMeansAlongX(ReadOnlySpan<float> line, int low, int length, (int[] At, int Side) means, Span<float> sums)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            var sum = 0f;
            for (var dx = -(means.Side / 2); dx <= means.Side / 2; dx++)
            {
                sum += line[Math.Clamp(means.At[i] + dx, 0, length - 1) - low];
            }

            sums[i] += sum / means.Side;
        }
    }

    private static void Add(ReadOnlySpan<float> sums, Span<float> target, int side)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            target[i] += sums[i] / side;
        }
    }
}
