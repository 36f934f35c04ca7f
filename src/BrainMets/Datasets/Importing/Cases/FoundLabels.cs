using BrainMets.Imaging;

namespace BrainMets.Datasets;

/// <summary>Which labels a map holds besides 0.</summary>
internal static class FoundLabels
{
    /// <summary>More than any map of tissues has; then the list stops, with lesions numbered one by one in mind.</summary>
    private const int Most = 1000;

    public static IReadOnlyList<int> In(Volume<int> map)
    {
        var found = new SortedSet<int>();
        var voxels = map.Voxels.AsSpan();
        while (voxels.IndexOfAnyExcept(0) is >= 0 and var next && found.Count < Most)
        {
            found.Add(voxels[next]);
            voxels = voxels[next..];
            var run = voxels.IndexOfAnyExcept(voxels[0]);
            voxels = run < 0 ? [] : voxels[run..];
        }

        return [.. found];
    }
}
