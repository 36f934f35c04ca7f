using BrainMets.Imaging;
using BrainMets.Preprocessing;

namespace BrainMets.Sampling;

/// <summary>
/// Reads the inputs of all pathways for a box of one prepared case. Outside the image the normal pathway sees the image mirrored at its edge
/// (edge not repeated), the context pathways see <see cref="IntensityNormalization.OutsideBrain"/>.
/// </summary>
public sealed class SegmentReader
{
    private readonly StoredVoxels<float> image;
    private readonly IReadOnlyList<int> contextFactors;
    private readonly ContextPool pool;

    /// <param name="stored">Stays the caller's, who disposes it after the last read.</param>
    /// <param name="contextFactors">Of the network.</param>
    /// <param name="pool">How context is made.</param>
    public SegmentReader(StoredCase stored, IReadOnlyList<int> contextFactors, ContextPool pool) =>
        (image, ImageSize, this.contextFactors, this.pool) = (stored.Image, stored.Geometry.Size, contextFactors, pool);

    /// <summary>Of a case in memory.</summary>
    public SegmentReader(PreparedCase prepared, IReadOnlyList<int> contextFactors, ContextPool pool)
        : this(StoredCase.Of(prepared), contextFactors, pool)
    {
    }

    public Size3 ImageSize { get; }

    /// <summary>Fills <paramref name="target"/> with the normal pathway's input, x fastest.</summary>
    /// <param name="outputStart">Lowest corner of the predicted box; it may lie outside the image.</param>
    /// <param name="shape">Sizes; target must hold shape.Normal.Count values.</param>
    /// <param name="flipX">Read from the image mirrored along x; the start is then in the mirrored image.</param>
    /// <param name="target">Receives the intensities.</param>
    public void ReadNormal((int X, int Y, int Z) outputStart, SegmentShape shape, bool flipX, Span<float> target)
    {
        var size = shape.Normal;
        var xs = Mirror(Indices(outputStart.X - shape.Halo, 1, size.X), ImageSize.X);
        var ys = Mirror(Indices(outputStart.Y - shape.Halo, 1, size.Y), ImageSize.Y);
        var zs = Mirror(Indices(outputStart.Z - shape.Halo, 1, size.Z), ImageSize.Z);
        Gather((Flip(xs, flipX), ys, zs), target);
    }

    /// <summary>Fills <paramref name="target"/> with one context pathway's input; parameters as for the normal pathway.</summary>
    /// <exception cref="ArgumentException">The reader was not made for this factor.</exception>
    public void ReadContext(int factor, (int X, int Y, int Z) outputStart, SegmentShape shape, bool flipX, Span<float> target)
    {
        if (!contextFactors.Contains(factor))
        {
            throw new ArgumentException($"Context factor is {factor}; the reader was made for {string.Join(", ", contextFactors)}.", nameof(factor));
        }

        var size = shape.Context(factor);
        var xs = Flip(Indices(shape.ContextStart(outputStart.X, factor), factor, size.X), flipX);
        var ys = Outside(Indices(shape.ContextStart(outputStart.Y, factor), factor, size.Y), ImageSize.Y);
        var zs = Outside(Indices(shape.ContextStart(outputStart.Z, factor), factor, size.Z), ImageSize.Z);
        if (pool == ContextPool.Stride)
        {
            Gather((xs, ys, zs), target);
        }
        else
        {
            ReadMeans(factor, (xs, ys, zs), target);
        }
    }

    /// <summary>Fills <paramref name="target"/> with the numbers of the lesions (0 for none and outside the image, 255 for all from 255 on) of the predicted box.</summary>
    public void ReadLabels(IReadOnlyList<LesionVoxels> lesions, (int X, int Y, int Z) outputStart, Size3 output, bool flipX, Span<byte> target)
    {
        target.Clear();
        var startX = flipX ? ImageSize.X - outputStart.X - output.X : outputStart.X;
        var box = new Box3(startX, outputStart.Y, outputStart.Z, output);
        foreach (var lesion in lesions)
        {
            if (lesion.Box.X >= box.EndX || lesion.Box.EndX <= box.X || lesion.Box.Y >= box.EndY || lesion.Box.EndY <= box.Y
                || lesion.Box.Z >= box.EndZ || lesion.Box.EndZ <= box.Z)
            {
                continue;
            }

            var label = (byte)Math.Min(255, lesion.Number);
            foreach (var voxel in lesion.All)
            {
                var (x, y, z) = ImageSize.Position(voxel);
                (x, y, z) = (x - box.X, y - box.Y, z - box.Z);
                if (output.Contains(x, y, z))
                {
                    target[output.Index(flipX ? output.X - 1 - x : x, y, z)] = label;
                }
            }
        }
    }

    private static int[] Indices(int start, int step, int count)
    {
        var indices = new int[count];
        for (var i = 0; i < count; i++)
        {
            indices[i] = start + (i * step);
        }

        return indices;
    }

    private static int[] Mirror(int[] indices, int size)
    {
        var period = Math.Max(1, 2 * (size - 1));
        for (var i = 0; i < indices.Length; i++)
        {
            var folded = ((indices[i] % period) + period) % period;
            indices[i] = folded < size ? folded : period - folded;
        }

        return indices;
    }

    private static int[] Outside(int[] indices, int size)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = (uint)indices[i] < (uint)size ? indices[i] : -1;
        }

        return indices;
    }

    private int[] Flip(int[] xs, bool flipX)
    {
        for (var i = 0; flipX && i < xs.Length; i++)
        {
            xs[i] = ImageSize.X - 1 - xs[i];
        }

        return Outside(xs, ImageSize.X);
    }

    private void Gather((int[] Xs, int[] Ys, int[] Zs) at, Span<float> target)
    {
        var inside = Inside(at.Xs);
        var low = inside.Length == 0 ? 0 : inside.Min();
        Span<float> line = inside.Length == 0 ? [] : new float[inside.Max() + 1 - low];
        var row = 0;
        foreach (var z in at.Zs)
        {
            foreach (var y in at.Ys)
            {
                var to = target.Slice(row, at.Xs.Length);
                row += at.Xs.Length;
                if (y < 0 || z < 0)
                {
                    to.Fill(IntensityNormalization.OutsideBrain);
                    continue;
                }

                image.Read(ImageSize.Index(low, y, z), line);
                for (var i = 0; i < to.Length; i++)
                {
                    var x = at.Xs[i];
                    to[i] = x < 0 ? IntensityNormalization.OutsideBrain : line[x - low];
                }
            }
        }
    }

    private void ReadMeans(int factor, (int[] Xs, int[] Ys, int[] Zs) at, Span<float> target)
    {
        var (xs, ys, zs) = (Inside(at.Xs), Inside(at.Ys), Inside(at.Zs));
        var means = new float[xs.Length * ys.Length * zs.Length];
        BoxMean.Read(image, ImageSize, factor, (xs, ys, zs), means);
        var (i, next) = (0, 0);
        foreach (var z in at.Zs)
        {
            foreach (var y in at.Ys)
            {
                foreach (var x in at.Xs)
                {
                    target[i++] = x < 0 || y < 0 || z < 0 ? IntensityNormalization.OutsideBrain : means[next++];
                }
            }
        }
    }

    private static int[] Inside(int[] indices) => Array.FindAll(indices, i => i >= 0);
}
