using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Counts the lesions of one case at every gate and for every baseline. Outlines are not compared (no surface distances), everything happens inside the box that holds
/// something, and a gate that decides no finding differently from the one before it costs nothing.
/// </summary>
public static class CaseJudge
{
    /// <summary>Voxels left around what is outlined, so that a lesion touches the edge of the box only where it touches that of the scan.</summary>
    private const int MarginVoxels = 3;

    /// <param name="masks">The case's masks, all on one grid.</param>
    /// <param name="gates">Ascending.</param>
    /// <param name="preset">How lesions are split, joined and matched, and which are too small to count. Findings are made of the lesions as split; joining comes after combining.</param>
    /// <exception cref="InvalidInputException">The masks lie on different grids.</exception>
    public static CaseGateCounts Count(CaseMasks masks, IReadOnlyList<VolumeGate> gates, MatchingPreset preset)
    {
        masks.CheckGrids();
        var box = masks.Box(MarginVoxels);
        var options = new LesionOptions { Connectivity = preset.Connectivity };
        LesionSet Find(Volume<byte> mask) => LesionFinder.Find(masks.Case, masks.Patient, mask.Crop(box), options);

        var reference = LesionMerging.Merge(Find(masks.Reference), preset.MergeReferenceSteps);
        var pair = new PairedModels(("small", Find(masks.Small)), ("large", Find(masks.Large)));
        DetectionCounts Judge(LesionSet predicted) =>
            Counts(LesionMatcher.Match(reference, LesionMerging.Merge(predicted, preset.MergePredictionSteps), preset));

        return new CaseGateCounts
        {
            Case = masks.Case,
            Patient = masks.Patient,
            ByGate = ByGate(pair, gates, Judge),
            Union = Judge(pair.Outlined(pair.Findings.SelectMany(f => f.Marks))),
            Intersection = Judge(pair.Outlined(pair.Findings.Where(f => f.Marks.Count == 2).SelectMany(f => f.Marks))),
            MeanProbability = masks.MeanProbability is { } mean ? Judge(Find(mean)) : null,
        };
    }

    private static DetectionCounts[] ByGate(PairedModels pair, IReadOnlyList<VolumeGate> gates, Func<LesionSet, DetectionCounts> judge)
    {
        var volumesMm3 = pair.Findings.Select(PairedModels.GateVolumeMm3).ToArray();
        var counts = new DetectionCounts[gates.Count];
        var known = new Dictionary<int, DetectionCounts>();
        for (var g = 0; g < gates.Count; g++)
        {
            // A gate only parts the findings by volume: how many lie below it says which.
            var below = volumesMm3.Count(gates[g].TakesSmall);
            if (!known.TryGetValue(below, out counts[g]))
            {
                counts[g] = known[below] = judge(pair.Outlined(
                    pair.Findings.Select(f => pair.Taken(f, gates[g])).OfType<ReaderLesion>()));
            }
        }

        return counts;
    }

    private static DetectionCounts Counts(LesionMatching matching) => new(
        matching.Count(ReferenceOutcome.Found) + matching.Count(ReferenceOutcome.Merged),
        matching.Count(PredictionOutcome.Matched),
        matching.Count(PredictionOutcome.FalsePositive),
        matching.Count(ReferenceOutcome.Missed));
}
