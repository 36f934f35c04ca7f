using System.Numerics;

namespace BrainMets.Preprocessing;

/// <summary>What is looked for in the raw voxels of a scan, in one walk through memory each.</summary>
public static class VoxelValues
{
    /// <summary>Vectors are counted in 32 bits; a piece of this length cannot overflow them.</summary>
    private const int PieceLength = 1 << 20;

    /// <summary>Index of the first NaN or infinity; -1 when all values are finite, as spans say it.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        var width = Vector<float>.Count;
        var first = 0;

        // Only of a finite number the difference to itself is 0.
        while (first <= values.Length - width && new Vector<float>(values[first..]) is var v && Vector.EqualsAll(v - v, Vector<float>.Zero))
        {
            first += width;
        }

        for (var i = first; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// How many voxels are negative and not the corner's value, lie between -1100 and -900 as air does in CT, or differ from the corner's value.
    /// </summary>
    public static (long Negative, long AirOfCt, long Others) Count(ReadOnlySpan<float> values)
    {
        var counts = (Negative: 0L, AirOfCt: 0L, Others: 0L);
        for (var first = 0; first < values.Length; first += PieceLength)
        {
            var (negative, air, others) = CountPiece(values.Slice(first, Math.Min(PieceLength, values.Length - first)), values[0]);
            counts = (counts.Negative + negative, counts.AirOfCt + air, counts.Others + others);
        }

        return counts;
    }

    private static (long Negative, long AirOfCt, long Others) CountPiece(ReadOnlySpan<float> values, float corner)
    {
        var (negative, air, others) = (Vector<int>.Zero, Vector<int>.Zero, Vector<int>.Zero);
        var (lowest, highest, corners) = (new Vector<float>(-1100), new Vector<float>(-900), new Vector<float>(corner));
        var whole = values.Length - (values.Length % Vector<float>.Count);
        for (var i = 0; i < whole; i += Vector<float>.Count)
        {
            // A comparison that holds is -1 in its lane.
            var value = new Vector<float>(values[i..]);
            var differs = Vector.OnesComplement(Vector.Equals(value, corners));
            others -= differs;
            negative -= Vector.LessThan(value, Vector<float>.Zero) & differs;
            air -= Vector.GreaterThanOrEqual(value, lowest) & Vector.LessThanOrEqual(value, highest);
        }

        var counts = (Negative: (long)Vector.Sum(negative), AirOfCt: (long)Vector.Sum(air), Others: (long)Vector.Sum(others));
        foreach (var value in values[whole..])
        {
            counts.AirOfCt += value is >= -1100 and <= -900 ? 1 : 0;
            counts.Others += value != corner ? 1 : 0;
            counts.Negative += value < 0 && value != corner ? 1 : 0;
        }

        return counts;
    }
}
