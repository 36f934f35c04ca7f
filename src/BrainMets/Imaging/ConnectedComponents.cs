namespace BrainMets.Imaging;

/// <summary>Labels the connected components of a mask in one pass over runs with union-find.</summary>
public static class ConnectedComponents
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

    /// <summary>The largest component of a mask (26 neighbours unless told); of equals, the first met. Empty stays empty.</summary>
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
}
