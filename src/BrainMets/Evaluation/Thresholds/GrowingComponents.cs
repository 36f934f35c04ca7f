using BrainMets.Imaging;
using BrainMets.Imaging.Filters;

namespace BrainMets.Evaluation.Thresholds;

/// <summary>
/// The connected components of a mask to which voxels are only ever added, by union-find. Lowering a threshold adds voxels; starting over at each
/// threshold would visit most voxels many times.
/// </summary>
internal sealed class GrowingComponents
{
    private readonly Size3 _size;
    private readonly (int X, int Y, int Z)[] _neighbours;
    private readonly int[] _voxels;
    private readonly int[] _parents;
    private readonly int[] _nodeOfVoxel;

    public GrowingComponents(Size3 size, Connectivity connectivity, int capacity)
    {
        _size = size;
        _neighbours = Neighbours(connectivity);
        _voxels = new int[capacity];
        _parents = new int[capacity];
        _nodeOfVoxel = new int[size.Count];
    }

    /// <summary>Voxels added so far; they are numbered from 0 in the order in which they came.</summary>
    public int Count { get; private set; }

    public int VoxelOf(int node) => _voxels[node];

    /// <summary>Adds a voxel that is not yet there and joins it with its neighbours.</summary>
    public void Add(int voxel)
    {
        var node = Count++;
        _voxels[node] = voxel;
        _parents[node] = node;
        _nodeOfVoxel[voxel] = node + 1; // 0 is "not there"
        var (x, y, z) = _size.Position(voxel);
        foreach (var (dx, dy, dz) in _neighbours)
        {
            if (!_size.Contains(x + dx, y + dy, z + dz))
            {
                continue;
            }

            var neighbour = _nodeOfVoxel[voxel + _size.Index(dx, dy, dz)];
            if (neighbour > 0)
            {
                Unite(node, neighbour - 1);
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

    /// <summary>The earlier root stays. With path halving this needs no ranks: trees stay shallow.</summary>
    private void Unite(int a, int b)
    {
        var (rootA, rootB) = (Root(a), Root(b));
        _parents[Math.Max(rootA, rootB)] = Math.Min(rootA, rootB);
    }

    private static (int X, int Y, int Z)[] Neighbours(Connectivity connectivity)
    {
        var most = connectivity switch { Connectivity.Faces6 => 1, Connectivity.Edges18 => 2, _ => 3 };
        return
        [
            .. from z in Enumerable.Range(-1, 3)
               from y in Enumerable.Range(-1, 3)
               from x in Enumerable.Range(-1, 3)
               let steps = Math.Abs(x) + Math.Abs(y) + Math.Abs(z)
               where steps > 0 && steps <= most
               select (x, y, z),
        ];
    }
}
