using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Groups the lesions of all sources of one case by place: lesions of different sources that share a voxel belong to one finding, and so do
/// lesions connected through them. It records only which sources have a lesion at a place; the agreement of the segmentations is the
/// business of matching.
/// </summary>
internal static class LesionCorrespondence
{
    /// <param name="sources">The reference and the readers, each by its name; all of one case, on one grid.</param>
    /// <param name="minVolumeMm3">Smaller lesions are left out, as in matching.</param>
    public static IReadOnlyList<LesionGroup> Of(IReadOnlyList<(string Name, LesionSet Lesions)> sources, double minVolumeMm3)
    {
        var nodes = sources
            .SelectMany((s, index) => s.Lesions.Lesions.Where(l => Lesion.ReachesVolume(l.VolumeMm3, minVolumeMm3))
                .Select(l => (Source: index, Lesion: l)))
            .ToArray();
        var group = Grouped(nodes, sources);
        return
        [
            .. nodes.Select((node, n) => (node.Source, node.Lesion, Group: Root(group, n))).GroupBy(n => n.Group)
                .Select(g => FindingOf([.. g.Select(n => (n.Source, n.Lesion))], sources))
                .OrderByDescending(f => f.VolumeMm3).ThenBy(f => f.Centroid.X).ThenBy(f => f.Centroid.Y).ThenBy(f => f.Centroid.Z)
                .Select((f, i) => f with { Number = i + 1 }),
        ];
    }

    /// <summary>A forest over the lesions: those that share a voxel, directly or through others, have one root.</summary>
    private static int[] Grouped((int Source, Lesion Lesion)[] nodes, IReadOnlyList<(string Name, LesionSet Lesions)> sources)
    {
        var nodeOf = sources.Select(s => new int?[s.Lesions.Lesions.Count + 1]).ToArray();
        for (var n = 0; n < nodes.Length; n++)
        {
            nodeOf[nodes[n].Source][nodes[n].Lesion.Label] = n;
        }

        var parent = Enumerable.Range(0, nodes.Length).ToArray();
        for (var voxel = 0; voxel < sources[0].Lesions.Labels.Voxels.Length; voxel++)
        {
            int? first = null;
            for (var s = 0; s < sources.Count; s++)
            {
                if (nodeOf[s][sources[s].Lesions.Labels.Voxels[voxel]] is not { } node)
                {
                    continue;
                }

                if (first is { } other)
                {
                    parent[Root(parent, node)] = Root(parent, other);
                }

                first = node;
            }
        }

        return parent;
    }

    private static int Root(int[] parent, int node)
    {
        while (parent[node] != node)
        {
            node = parent[node] = parent[parent[node]];
        }

        return node;
    }

    private static LesionGroup FindingOf((int Source, Lesion Lesion)[] lesions, IReadOnlyList<(string Name, LesionSet Lesions)> sources)
    {
        var largest = lesions.OrderByDescending(l => l.Lesion.VolumeMm3).ThenBy(l => l.Source).First().Lesion;
        return new LesionGroup
        {
            Case = sources[0].Lesions.CaseId,
            Patient = sources[0].Lesions.Patient,
            Number = 0,
            Marks =
            [
                .. lesions.GroupBy(l => l.Source).OrderBy(g => g.Key).Select(g => new ReaderLesion(
                    sources[g.Key].Name, [.. g.Select(l => l.Lesion.Label).Order()], g.Sum(l => l.Lesion.VolumeMm3))),
            ],
            Centroid = largest.Centroid,
            VolumeMm3 = largest.VolumeMm3,
        };
    }
}

/// <summary>A place in a scan where the reference or a reader has a lesion, with all sources that do.</summary>
public sealed record LesionGroup
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>Counted from 1 within the case, the largest first.</summary>
    public required int Number { get; init; }

    /// <summary>One entry for each source with a lesion here, in the order of the sources.</summary>
    public required IReadOnlyList<ReaderLesion> Marks { get; init; }

    /// <summary>Centroid of the largest lesion here, RAS mm of the scan.</summary>
    public required PointMm Centroid { get; init; }

    /// <summary>Volume of the largest lesion here.</summary>
    public required double VolumeMm3 { get; init; }

    public bool IsMarkedBy(string source) => Marks.Any(m => m.Source == source);
}

/// <summary>The lesions of one source at a finding.</summary>
/// <param name="Source">Name of the reference or of a reader.</param>
/// <param name="Labels">Its lesions there, by their labels; several when it splits one lesion of another source.</param>
/// <param name="VolumeMm3">Their summed volume.</param>
public sealed record ReaderLesion(string Source, IReadOnlyList<int> Labels, double VolumeMm3);
