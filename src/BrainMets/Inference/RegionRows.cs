using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>
/// A region of a grid as one interval of x for each row (y, z): the voxels a layer has to compute. Only they are stored, one after the
/// other. A brain is nearly convex, so intervals hold little that is not needed.
/// </summary>
internal sealed class RegionRows
{
    private readonly (int Start, int End)[] rows;
    private readonly int[] offsets;

    private RegionRows(Size3 size, (int Start, int End)[] rows)
    {
        (Size, this.rows) = (size, rows);
        offsets = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            offsets[i] = VoxelCount;
            VoxelCount += rows[i].End - rows[i].Start;
        }
    }

    public Size3 Size { get; }

    public int VoxelCount { get; private set; }

    /// <summary>The rows of a grid of this size that hold what is wanted.</summary>
    /// <param name="size">Of the grid.</param>
    /// <param name="intervalOf">First wanted x of the row (y, z), and the one after the last; equal for none.</param>
    public static RegionRows Of(Size3 size, Func<int, int, (int Start, int End)> intervalOf)
    {
        var rows = new (int, int)[size.Y * size.Z];
        for (var z = 0; z < size.Z; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                rows[(z * size.Y) + y] = intervalOf(y, z);
            }
        }

        return new RegionRows(size, rows);
    }

    /// <summary>Interval of x of a row; empty outside the grid.</summary>
    public (int Start, int End) Row(int y, int z) => (uint)y < (uint)Size.Y && (uint)z < (uint)Size.Z ? rows[(z * Size.Y) + y] : (0, 0);

    /// <summary>Number of stored voxels before those of the row.</summary>
    public int Offset(int y, int z) => offsets[(z * Size.Y) + y];

    /// <summary>
    /// The region in slabs of slices, each of about equally many voxels and at most <paramref name="largest"/>, as far as whole slices
    /// allow.
    /// </summary>
    public IEnumerable<RegionRows> Slabs(int largest)
    {
        var count = Math.Max(1, (VoxelCount + largest - 1) / largest);
        var (from, passed) = (0, 0);
        for (var slab = 1; slab <= count; slab++)
        {
            var end = from;
            while (end < Size.Z && (slab == count || passed < (long)VoxelCount * slab / count))
            {
                passed += Enumerable.Range(0, Size.Y).Sum(y => Length(y, end));
                end++;
            }

            var (first, last) = (from, end);
            yield return Of(Size, (y, z) => z >= first && z < last ? Row(y, z) : (0, 0));
            from = end;
        }
    }

    /// <summary>
    /// The region with all neighbours, by face, edge or corner, that lie in the grid: what a convolution of three voxels reads.
    /// </summary>
    public RegionRows Dilated() => Of(Size, (y, z) =>
    {
        var (start, end) = (int.MaxValue, 0);
        for (var dz = -1; dz <= 1; dz++)
        {
            for (var dy = -1; dy <= 1; dy++)
            {
                var row = Row(y + dy, z + dz);
                if (row.End > row.Start)
                {
                    (start, end) = (Math.Min(start, row.Start), Math.Max(end, row.End));
                }
            }
        }

        return end == 0 ? (0, 0) : (Math.Max(0, start - 1), Math.Min(Size.X, end + 1));
    });

    /// <summary>
    /// Boxes of <see cref="RegionBox.Height"/> by <see cref="RegionBox.Depth"/> rows that hold the region. Their lengths are few, since the
    /// library compiles a kernel for every shape.
    /// </summary>
    public IReadOnlyList<RegionBox> Boxes()
    {
        var boxes = new List<RegionBox>();
        for (var z = NextFilled(0, Size.Z, AnyInSlice); z < Size.Z; z = NextFilled(z + RegionBox.Depth, Size.Z, AnyInSlice))
        {
            bool AnyInBand(int y) => Enumerable.Range(z, RegionBox.Depth).Any(slice => Length(y, slice) > 0);
            for (var y = NextFilled(0, Size.Y, AnyInBand); y < Size.Y; y = NextFilled(y + RegionBox.Height, Size.Y, AnyInBand))
            {
                var (start, end) = Around(y, z);
                while (start < end)
                {
                    var length = Math.Min(
                        RegionBox.LongestLength, (end - start + RegionBox.LengthStep - 1) / RegionBox.LengthStep * RegionBox.LengthStep);
                    boxes.Add(new RegionBox(start, y, z, length));
                    start += length;
                }
            }
        }

        return boxes;
    }

    private static int NextFilled(int from, int end, Func<int, bool> isFilled)
    {
        while (from < end && !isFilled(from))
        {
            from++;
        }

        return from;
    }

    private bool AnyInSlice(int z) => Enumerable.Range(0, Size.Y).Any(y => Length(y, z) > 0);

    private int Length(int y, int z)
    {
        var (start, end) = Row(y, z);
        return end - start;
    }

    private (int Start, int End) Around(int y, int z)
    {
        var (start, end) = (int.MaxValue, 0);
        for (var dz = 0; dz < RegionBox.Depth; dz++)
        {
            for (var dy = 0; dy < RegionBox.Height; dy++)
            {
                var row = Row(y + dy, z + dz);
                if (row.End > row.Start)
                {
                    (start, end) = (Math.Min(start, row.Start), Math.Max(end, row.End));
                }
            }
        }

        return (start, end);
    }
}

