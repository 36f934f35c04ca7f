namespace BrainMets.Evaluation;

/// <summary>
/// Detection figures by volume: reference volume decides the bin of a reference lesion, predicted volume that of a prediction.
/// </summary>
internal static class VolumeBinning
{
    public static IReadOnlyList<VolumeBin> Of(IReadOnlyList<CaseEvaluation> cases, IReadOnlyList<double> edgesMm3)
    {
        var patients = cases.GroupBy(c => c.Patient).Select(g => g.ToArray()).ToArray();
        return [.. Enumerable.Range(0, edgesMm3.Count + 1).Select(i =>
            Bin(patients, i == 0 ? null : edgesMm3[i - 1], i == edgesMm3.Count ? null : edgesMm3[i]))];
    }

    private static VolumeBin Bin(IReadOnlyList<CaseEvaluation[]> patients, double? lowMm3, double? highMm3)
    {
        bool InBin(double volumeMm3) => !(volumeMm3 < lowMm3) && !(volumeMm3 >= highMm3);

        var references = patients.Select(p => p.SelectMany(c => c.Lesions).Where(l => InBin(l.ReferenceVolumeMm3)).ToArray()).ToArray();
        var found = ClusteredProportion.Of(references.Select(r => ((long)r.Count(l => l.Detected), r.LongLength)));
        var predictions = patients.Select(p => (
            Matched: p.SelectMany(c => c.Lesions).LongCount(l => l.PredictedVolumeMm3 is { } v && InBin(v)),
            False: p.SelectMany(c => c.FalsePositiveLesions).LongCount(f => InBin(f.VolumeMm3)))).ToArray();
        var matched = ClusteredProportion.Of(predictions.Select(p => (p.Matched, p.Matched + p.False)));
        var all = found.Trials + matched.Trials;
        return new VolumeBin(
            lowMm3,
            highMm3,
            (int)found.Trials,
            (int)found.Successes,
            (int)matched.Trials,
            (int)(matched.Trials - matched.Successes),
            Estimated(found),
            Estimated(matched),
            all == 0 ? null : (double)(found.Successes + matched.Successes) / all);
    }

    private static Estimate Estimated(ClusteredProportion proportion)
    {
        var interval = proportion.Interval();
        return new Estimate(proportion.Value, interval?.Low, interval?.High, (int)proportion.Trials, 0);
    }
}
