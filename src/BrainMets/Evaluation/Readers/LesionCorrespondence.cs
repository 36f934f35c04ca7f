using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Puts the lesions of all sources of one case together by place: lesions of different sources that share a voxel belong to one finding, and so does what
/// hangs together through them. It asks only whether somebody drew something here; how well the outlines agree is the business of matching.
/// </summary>
public static class LesionCorrespondence
{
    /// <param name="sources">The reference and the readers, each by its name; all of one case, on one grid.</param>
    /// <param name="minVolumeMm3">Smaller lesions are left out, as in matching.</param>
    public static IReadOnlyList<LesionGroup> Of(IReadOnlyList<(string Name, LesionSet Lesions)> sources, double minVolumeMm3)
    {
        var nodes = sources
            .SelectMany((s, index) => s.Lesions.Lesions.Where(l => Lesion.ReachesVolume(l.VolumeMm3, minVolumeMm3)).Select(l => (Source: index, Lesion: l)))
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
