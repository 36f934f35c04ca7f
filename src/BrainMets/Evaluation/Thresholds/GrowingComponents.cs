using BrainMets.Imaging;

namespace BrainMets.Evaluation;

/// <summary>
/// The connected components of a mask to which voxels are only ever added, by union-find. Lowering a threshold adds voxels; starting over
/// at each threshold would visit most voxels many times.
/// </summary>
internal sealed class GrowingComponents
{
    private readonly Size3 _size;
    private readonly Size3 _padded;
    private readonly int[] _neighbourSteps;
    private readonly int[] _parents;

    // On a grid with a rim of one voxel, so that no neighbour needs a bounds check: node number + 1, 0 where there is no voxel yet.
    private readonly int[] _nodeAt;

    public GrowingComponents(Size3 size, Connectivity connectivity, int capacity)
    {
        _size = size;
        _padded = new Size3(size.X + 2, size.Y + 2, size.Z + 2);
        _neighbourSteps = Neighbours(_padded, connectivity);
        _parents = new int[capacity];
        _nodeAt = new int[_padded.Count];
    }

    /// <summary>Voxels added so far; they are numbered from 0 in the order in which they came.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a voxel that is not yet there and joins it with its neighbours.</summary>
    public void Add(int voxel)
    {
        var (x, y, z) = _size.Position(voxel);
        var place = _padded.Index(x + 1, y + 1, z + 1);
        var root = Count++;
        _parents[root] = root;
        _nodeAt[place] = root + 1;
        foreach (var step in _neighbourSteps)
        {
            var neighbour = _nodeAt[place + step] - 1;
            if (neighbour >= 0 && _parents[neighbour] != root)
            {
                root = Unite(root, Root(neighbour));
            }
        }
    }

    /// <summary>The node that stands for the component of a node.</summary>
    public int Root(int node)
    {
        while (_parents[node] != node)
        {
            _parents[node] = _parents[_parents[node]];
            node = _parents[node];
        }

        return node;
    }

    /// <summary>Numbers the components from 0 in the order of their roots; by node, and only meaningful at roots.</summary>
    public (int[] NumberOfRoot, int Count) NumberRoots()
    {
        var numbers = new int[Count];
        var count = 0;
        for (var node = 0; node < Count; node++)
        {
            numbers[node] = _parents[node] == node ? count++ : 0;
        }

        return (numbers, count);
    }

    /// <summary>The earlier root stays. With path halving this needs no ranks: trees stay shallow.</summary>
    private int Unite(int rootA, int rootB)
    {
        var (low, high) = (Math.Min(rootA, rootB), Math.Max(rootA, rootB));
        _parents[high] = low;
        return low;
    }

    private static int[] Neighbours(Size3 padded, Connectivity connectivity)
    {
        var most = connectivity switch { Connectivity.Faces6 => 1, Connectivity.Edges18 => 2, _ => 3 };
        return
        [
            .. from z in Enumerable.Range(-1, 3)
               from y in Enumerable.Range(-1, 3)
               from x in Enumerable.Range(-1, 3)
               let steps = Math.Abs(x) + Math.Abs(y) + Math.Abs(z)
               where steps > 0 && steps <= most
               select padded.Index(x, y, z),
        ];
    }
}
