using BrainMets.Preprocessing;

namespace BrainMets.Sampling;

/// <summary>
/// Reads the inputs of all pathways for a box of one prepared case. Outside the image the normal pathway receives the image mirrored at its
/// edge (edge not repeated), the context pathways see <see cref="IntensityNormalization.OutsideBrain"/>.
/// </summary>
internal sealed class SegmentReader
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
    public void ReadNormal(VoxelIndex outputStart, SegmentShape shape, bool flipX, Span<float> target)
    {
        var size = shape.Normal;
        var xs = Mirror(Indices(outputStart.X - shape.Halo, 1, size.X), ImageSize.X);
        var ys = Mirror(Indices(outputStart.Y - shape.Halo, 1, size.Y), ImageSize.Y);
        var zs = Mirror(Indices(outputStart.Z - shape.Halo, 1, size.Z), ImageSize.Z);
        Gather(new AxisPositions(Flip(xs, flipX), ys, zs), target);
    }

    /// <summary>Fills <paramref name="target"/> with one context pathway's input; parameters as for the normal pathway.</summary>
    /// <exception cref="ArgumentException">The reader was not made for this factor.</exception>
    public void ReadContext(int factor, VoxelIndex outputStart, SegmentShape shape, bool flipX, Span<float> target)
    {
        if (!contextFactors.Contains(factor))
        {
            throw new ArgumentException(
                $"Context factor is {factor}; the reader was made for {string.Join(", ", contextFactors)}.", nameof(factor));
        }

        var size = shape.Context(factor);
        var xs = Flip(Indices(shape.ContextStart(outputStart.X, factor), factor, size.X), flipX);
        var ys = Outside(Indices(shape.ContextStart(outputStart.Y, factor), factor, size.Y), ImageSize.Y);
        var zs = Outside(Indices(shape.ContextStart(outputStart.Z, factor), factor, size.Z), ImageSize.Z);
        if (pool == ContextPool.Stride)
        {
            Gather(new AxisPositions(xs, ys, zs), target);
        }
        else
        {
            ReadMeans(factor, new AxisPositions(xs, ys, zs), target);
        }
    }

    /// <summary>
    /// Fills <paramref name="target"/> with the numbers of the lesions (0 for none and outside the image, 255 for all from 255 on) of the
    /// predicted box.
    /// </summary>
    public void ReadLabels(IReadOnlyList<LesionVoxels> lesions, VoxelIndex outputStart, Size3 output, bool flipX, Span<byte> target)
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

    private void Gather(AxisPositions at, Span<float> target)
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

    private void ReadMeans(int factor, AxisPositions at, Span<float> target)
    {
        var (xs, ys, zs) = (Inside(at.Xs), Inside(at.Ys), Inside(at.Zs));
        var means = new float[xs.Length * ys.Length * zs.Length];
        BoxMean.Read(image, ImageSize, factor, new AxisPositions(xs, ys, zs), means);
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

/// <summary>Positions along the three axes; together they stand for every combination, x fastest.</summary>
internal readonly record struct AxisPositions(int[] Xs, int[] Ys, int[] Zs);

/// <summary>
/// The mean over an odd cube around voxels, edge values repeated: the input of a context pathway with mean pooling. Computed for the voxels
/// asked for, as their boxes tile the region: a volume of means for each factor would take as much memory as the image each.
/// </summary>
internal static class BoxMean
{
    /// <summary>The means around every voxel of a grid, x fastest: along x, of those along y, of those along z, in float32.</summary>
    /// <param name="image">Its voxels.</param>
    /// <param name="size">Of the image.</param>
    /// <param name="side">Of the cube, in voxels.</param>
    /// <param name="at">Positions along the three axes, all within the image.</param>
    /// <param name="target">Receives a mean for every combination of them.</param>
    public static void Read(StoredVoxels<float> image, Size3 size, int side, AxisPositions at, Span<float> target)
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

/// <summary>
/// The input voxels of each pathway for one predicted box. All sizes follow from the box and three numbers of the network: the halo that
/// valid convolutions consume on each side, and the subsampling factors of the context pathways (docs/method.md, "Context").
/// </summary>
internal sealed record SegmentShape(Size3 Output, int Halo, IReadOnlyList<int> ContextFactors)
{
    /// <summary>Input of the normal-resolution pathway.</summary>
    public Size3 Normal => new(Output.X + (2 * Halo), Output.Y + (2 * Halo), Output.Z + (2 * Halo));

    /// <summary>Input of a context pathway: enough neurons to cover the output once repeated, plus the halo.</summary>
    public Size3 Context(int factor) =>
        new(ContextLength(Output.X, factor), ContextLength(Output.Y, factor), ContextLength(Output.Z, factor));

    /// <summary>
    /// Where, along one axis, the context grid starts for an output box starting at <paramref name="outputStart"/>. Neuron k is repeated
    /// over f*k ... f*k + f-1, so its centre is put in the middle of that block, (f-1)/2 further than the published code has it.
    /// </summary>
    public int ContextStart(int outputStart, int factor) => outputStart - (Halo * factor) + ((factor - 1) / 2);

    private int ContextLength(int output, int factor) => ((output + factor - 1) / factor) + (2 * Halo);
}

/// <summary>How a context pathway's coarse voxels are made from fine ones.</summary>
internal enum ContextPool
{
    /// <summary>Every f-th voxel, as published: thin structures alias.</summary>
    Stride,

    /// <summary>The mean of the f x f x f block around it.</summary>
    Mean,
}
