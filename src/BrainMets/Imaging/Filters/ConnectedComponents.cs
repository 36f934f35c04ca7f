namespace BrainMets.Imaging.Filters;

/// <summary>Labels the connected components of a mask in one pass over runs with union-find.</summary>
public static class ConnectedComponents
{
    /// <summary>
    /// Labels 1..count in the order in which a component is first met (x fastest, then y, then z), so that labels do not
    /// depend on the algorithm. Background is 0.
    /// </summary>
    public static (Volume<int> Labels, int Count) Label(Volume<byte> mask, Connectivity connectivity)
    {
        var size = mask.Size;
        var labels = new Volume<int>(mask.Geometry);
        var parents = new List<int> { 0 };
        var offsets = EarlierNeighbours(connectivity);
        for (var z = 0; z < size.Z; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                LabelRow(mask.Voxels, labels.Voxels, size, (y, z), (parents, offsets));
            }
        }

        return (labels, Renumber(labels.Voxels, parents));
    }

    /// <summary>The largest component of a mask (26 neighbours unless told); of equals, the first met. Empty stays empty.</summary>
    public static Volume<byte> Largest(Volume<byte> mask, Connectivity connectivity = Connectivity.Corners26)
    {
        var (labels, count) = Label(mask, connectivity);
        var sizes = Sizes(labels, count);
        var largest = Array.IndexOf(sizes, sizes.Max());
        return labels.Map(l => (byte)(count > 0 && l == largest + 1 ? 1 : 0));
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

    private static void LabelRow(byte[] mask, int[] labels, Size3 size, (int Y, int Z) row, (List<int> Parents, (int X, int Y, int Z)[] Offsets) state)
    {
        var start = size.Index(0, row.Y, row.Z);
        for (var x = 0; x < size.X; x++)
        {
            if (mask[start + x] == 0)
            {
                continue;
            }

            var label = 0;
            foreach (var (dx, dy, dz) in state.Offsets)
            {
                if (!size.Contains(x + dx, row.Y + dy, row.Z + dz))
                {
                    continue;
                }

                var neighbour = labels[start + x + dx + (size.X * (dy + (size.Y * dz)))];
                if (neighbour != 0)
                {
                    label = label == 0 ? Root(state.Parents, neighbour) : Unite(state.Parents, label, neighbour);
                }
            }

            if (label == 0)
            {
                label = state.Parents.Count;
                state.Parents.Add(label);
            }

            labels[start + x] = label;
        }
    }

    /// <summary>The steps from a voxel to each of its neighbours.</summary>
    internal static (int X, int Y, int Z)[] Neighbours(Connectivity connectivity)
    {
        var most = connectivity switch { Connectivity.Faces6 => 1, Connectivity.Edges18 => 2, _ => 3 };
        return
        [
            .. from z in Enumerable.Range(-1, 3)
               from y in Enumerable.Range(-1, 3)
               from x in Enumerable.Range(-1, 3)
               where Math.Abs(x) + Math.Abs(y) + Math.Abs(z) is var steps && steps > 0 && steps <= most
               select (x, y, z),
        ];
    }

    private static (int X, int Y, int Z)[] EarlierNeighbours(Connectivity connectivity) =>
        [.. Neighbours(connectivity).Where(n => n.Z < 0 || (n.Z == 0 && (n.Y < 0 || (n.Y == 0 && n.X < 0))))];

    private static int Root(List<int> parents, int label)
    {
        while (parents[label] != label)
        {
            parents[label] = parents[parents[label]];
            label = parents[label];
        }

        return label;
    }

    private static int Unite(List<int> parents, int a, int b)
    {
        var (rootA, rootB) = (Root(parents, a), Root(parents, b));
        var (low, high) = (Math.Min(rootA, rootB), Math.Max(rootA, rootB));
        parents[high] = low;
        return low;
    }

    private static int Renumber(int[] labels, List<int> parents)
    {
        var final = new int[parents.Count];
        var count = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 0)
            {
                continue;
            }

            var root = Root(parents, labels[i]);
            if (final[root] == 0)
            {
                final[root] = ++count;
            }

            labels[i] = final[root];
        }

        return count;
    }
}
