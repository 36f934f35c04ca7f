using System.Numerics;

namespace BrainMets.Imaging;

/// <summary>
/// Samples a volume on another grid, by affine only: target voxel -> world -> source voxel. Points more than half a voxel beyond
/// the outermost voxel centres get the outside value; nearer ones take the edge.
/// </summary>
internal static class Resampler
{
    /// <summary>Trilinear interpolation.</summary>
    public static Volume<float> Linear(Volume<float> source, VolumeGeometry target, float outside)
    {
        var result = new Volume<float>(target);
        var toSource = source.Geometry.VoxelToWorld.Inverse().After(target.VoxelToWorld);
        if (ParallelAxes.Find(toSource, source.Size, target.Size) is { } axes)
        {
            AlignedResampling.Linear(source, result, axes, outside);
            return result;
        }

        Parallel.For(0, target.Size.Z, z =>
        {
            for (var y = 0; y < target.Size.Y; y++)
            {
                var row = result.Voxels.AsSpan(target.Size.Index(0, y, z), target.Size.X);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = LinearAt(source, toSource.Apply(x, y, z), outside);
                }
            }
        });
        return result;
    }

    /// <summary>Nearest neighbour, for labels; halves round up. Outside is the default value.</summary>
    public static Volume<T> Nearest<T>(Volume<T> source, VolumeGeometry target)
        where T : unmanaged
    {
        var result = new Volume<T>(target);
        var toSource = source.Geometry.VoxelToWorld.Inverse().After(target.VoxelToWorld);
        Parallel.For(0, target.Size.Z, z =>
        {
            for (var y = 0; y < target.Size.Y; y++)
            {
                for (var x = 0; x < target.Size.X; x++)
                {
                    var p = toSource.Apply(x, y, z);
                    var (sx, sy, sz) = ((int)Math.Floor(p.X + 0.5), (int)Math.Floor(p.Y + 0.5), (int)Math.Floor(p.Z + 0.5));
                    if (source.Size.Contains(sx, sy, sz))
                    {
                        result[x, y, z] = source[sx, sy, sz];
                    }
                }
            }
        });
        return result;
    }

    /// <summary>The value at a (fractional) voxel position of the source grid.</summary>
    public static float LinearAt(Volume<float> source, PointMm voxel, float outside)
    {
        var size = source.Size;
        if (!(voxel.X >= -0.5 && voxel.Y >= -0.5 && voxel.Z >= -0.5
            && voxel.X <= size.X - 0.5 && voxel.Y <= size.Y - 0.5 && voxel.Z <= size.Z - 0.5))
        {
            return outside;
        }

        var (x0, x1, fx) = Bracket(voxel.X, size.X);
        var (y0, y1, fy) = Bracket(voxel.Y, size.Y);
        var (z0, z1, fz) = Bracket(voxel.Z, size.Z);
        var v = source.Voxels;
        var (nearSlice, farSlice) = (size.X * size.Y * z0, size.X * size.Y * z1);
        var (lower, upper) = (size.X * y0, size.X * y1);
        var near = Between(v[nearSlice + lower + x0], v[nearSlice + lower + x1], fx);
        near = Between(near, Between(v[nearSlice + upper + x0], v[nearSlice + upper + x1], fx), fy);
        var far = Between(v[farSlice + lower + x0], v[farSlice + lower + x1], fx);
        far = Between(far, Between(v[farSlice + upper + x0], v[farSlice + upper + x1], fx), fy);
        return Between(near, far, fz);
    }

    /// <summary>
    /// The two voxels of an axis around a position, the edge's own beyond it, and how far the position lies from the first to the second.
    /// </summary>
    internal static (int Low, int High, float Fraction) Bracket(double position, int size)
    {
        var clamped = Math.Clamp(position, 0, size - 1);
        var low = (int)clamped;
        return (low, Math.Min(low + 1, size - 1), (float)(clamped - low));
    }

    private static float Between(float a, float b, float fraction) => a + (fraction * (b - a));
}

/// <summary>
/// Trilinear interpolation between grids with parallel axes. Each source row is interpolated along x once and kept while the target passes
/// by; what is left is a weighted sum of four whole rows. The operations on a voxel are those of <see cref="Resampler.LinearAt"/> in the
/// same order, so the result is the same to the last bit.
/// </summary>
internal static class AlignedResampling
{
    /// <summary>Slices that one thread does in a row: neighbours share their source slices.</summary>
    private const int SlicesAtOnce = 8;

    public static void Linear(Volume<float> source, Volume<float> target, ParallelAxes axes, float outside)
    {
        var size = target.Size;
        var pieces = (size.Z + SlicesAtOnce - 1) / SlicesAtOnce;
        Parallel.For(0, pieces, () => (Even: new Stretched(source, axes.X), Odd: new Stretched(source, axes.X)), (piece, _, kept) =>
        {
            for (var z = piece * SlicesAtOnce; z < Math.Min(size.Z, (piece + 1) * SlicesAtOnce); z++)
            {
                var area = size.X * size.Y;
                Slice(target.Voxels.AsSpan(z * area, area), axes, (z, outside), kept);
            }

            return kept;
        }, _ => { });
    }

