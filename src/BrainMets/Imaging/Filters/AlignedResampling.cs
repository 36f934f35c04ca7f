using System.Numerics;

namespace BrainMets.Imaging;

/// <summary>
/// Trilinear interpolation between grids with parallel axes. Each source row is interpolated along x once and kept while the target passes by; what
/// is left is a weighted sum of four whole rows. The operations on a voxel are those of <see cref="Resampler.LinearAt"/> in the same order, so the
/// result is the same to the last bit.
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
            Mix((near.Row(lower), near.Row(upper)), (far.Row(lower), far.Row(upper)), to[x.First..x.End], (x.First, axes.Y.Fraction[row], axes.Z.Fraction[place.Z]));
        }
    }

    private static void Mix((float[] Low, float[] High) near, (float[] Low, float[] High) far, Span<float> to, (int First, float Y, float Z) at)
    {
        var (i, width) = (0, Vector<float>.Count);
        for (; i <= to.Length - width; i += width)
        {
            var a = new Vector<float>(near.Low, at.First + i);
            a += (new Vector<float>(near.High, at.First + i) - a) * at.Y;
            var b = new Vector<float>(far.Low, at.First + i);
            b += (new Vector<float>(far.High, at.First + i) - b) * at.Y;
            (a + ((b - a) * at.Z)).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            var (a, b) = (near.Low[at.First + i], far.Low[at.First + i]);
            a += at.Y * (near.High[at.First + i] - a);
            b += at.Y * (far.High[at.First + i] - b);
            to[i] = a + (at.Z * (b - a));
        }
    }

    /// <summary>The rows of one source slice at the target's places along x, each made when it is first asked for.</summary>
    private sealed class Stretched(Volume<float> source, ParallelAxes.Axis axis)
    {
        private readonly float[][] rows = new float[source.Size.Y][];
        private readonly int[] sliceOfRow = new int[source.Size.Y];
        private int slice = -1;

        public void MoveTo(int z) => slice = z;

        public float[] Row(int y)
        {
            // A slice is kept as its number plus one, so that 0 stands for none.
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
