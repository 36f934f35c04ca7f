using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>What MindGrab wants to see: 256 x 256 x 256 voxels of 1 mm, whole numbers 0 to 255, then 0 to 1 between two quantiles.</summary>
public static class MindgrabInput
{
    /// <summary>
    /// The network's instance normalisation takes its statistics over the whole cube with all its air; cutting air away changes the answer
    /// (Dice 0.94 to the full mask with 20 mm of air left, by the network's documentation of this data), so the size is fixed.
    /// </summary>
    public static Size3 Size { get; } = new(256, 256, 256);

    private const int Bins = 1000;
    private const double Largest = 255;

    /// <summary>A darker image than this part of negative voxels keeps its minimum as black; otherwise black is 0.</summary>
    private const double LeastNegativePart = 0.02;
    private const double BrightPart = 0.02;

    private static readonly (double Low, double High) Quantiles = (0.02, 0.98);

    /// <summary>Intensities to 0 … 255, trilinear to the cube (black beyond the field of view), rounded.</summary>
    public static Volume<byte> Conform(Volume<float> image)
    {
        var (low, high) = Window(image.Voxels);
        var (black, factor) = ((float)low, (float)(Largest / (high - low)));
        double Scaled(float voxel) => Math.Clamp((voxel - black) * factor, 0, (float)Largest);
        var conformed = new Volume<byte>(ConformedGrid.AlongWorldAxes(image.Geometry, Size));
        var toSource = image.Geometry.VoxelToWorld.Inverse().After(conformed.Geometry.VoxelToWorld);
        Parallel.For(0, Size.Z, z =>
        {
            for (var y = 0; y < Size.Y; y++)
            {
                for (var x = 0; x < Size.X; x++)
                {
                    var voxel = toSource.Apply(x, y, z);
                    conformed[x, y, z] = Between(image.Size, voxel) ? (byte)(LinearAt(image, voxel, Scaled) + 0.5) : (byte)0;
                }
            }
        });
        return conformed;
    }

    /// <summary>Two quantiles of all voxels become 0 and 1; what lies beyond is clipped.</summary>
    public static float[] Normalize(ReadOnlySpan<byte> conformed)
    {
        var counts = new long[256];
        foreach (var value in conformed)
        {
            counts[value]++;
        }

        var (low, high) = (At(counts, Quantiles.Low), At(counts, Quantiles.High));
        var table = Enumerable.Range(0, 256).Select(v => (float)Math.Clamp((v - low) / (high - low + 1e-3), 0, 1)).ToArray();
        var normalized = new float[conformed.Length];
        for (var i = 0; i < normalized.Length; i++)
        {
            normalized[i] = table[conformed[i]];
        }

        return normalized;
    }

    /// <summary>
    /// Black and white. White is the lower edge of the bin before the one in which 98 % of the voxels that are not 0 are reached: a bin lower than
    /// one would think, but so the published weights were applied, and the sample logits come out only so.
    /// </summary>
    public static (double Low, double High) Window(ReadOnlySpan<float> voxels)
    {
        var (minimum, maximum, negative, filled) = (double.PositiveInfinity, double.NegativeInfinity, 0L, 0L);
        foreach (var voxel in voxels)
        {
            (minimum, maximum) = (Math.Min(minimum, voxel), Math.Max(maximum, voxel));
            negative += voxel < 0 ? 1 : 0;
            filled += voxel != 0 ? 1 : 0;
        }

        var width = (maximum - minimum) / Bins;
        var counts = new long[Bins];
        foreach (var voxel in voxels)
        {
            counts[Math.Min(Bins - 1, (int)((voxel - minimum) / width))]++;
        }

        var below = voxels.Length - (long)(BrightPart * filled);
        var (bin, sum) = (0, counts[0]);
        while (bin < Bins - 1 && sum < below)
        {
            sum += counts[++bin];
        }

        var low = negative < LeastNegativePart * voxels.Length ? 0 : minimum;
        var high = minimum + (Math.Max(1, bin - 1) * width);
        return (low, Math.Max(high, low + width));
    }

    /// <summary>
    /// Whether a point lies between voxel centres; the half voxel beyond the outermost ones was black in training. Without tolerance, on purpose: where
    /// the cube's planes meet the outermost centres, the last digits of the affine decide, and they do so as in the published tool.
    /// </summary>
    private static bool Between(Size3 size, PointMm voxel) =>
        voxel is { X: >= 0, Y: >= 0, Z: >= 0 } && voxel.X <= size.X - 1 && voxel.Y <= size.Y - 1 && voxel.Z <= size.Z - 1;

    /// <summary>
    /// Trilinear in double, of intensities scaled in float: so the sample was made. Any other mix rounds a dozen of the cube's voxels to the other neighbour, and
    /// that alone moves logits by 1e-3.
    /// </summary>
    private static double LinearAt(Volume<float> image, PointMm voxel, Func<float, double> scaled)
    {
        var (x, y, z) = ((int)voxel.X, (int)voxel.Y, (int)voxel.Z);
        var (fx, fy, fz) = (voxel.X - x, voxel.Y - y, voxel.Z - z);
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (dx, dy, dz) = (corner & 1, (corner >> 1) & 1, corner >> 2);
            var weight = (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy) * (dz == 0 ? 1 - fz : fz);
            sum += weight == 0 ? 0 : weight * scaled(image[x + dx, y + dy, z + dz]);
        }

        return sum;
    }

    /// <summary>A quantile of whole numbers by their counts, interpolated between neighbours in rank.</summary>
    private static double At(long[] counts, double part)
    {
        var rank = part * (counts.Sum() - 1);
        var (lower, fraction) = ((long)rank, rank - (long)rank);
        return ((1 - fraction) * Ranked(counts, lower)) + (fraction * Ranked(counts, lower + 1));
    }

    private static int Ranked(long[] counts, long rank)
    {
        var value = 0;
        for (var sum = counts[0]; value < counts.Length - 1 && sum <= rank; sum += counts[++value])
        {
            // Counting up to the value that holds this rank.
        }

        return value;
    }
}