    private static void Slice(Span<float> target, ParallelAxes axes, (int Z, float Outside) place, (Stretched Even, Stretched Odd) kept)
    {
        var (x, y) = (axes.X.Stretch, axes.Y.Stretch);
        var width = axes.X.Low.Length;
        if (!axes.Z.Inside[place.Z] || x.End == 0 || y.End == 0)
        {
            target.Fill(place.Outside);
            return;
        }

        var (low, high) = (axes.Z.Low[place.Z], axes.Z.High[place.Z]);
        var near = low % 2 == 0 ? kept.Even : kept.Odd;
        var far = high == low ? near : high % 2 == 0 ? kept.Even : kept.Odd;
        near.MoveTo(low);
        far.MoveTo(high);
        target[..(y.First * width)].Fill(place.Outside);
        target[(y.End * width)..].Fill(place.Outside);
        for (var row = y.First; row < y.End; row++)
        {
            var to = target.Slice(row * width, width);
            to[..x.First].Fill(place.Outside);
            to[x.End..].Fill(place.Outside);
            var (lower, upper) = (axes.Y.Low[row], axes.Y.High[row]);
            Mix((near.Row(lower), near.Row(upper)), (far.Row(lower), far.Row(upper)), to[x.First..x.End],
                x.First, (axes.Y.Fraction[row], axes.Z.Fraction[place.Z]));
        }
    }

    private static void Mix(
        (float[] Low, float[] High) near, (float[] Low, float[] High) far, Span<float> to, int first, (float Y, float Z) at)
    {
        var (i, width) = (0, Vector<float>.Count);
        for (; i <= to.Length - width; i += width)
        {
            var a = new Vector<float>(near.Low, first + i);
            a += (new Vector<float>(near.High, first + i) - a) * at.Y;
            var b = new Vector<float>(far.Low, first + i);
            b += (new Vector<float>(far.High, first + i) - b) * at.Y;
            (a + ((b - a) * at.Z)).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            var (a, b) = (near.Low[first + i], far.Low[first + i]);
            a += at.Y * (near.High[first + i] - a);
            b += at.Y * (far.High[first + i] - b);
            to[i] = a + (at.Z * (b - a));
        }
    }

    /// <summary>The rows of one source slice at the target's places along x, each computed on first use.</summary>
    private sealed class Stretched(Volume<float> source, ParallelAxes.Axis axis)
    {
        private readonly float[][] rows = new float[source.Size.Y][];
        private readonly int[] sliceOfRow = new int[source.Size.Y];
        private int slice = -1;

        public void MoveTo(int z) => slice = z;

        public float[] Row(int y)
        {
            // A slice is kept as its number plus one, so that 0 means none.
            if (sliceOfRow[y] != slice + 1)
            {
                sliceOfRow[y] = slice + 1;
                Fill(source.Voxels.AsSpan(source.Size.Index(0, y, slice), source.Size.X), rows[y] ??= new float[axis.Low.Length]);
            }

            return rows[y];
        }

        private void Fill(ReadOnlySpan<float> from, float[] to)
        {
            var (low, high, fraction) = (axis.Low, axis.High, axis.Fraction);
            for (var x = 0; x < to.Length; x++)
            {
                var start = from[low[x]];
                to[x] = start + (fraction[x] * (from[high[x]] - start));
            }
        }
    }
}

/// <summary>
/// Of a map between two grids whose axes run along each other's, x along x: for every index of a target axis the two source voxels around
/// it. The interpolation of a volume then needs no coordinate of a single voxel.
/// </summary>
internal sealed record ParallelAxes(ParallelAxes.Axis X, ParallelAxes.Axis Y, ParallelAxes.Axis Z)
{
    /// <summary>
    /// Null when a coordinate depends on more than its own axis, be it in the last bit. A coordinate is a rounded sum of rounded products,
    /// which grows or falls along each axis by itself; so what is equal at the four corners of the other two axes is equal on all of the
    /// plane between them.
    /// </summary>
    public static ParallelAxes? Find(Affine toSource, Size3 source, Size3 target)
    {
        var (endX, endY, endZ) = (target.X - 1, target.Y - 1, target.Z - 1);
        return target.Count > 0
            && Table(target.X, source.X, (i, a, b) => toSource.Apply(i, a * endY, b * endZ).X) is { } x
            && Table(target.Y, source.Y, (i, a, b) => toSource.Apply(a * endX, i, b * endZ).Y) is { } y
            && Table(target.Z, source.Z, (i, a, b) => toSource.Apply(a * endX, b * endY, i).Z) is { } z
            ? new ParallelAxes(x, y, z)
            : null;
    }

    private static Axis? Table(int count, int sourceCount, Func<int, int, int, double> position)
    {
        var axis = new Axis(count);
        for (var i = 0; i < count; i++)
        {
            var first = Place(position(i, 0, 0), sourceCount);
            if (first != Place(position(i, 1, 0), sourceCount)
                || first != Place(position(i, 0, 1), sourceCount) || first != Place(position(i, 1, 1), sourceCount))
            {
                return null;
            }

            (axis.Inside[i], axis.Low[i], axis.High[i], axis.Fraction[i]) = (first.Side == 0, first.Low, first.High, first.Fraction);
        }

        return axis;
    }

    /// <summary>Side is 0 on the source, -1 before and 1 behind it: of a single slice both sides have the same bracket.</summary>
    private static (int Side, int Low, int High, float Fraction) Place(double position, int size)
    {
        var (low, high, fraction) = Resampler.Bracket(position, size);
        return (position < -0.5 ? -1 : position > size - 0.5 ? 1 : 0, low, high, fraction);
    }

    /// <summary>For each index of a target axis: whether the source reaches there, and between which of its voxels.</summary>
    internal sealed class Axis(int count)
    {
        public bool[] Inside { get; } = new bool[count];

        public int[] Low { get; } = new int[count];

        public int[] High { get; } = new int[count];

        public float[] Fraction { get; } = new float[count];

        /// <summary>The indices inside; those of a straight line are one stretch. Empty: both 0.</summary>
        public (int First, int End) Stretch =>
            Array.IndexOf(Inside, true) is var first && first >= 0 ? (first, Array.LastIndexOf(Inside, true) + 1) : (0, 0);
    }
}
