using System.Runtime.InteropServices;

namespace BrainMets.Imaging;

/// <summary>Labels the connected components of a mask in one pass over runs with union-find.</summary>
internal static class ConnectedComponents
{
    /// <summary>
    /// Labels 1..count in the order in which a component is first met (x fastest, then y, then z), so that labels do not
    /// depend on the algorithm. Background is 0.
    /// </summary>
    public static (Volume<int> Labels, int Count) Label(Volume<byte> mask, Connectivity connectivity)
    {
        var runs = MaskRuns.Of(mask, connectivity);
        var labels = new Volume<int>(mask.Geometry);
        for (var run = 0; run < runs.Count; run++)
        {
            labels.Voxels.AsSpan(runs.Start(run), runs.Length(run)).Fill(runs.Component(run));
        }

        return (labels, runs.Components);
    }

    /// <summary>
    /// The largest component of a mask (26 neighbours by default); of equal ones the first in memory order. An empty mask stays empty.
    /// </summary>
    public static Volume<byte> Largest(Volume<byte> mask, Connectivity connectivity = Connectivity.Corners26)
    {
        var runs = MaskRuns.Of(mask, connectivity);
        var sizes = new long[runs.Components + 1];
        for (var run = 0; run < runs.Count; run++)
        {
            sizes[runs.Component(run)] += runs.Length(run);
        }

        var largest = Array.IndexOf(sizes, sizes.Max());
        var result = new Volume<byte>(mask.Geometry);
        for (var run = 0; run < runs.Count; run++)
        {
            if (runs.Component(run) == largest)
            {
                result.Voxels.AsSpan(runs.Start(run), runs.Length(run)).Fill(1);
            }
        }

        return result;
    }

    /// <summary>Voxel counts of labels 1..count; index 0 is label 1. A single 0 when there is no component.</summary>
    public static long[] Sizes(Volume<int> labels, int count)
    {
        var sizes = new long[Math.Max(1, count)];
        foreach (var label in labels.Voxels)
        {
            if (label > 0)
            {
                sizes[label - 1]++;
            }
        }

        return sizes;
    }

    /// <summary>The steps from a voxel to each of its neighbours.</summary>
    internal static VoxelIndex[] Neighbours(Connectivity connectivity)
    {
        var most = connectivity switch { Connectivity.Faces6 => 1, Connectivity.Edges18 => 2, _ => 3 };
        return
        [
            .. from z in Enumerable.Range(-1, 3)
               from y in Enumerable.Range(-1, 3)
               from x in Enumerable.Range(-1, 3)
               where Math.Abs(x) + Math.Abs(y) + Math.Abs(z) is var steps && steps > 0 && steps <= most
               select new VoxelIndex(x, y, z),
        ];
    }
}

/// <summary>Which neighbours count as touching: across faces (6), also edges (18), also corners (26).</summary>
public enum Connectivity
{
    Faces6 = 6,
    Edges18 = 18,
    Corners26 = 26,
}

/// <summary>
/// The stretches of set voxels in the rows of a mask, in memory order, and which connected component each belongs to. A mask of millions of
/// voxels has some ten thousand runs, and empty rows cost next to nothing.
/// </summary>
internal sealed class MaskRuns
{
    private readonly List<(int Start, int End)> runs = [];
    private readonly List<int> parents = [];
    private readonly int[] firstOfRow;
    private readonly Size3 size;

    private MaskRuns(Size3 size)
    {
        this.size = size;
        firstOfRow = new int[(size.Y * size.Z) + 1];
    }

    public int Count => runs.Count;

    /// <summary>How many components there are; they are numbered from 1 in the order in which they are first met.</summary>
    public int Components { get; private set; }

    /// <summary>Index of a run's first voxel.</summary>
    public int Start(int run) => runs[run].Start;

    public int Length(int run) => runs[run].End - runs[run].Start;

    public int Component(int run) => parents[run];

    /// <summary>True when a run ends at a side of the grid or lies in an outermost row.</summary>
    public bool TouchesBorder(int run)
    {
        var (x, y, z) = size.Position(runs[run].Start);
        return x == 0 || y == 0 || z == 0 || x + Length(run) == size.X || y == size.Y - 1 || z == size.Z - 1;
    }

    public static MaskRuns Of(Volume<byte> mask, Connectivity connectivity)
    {
        var found = new MaskRuns(mask.Size);
        var earlierRows = EarlierRows(connectivity);
        for (var row = 0; row < found.firstOfRow.Length - 1; row++)
        {
            found.AddRuns(mask.Voxels.AsSpan(row * mask.Size.X, mask.Size.X), row * mask.Size.X);
            found.firstOfRow[row + 1] = found.runs.Count;
            if (found.runs.Count == found.firstOfRow[row])
            {
                continue;
            }

            foreach (var (y, z, reach) in earlierRows)
            {
                found.Join(row, (y, z), reach);
            }
        }

        found.Number();
        return found;
    }

    /// <summary>The rows before a voxel's own in which it has neighbours, and how far along x those reach.</summary>
    private static (int Y, int Z, int Reach)[] EarlierRows(Connectivity connectivity) =>
    [
        .. from n in ConnectedComponents.Neighbours(connectivity)
           where n.Z < 0 || (n.Z == 0 && n.Y < 0)
           group n.X by (n.Y, n.Z) into row
           select (row.Key.Y, row.Key.Z, row.Max()),
    ];

    private void AddRuns(ReadOnlySpan<byte> row, int first)
    {
        var x = 0;
        while (row[x..].IndexOfAnyExcept((byte)0) is >= 0 and var ahead)
        {
            var start = x + ahead;
            var length = row[start..].IndexOf((byte)0);
            x = length < 0 ? row.Length : start + length;
            runs.Add((first + start, first + x));
            parents.Add(parents.Count);
        }
    }

    /// <summary>
    /// Unites the runs of a row with those of an earlier one that they touch. Both are in order, so each list is walked once.
    /// </summary>
    private void Join(int row, (int Y, int Z) step, int reach)
    {
        var (y, z) = ((row % size.Y) + step.Y, (row / size.Y) + step.Z);
        if (y < 0 || y >= size.Y || z < 0)
        {
            return;
        }

        var other = y + (size.Y * z);
        var (shift, candidate, end) = ((row - other) * size.X, firstOfRow[other], firstOfRow[other + 1]);
        var all = CollectionsMarshal.AsSpan(runs);
        for (var run = firstOfRow[row]; run < firstOfRow[row + 1]; run++)
        {
            var (from, to) = (all[run].Start - shift, all[run].End - shift);
            while (candidate < end && all[candidate].End + reach <= from)
            {
                candidate++;
            }

            for (var touching = candidate; touching < end && all[touching].Start < to + reach; touching++)
            {
                Unite(run, touching);
            }
        }
    }

    private int Root(int run)
    {
        while (parents[run] != run)
        {
            parents[run] = parents[parents[run]];
            run = parents[run];
        }

        return run;
    }

    /// <summary>The run met first becomes the root, which gives the components their order.</summary>
    private void Unite(int a, int b)
    {
        var (rootA, rootB) = (Root(a), Root(b));
        parents[Math.Max(rootA, rootB)] = Math.Min(rootA, rootB);
    }

    /// <summary>Replaces each run's parent by the number of its component. Parents come before their children, so one pass does.</summary>
    private void Number()
    {
        for (var run = 0; run < parents.Count; run++)
        {
            parents[run] = parents[run] == run ? ++Components : parents[parents[run]];
        }
    }
}
