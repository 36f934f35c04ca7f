using BrainMets.Lesions;

namespace BrainMets.Experiments;

/// <summary>Which networks find a lesion too: those that have a lesion of their own sharing a voxel with it.</summary>
internal static class FoundBy
{
    /// <summary>One entry a lesion, in their order.</summary>
    /// <param name="lesions">Asked about.</param>
    /// <param name="each">The networks by name, each with the lesions that it finds by itself, on the same grid.</param>
    /// <param name="confirming">The place of the network that confirms; null for none.</param>
    public static IReadOnlyList<LesionAgreement> Of(LesionSet lesions, IReadOnlyList<(string Name, LesionSet Own)> each, int? confirming)
    {
        var found = each.Select(e => Overlapped(lesions, e.Own)).ToArray();
        return
        [
            .. lesions.Lesions.Select(l => new LesionAgreement(
                l.Label,
                [.. each.Where((_, i) => found[i].Contains(l.Label)).Select(e => e.Name)],
                each.Count,
                confirming is { } c ? found[c].Contains(l.Label) : null)),
        ];
    }

    private static HashSet<int> Overlapped(LesionSet lesions, LesionSet own)
    {
        var (labels, others) = (lesions.Labels.Voxels, own.Labels.Voxels);
        return [.. Enumerable.Range(0, labels.Length).Where(i => others[i] > 0 && labels[i] > 0).Select(i => labels[i])];
    }
}
