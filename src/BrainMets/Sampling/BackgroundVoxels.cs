using BrainMets.Preprocessing;

namespace BrainMets.Sampling;

/// <summary>
/// The brain voxels outside the reference, numbered in the order of the volume without a list of them: how many lie before each row along x
/// is kept, and the row of the one asked for is read again. 1/x of the numbers that a list would take, x the length of a row.
/// </summary>
internal sealed class BackgroundVoxels
{
    private readonly StoredVoxels<byte> brain;
    private readonly StoredVoxels<byte> reference;
    private readonly Size3 size;
    private readonly int[] before;

    /// <param name="brain">Non-zero inside the brain.</param>
    /// <param name="reference">Non-zero inside lesions.</param>
    /// <param name="size">Of both.</param>
    public BackgroundVoxels(StoredVoxels<byte> brain, StoredVoxels<byte> reference, Size3 size)
    {
        (this.brain, this.reference, this.size) = (brain, reference, size);
        before = new int[(size.Y * size.Z) + 1];
        Span<byte> isBackground = new byte[size.X];
        for (var row = 0; row + 1 < before.Length; row++)
        {
            ReadRow(row, isBackground);
            before[row + 1] = before[row] + isBackground.Count((byte)1);
        }
    }

    public int Count => before[^1];

    /// <summary>Index in the volume of one of them.</summary>
    /// <param name="number">From 0, below <see cref="Count"/>.</param>
    public int this[int number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
            var row = RowOf(number);
            Span<byte> isBackground = new byte[size.X];
            ReadRow(row, isBackground);
            var x = -1;
            for (var left = number - before[row]; left >= 0; left--)
            {
                x += 1 + isBackground[(x + 1)..].IndexOf((byte)1);
            }

            return (row * size.X) + x;
        }
    }

    /// <summary>Indices of those of a share whose values are highest, ascending; with equal values, a few more.</summary>
    /// <param name="values">A value for each voxel of the volume.</param>
    /// <param name="share">Above 0 and at most 1.</param>
    public int[] Highest(StoredVoxels<float> values, double share)
    {
        var own = new float[Count];
        var next = 0;
        ForEach(values, (_, value) => own[next++] = value);
        Array.Sort(own);
        var least = own[Math.Min(own.Length - 1, (int)((1 - share) * own.Length))];
        var highest = new List<int>();
        ForEach(values, (index, value) =>
        {
            if (value >= least)
            {
                highest.Add(index);
            }
        });
        return [.. highest];
    }

    private void ForEach(StoredVoxels<float> values, Action<int, float> visit)
    {
        var (isBackground, row) = (new byte[size.X], new float[size.X]);
        for (var r = 0; r + 1 < before.Length; r++)
        {
            if (before[r + 1] == before[r])
            {
                continue;
            }

            ReadRow(r, isBackground);
            values.Read(r * size.X, row);
            for (var x = 0; x < row.Length; x++)
            {
                if (isBackground[x] != 0)
                {
                    visit((r * size.X) + x, row[x]);
                }
            }
        }
    }

    /// <summary>
    /// The row with at most so many before it, and not all of them: the last such, as rows without any share their number.
    /// </summary>
    private int RowOf(int number)
    {
        var (low, high) = (0, before.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = before[middle] <= number ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>1 where the voxel is one of them, 0 elsewhere.</summary>
    private void ReadRow(int row, Span<byte> isBackground)
    {
        var lesion = new byte[size.X];
        brain.Read(row * size.X, isBackground);
        reference.Read(row * size.X, lesion);
        for (var x = 0; x < lesion.Length; x++)
        {
            isBackground[x] = (byte)(isBackground[x] != 0 && lesion[x] == 0 ? 1 : 0);
        }
    }
}
