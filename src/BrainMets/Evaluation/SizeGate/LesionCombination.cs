using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Puts the lesions of two models together, finding by finding (docs/metrics.md, "Combination"). Lesions of the two that share a voxel, directly or through others, are one finding, and a
/// finding is taken whole from one model: whatever one model split and the other did not, nothing counts twice and no half is left over.
/// </summary>
public static class LesionCombination
{
    /// <param name="small">The model for small lesions by name, with every component it outlined.</param>
    /// <param name="large">The model for large lesions by name, with every component it outlined.</param>
    /// <param name="gate">Compared with the volume of the finding: the mean of the two models' volumes where both saw it, else the one's.</param>
    /// <exception cref="InvalidInputException">The two lie on different grids.</exception>
    /// <exception cref="ArgumentException">The two have one name, or are lesions of different cases or of different connectivity.</exception>
    public static CombinedCase Combine((string Name, LesionSet Lesions) small, (string Name, LesionSet Lesions) large, VolumeGate gate)
    {
        var pair = new PairedModels(small, large);
        var decided = pair.Findings.Select(f => (
            Finding: f, VolumeMm3: PairedModels.GateVolumeMm3(f), IsSmall: gate.TakesSmall(PairedModels.GateVolumeMm3(f)), Taken: pair.Taken(f, gate))).ToArray();
        var outlines = decided.Select(d => d.Taken).OfType<ReaderLesion>().ToArray();
        var origins = decided.Where(d => d.Taken is not null)
            .SelectMany(d => d.Taken!.Labels.Select(label => new LesionOrigin(d.Taken.Source, label, d.Finding.Number, d.VolumeMm3)))   // just asked
            .ToDictionary(o => (o.Model, o.ModelLesion));
        var lesions = pair.Outlined(outlines);
        CombinedLesion[] combined =
        [
            .. pair.Parts(lesions, outlines).Select((parts, i) => new CombinedLesion(i + 1, [.. parts.Select(p => origins[p])])),
        ];
        return new CombinedCase
        {
            Lesions = lesions,
            Origins = combined,
            Dropped =
            [
                .. from d in decided
                   where d.Taken is null
                   let only = d.Finding.Marks[0] // The model in charge did not see it, so there is one mark: the other's.
                   select new DroppedFinding(d.Finding.Number, only.Source, only.Labels, only.VolumeMm3),
            ],
            Counts = new CombinationCounts
            {
                Findings = decided.Length,
                SeenByBoth = decided.Count(d => d.Finding.Marks.Count == 2),
                TakenFromSmall = decided.Count(d => d.IsSmall && d.Taken is not null),
                TakenFromLarge = decided.Count(d => !d.IsSmall && d.Taken is not null),
                DroppedBelowGate = decided.Count(d => d.IsSmall && d.Taken is null),
                DroppedFromGateOn = decided.Count(d => !d.IsSmall && d.Taken is null),
                CombinedLesions = combined.Length,
                JoinedLesions = combined.Count(c => c.Origins.Count > 1),
            },
        };
    }
}
