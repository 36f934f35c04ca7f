namespace BrainMets.Imaging;

/// <summary>
/// Of a map between two grids whose axes run along each other's, x along x: for every index of a target axis the two source voxels around it. The
/// interpolation of a volume then needs no coordinate of a single voxel.
/// </summary>
internal sealed record ParallelAxes(ParallelAxes.Axis X, ParallelAxes.Axis Y, ParallelAxes.Axis Z)
{
    /// <summary>
    /// Null when a coordinate depends on more than its own axis, be it in the last bit. A coordinate is a rounded sum of rounded products, which grows or falls
    /// along each axis by itself; so what is equal at the four corners of the other two axes is equal on all of the plane between them.
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
            if (first != Place(position(i, 1, 0), sourceCount) || first != Place(position(i, 0, 1), sourceCount) || first != Place(position(i, 1, 1), sourceCount))
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