/// <summary>A box of <see cref="Height"/> x <see cref="Depth"/> rows that one convolution call computes, by its lowest corner.</summary>
/// <param name="X">First voxel of its rows.</param>
/// <param name="Y">First row.</param>
/// <param name="Z">First slice.</param>
/// <param name="Length">Voxels of a row.</param>
internal readonly record struct RegionBox(int X, int Y, int Z, int Length)
{
    /// <summary>
    /// Along y. Small boxes follow the brain closely; below these the copying of their borders begins to cost (docs/performance.md).
    /// </summary>
    public const int Height = 6;

    /// <summary>Along z.</summary>
    public const int Depth = 4;

    public const int LengthStep = 8;

    public const int LongestLength = 96;

    public int VoxelCount => Length * Height * Depth;

    /// <summary>Those voxels of the box that belong to a region, row by row.</summary>
    /// <returns>First voxel of each run, its number of voxels, and its index among the voxels of the box.</returns>
    public IEnumerable<(int X, int Y, int Z, int Length, int Index)> Runs(RegionRows region)
    {
        for (var z = Z; z < Z + Depth; z++)
        {
            for (var y = Y; y < Y + Height; y++)
            {
                var (start, end) = region.Row(y, z);
                (start, end) = (Math.Max(start, X), Math.Min(end, X + Length));
                if (start < end)
                {
                    yield return (start, y, z, end - start, ((((z - Z) * Height) + y - Y) * Length) + start - X);
                }
            }
        }
    }
}

/// <summary>
/// Deals boxes out to threads, each of which computes with one thread of the library: side by side they do more than all threads of the
/// library on one box, and no result depends on how many there are.
/// </summary>
internal sealed class BoxWorkers(int threads, CancellationToken cancellation)
{
    /// <summary>
    /// Does every box once. <paramref name="start"/> is called by each thread, in a scope that lasts until that thread is done.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(IReadOnlyList<RegionBox> boxes, Func<Action<RegionBox>> start)
    {
        var next = -1;
        void Work()
        {
            set_num_threads(1);
            using var noGrad = inference_mode();
            using var scope = NewDisposeScope();
            var work = start();
            for (var i = Interlocked.Increment(ref next); i < boxes.Count; i = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                using var each = NewDisposeScope();
                work(boxes[i]);
            }
        }

        try
        {
            var others = Enumerable.Range(1, Math.Max(0, Math.Min(threads, boxes.Count) - 1))
                .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
                .ToArray();
            try
            {
                Work();
            }
            finally
            {
                Interlocked.Add(ref next, boxes.Count);
                Task.WhenAll(others).GetAwaiter().GetResult();
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
