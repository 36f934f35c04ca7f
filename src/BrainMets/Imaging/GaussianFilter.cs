using System.Numerics;

namespace BrainMets.Imaging;

/// <summary>Separable Gaussian smoothing; the image is extended by its edge values.</summary>
internal static class GaussianFilter
{
    /// <summary>A smoothed copy; sigma is given per axis in voxels, 0 leaves an axis alone.</summary>
    public static Volume<float> Smooth(Volume<float> image, double sigmaX, double sigmaY, double sigmaZ)
    {
        var (from, size) = (image.Voxels, image.Size);
        if (sigmaX > 0 || sigmaY > 0)
        {
            from = WithinSlices(from, size, sigmaX > 0 ? Kernel(sigmaX) : null, sigmaY > 0 ? Kernel(sigmaY) : null);
        }

        if (sigmaZ > 0)
        {
            from = AcrossSlices(from, size, Kernel(sigmaZ));
        }

        return new Volume<float>(image.Geometry, from == image.Voxels ? (float[])from.Clone() : from);
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

    /// <summary>Along x and then y, slice by slice, so that what the first leaves is still in the cache for the second.</summary>
    private static float[] WithinSlices(float[] from, Size3 size, float[]? alongX, float[]? alongY)
    {
        var (to, area) = (new float[from.Length], size.X * size.Y);
        var padding = alongX is null ? 0 : alongX.Length / 2;
        Parallel.For(0, size.Z, () =>
            (Padded: new float[size.X + (2 * padding)], Slice: new float[alongX is null || alongY is null ? 0 : area]), (z, _, scratch) =>
        {
            ReadOnlySpan<float> source = from.AsSpan(z * area, area);
            var target = to.AsSpan(z * area, area);
            if (alongX is not null)
            {
                var smoothed = alongY is null ? target : scratch.Slice.AsSpan();
                for (var y = 0; y < size.Y; y++)
                {
                    AlongX(source.Slice(y * size.X, size.X), smoothed.Slice(y * size.X, size.X), alongX, scratch.Padded);
                }

                source = smoothed;
            }

            for (var y = 0; y < size.Y && alongY is not null; y++)
            {
                AcrossRows(source, target.Slice(y * size.X, size.X), new RowPlace(y, size.X, size.Y), alongY);
            }

            return scratch;
        }, _ => { });
        return to;
    }

    private static float[] AcrossSlices(float[] from, Size3 size, float[] kernel)
    {
        var (to, area) = (new float[from.Length], size.X * size.Y);
        Parallel.For(0, size.Y, y =>
        {
            for (var z = 0; z < size.Z; z++)
            {
                AcrossRows(from.AsSpan(y * size.X), to.AsSpan((z * area) + (y * size.X), size.X), new RowPlace(z, area, size.Z), kernel);
            }
        });
        return to;
    }

    /// <summary>One row, on a copy that the edge values lengthen at both ends.</summary>
    private static void AlongX(ReadOnlySpan<float> source, Span<float> target, float[] kernel, float[] padded)
    {
        var (radius, width) = (kernel.Length / 2, Vector<float>.Count);
        padded.AsSpan(0, radius).Fill(source[0]);
        source.CopyTo(padded.AsSpan(radius));
        padded.AsSpan(radius + source.Length, radius).Fill(source[^1]);
        var x = 0;
        for (; x <= target.Length - width; x += width)
        {
            var sum = Vector<float>.Zero;
            for (var k = 0; k < kernel.Length; k++)
            {
                sum += new Vector<float>(padded, x + k) * kernel[k];
            }

            sum.CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            var sum = 0f;
            for (var k = 0; k < kernel.Length; k++)
            {
                sum += kernel[k] * padded[x + k];
            }

            target[x] = sum;
        }
    }

    /// <summary>
    /// One row out of its neighbours, whole rows of x at a time; beyond the first and last stands the edge.
    /// </summary>
    private static void AcrossRows(ReadOnlySpan<float> rows, Span<float> target, RowPlace place, float[] kernel)
    {
        var (radius, width) = (kernel.Length / 2, Vector<float>.Count);
        var x = FourVectorsAtOnce(rows, target, place, kernel);
        for (; x <= target.Length - width; x += width)
        {
            var sum = Vector<float>.Zero;
            for (var k = 0; k < kernel.Length; k++)
            {
                sum += new Vector<float>(rows[((Math.Clamp(place.Index + k - radius, 0, place.Count - 1) * place.Step) + x)..]) * kernel[k];
            }

            sum.CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            var sum = 0f;
            for (var k = 0; k < kernel.Length; k++)
            {
                sum += kernel[k] * rows[(Math.Clamp(place.Index + k - radius, 0, place.Count - 1) * place.Step) + x];
            }

            target[x] = sum;
        }
    }

    /// <summary>
    /// As many of the target's first values as this covers; a weight is fetched once for four sums, which also hide each other's latency.
    /// </summary>
    private static int FourVectorsAtOnce(ReadOnlySpan<float> rows, Span<float> target, RowPlace place, float[] kernel)
    {
        var (radius, width) = (kernel.Length / 2, Vector<float>.Count);
        var x = 0;
        for (; x <= target.Length - (4 * width); x += 4 * width)
        {
            var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (var k = 0; k < kernel.Length; k++)
            {
                var weight = new Vector<float>(kernel[k]);
                var from = rows.Slice((Math.Clamp(place.Index + k - radius, 0, place.Count - 1) * place.Step) + x, 4 * width);
                a += new Vector<float>(from) * weight;
                b += new Vector<float>(from[width..]) * weight;
                c += new Vector<float>(from[(2 * width)..]) * weight;
                d += new Vector<float>(from[(3 * width)..]) * weight;
            }

            a.CopyTo(target[x..]);
            b.CopyTo(target[(x + width)..]);
            c.CopyTo(target[(x + (2 * width))..]);
            d.CopyTo(target[(x + (3 * width))..]);
        }

        return x;
    }

    /// <summary>A row by its number among <paramref name="Count"/> neighbours that lie <paramref name="Step"/> values apart.</summary>
    private readonly record struct RowPlace(int Index, int Step, int Count);
}
