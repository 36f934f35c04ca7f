using System.Numerics;

namespace BrainMets.Imaging.Filters;

/// <summary>Separable Gaussian smoothing; the image is extended by its edge values.</summary>
public static class GaussianFilter
{
    /// <summary>A smoothed copy; sigma is given per axis in voxels, 0 leaves an axis alone.</summary>
    public static Volume<float> Smooth(Volume<float> image, double sigmaX, double sigmaY, double sigmaZ)
    {
        var voxels = (float[])image.Voxels.Clone();
        var size = image.Size;
        var scratch = new float[image.Voxels.Length];
        foreach (var (axis, sigma) in new[] { (0, sigmaX), (1, sigmaY), (2, sigmaZ) })
        {
            if (sigma > 0)
            {
                SmoothAxis(voxels, scratch, size, axis, Kernel(sigma));
                (voxels, scratch) = (scratch, voxels);
            }
        }

        return new Volume<float>(image.Geometry, voxels);
    }

    /// <summary>A smoothed copy with the same sigma in mm along every axis.</summary>
    public static Volume<float> SmoothMm(Volume<float> image, double sigmaMm)
    {
        var spacing = image.Geometry.Spacing;
        return Smooth(image, sigmaMm / spacing.X, sigmaMm / spacing.Y, sigmaMm / spacing.Z);
    }

    private static float[] Kernel(double sigma)
    {
        var radius = Math.Max(1, (int)Math.Ceiling(3 * sigma));
        var kernel = new double[(2 * radius) + 1];
        for (var i = -radius; i <= radius; i++)
        {
            kernel[i + radius] = Math.Exp(-0.5 * i * i / (sigma * sigma));
        }

        var sum = kernel.Sum();
        return [.. kernel.Select(k => (float)(k / sum))];
    }

    /// <summary>
    /// Along y and z whole rows of x are added at a time, so that the inner loop walks memory in order and vectorises.
    /// </summary>
    private static void SmoothAxis(float[] from, float[] to, Size3 size, int axis, float[] kernel)
    {
        var radius = kernel.Length / 2;
        Parallel.For(0, size.Z, z =>
        {
            for (var y = 0; y < size.Y; y++)
            {
                var target = to.AsSpan(size.Index(0, y, z), size.X);
                target.Clear();
                for (var k = -radius; k <= radius; k++)
                {
                    if (axis == 0)
                    {
                        AddShiftedRow(from.AsSpan(size.Index(0, y, z), size.X), target, k, kernel[k + radius]);
                    }
                    else
                    {
                        var sourceY = axis == 1 ? Math.Clamp(y + k, 0, size.Y - 1) : y;
                        var sourceZ = axis == 2 ? Math.Clamp(z + k, 0, size.Z - 1) : z;
                        AddRow(from.AsSpan(size.Index(0, sourceY, sourceZ), size.X), target, kernel[k + radius]);
                    }
                }
            }
        });
    }

    private static void AddRow(ReadOnlySpan<float> source, Span<float> target, float weight)
    {
        var whole = target.Length - (target.Length % Vector<float>.Count);
        for (var x = 0; x < whole; x += Vector<float>.Count)
        {
            var sum = new Vector<float>(target[x..]) + (new Vector<float>(source[x..]) * weight);
            sum.CopyTo(target[x..]);
        }

        for (var x = whole; x < target.Length; x++)
        {
            target[x] += weight * source[x];
        }
    }

    private static void AddShiftedRow(ReadOnlySpan<float> source, Span<float> target, int shift, float weight)
    {
        var (first, last) = (Math.Max(0, -shift), Math.Min(target.Length, target.Length - shift));
        for (var x = 0; x < Math.Min(first, target.Length); x++)
        {
            target[x] += weight * source[0];
        }

        if (last > first)
        {
            AddRow(source.Slice(first + shift, last - first), target[first..last], weight);
        }

        for (var x = Math.Max(last, 0); x < target.Length; x++)
        {
            target[x] += weight * source[^1];
        }
    }
}
