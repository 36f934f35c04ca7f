using BrainMets.Imaging;
using BrainMets.Preprocessing;
using BrainMets.Preprocessing.Intensity;

namespace BrainMets.Sampling.Segments;

/// <summary>
/// Reads the inputs of all pathways for a box of one prepared case. Outside the image the normal pathway sees the image mirrored at its edge
/// (edge not repeated), the context pathways see <see cref="IntensityNormalization.OutsideBrain"/>.
/// </summary>
public sealed class SegmentReader
{
    private readonly PreparedCase prepared;
    private readonly Dictionary<int, float[]> contextSources = [];

    public SegmentReader(PreparedCase prepared, IReadOnlyList<int> contextFactors, ContextPool pool)
    {
        this.prepared = prepared;
        foreach (var factor in contextFactors)
        {
            contextSources[factor] = pool == ContextPool.Mean ? BoxMean.Of(prepared.Image, factor) : prepared.Image.Voxels;
        }
    }

    public Size3 ImageSize => prepared.Image.Size;

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
        Gather(prepared.Image.Voxels, (Flip(xs, flipX), ys, zs), target);
    }

    /// <summary>Fills <paramref name="target"/> with one context pathway's input; parameters as for the normal pathway.</summary>
    public void ReadContext(int factor, (int X, int Y, int Z) outputStart, SegmentShape shape, bool flipX, Span<float> target)
    {
        var size = shape.Context(factor);
        var xs = Indices(shape.ContextStart(outputStart.X, factor), factor, size.X);
        var ys = Indices(shape.ContextStart(outputStart.Y, factor), factor, size.Y);
        var zs = Indices(shape.ContextStart(outputStart.Z, factor), factor, size.Z);
        Gather(contextSources[factor], (Flip(xs, flipX), Outside(ys, ImageSize.Y), Outside(zs, ImageSize.Z)), target);
    }

    /// <summary>Fills <paramref name="target"/> with reference labels (0 outside the image) of the predicted box.</summary>
    public void ReadLabels(int[] labels, (int X, int Y, int Z) outputStart, Size3 output, bool flipX, Span<byte> target)
    {
        var xs = Flip(Indices(outputStart.X, 1, output.X), flipX);
        var i = 0;
        for (var z = outputStart.Z; z < outputStart.Z + output.Z; z++)
        {
            for (var y = outputStart.Y; y < outputStart.Y + output.Y; y++)
            {
                var inside = (uint)y < (uint)ImageSize.Y && (uint)z < (uint)ImageSize.Z;
                foreach (var x in xs)
                {
                    target[i++] = inside && (uint)x < (uint)ImageSize.X ? (byte)Math.Min(255, labels[ImageSize.Index(x, y, z)]) : (byte)0;
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

    private void Gather(float[] source, (int[] Xs, int[] Ys, int[] Zs) at, Span<float> target)
    {
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

                var start = ImageSize.Index(0, y, z);
                for (var i = 0; i < to.Length; i++)
                {
                    var x = at.Xs[i];
                    to[i] = x < 0 ? IntensityNormalization.OutsideBrain : source[start + x];
                }
            }
        }
    }
}
