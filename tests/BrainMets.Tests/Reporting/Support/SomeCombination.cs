using BrainMets.Evaluation;
using BrainMets.Prediction;

namespace BrainMets.Tests.Reporting;

/// <summary>Combinations made by hand: two models of whom one misses small lesions and the other invents large ones.</summary>
internal static class SomeCombination
{
    public static CombinationSummary Chosen(int patients = 12, bool empty = false) => Summary(
        patients, empty, (cases, gates, options) => GateSelection.Choose(cases, gates, MatchingPreset.Default, options));

    public static CombinationSummary Given(VolumeGate gate) => Summary(
        12, false, (cases, gates, options) => GateSelection.Judge(cases, (gates, gate), MatchingPreset.Default, options));

    private static CombinationSummary Summary(
        int patients,
        bool empty,
        Func<IReadOnlyList<CaseGateCounts>, IReadOnlyList<VolumeGate>, CombinationOptions, GateSelectionResult> judge)
    {
        var options = new CombinationOptions { GatesMm3 = [10, 100, 400, 1000, 10000], Resamples = 200, Repeats = 2 };
        var gates = VolumeGate.Ladder(options.GatesMm3);
        var cases = Enumerable.Range(0, patients).Select(i => Case(i, gates, empty)).ToArray();
        var selection = judge(cases, gates, options);
        var counts = new CombinationCounts
        {
            Findings = 4,
            SeenByBoth = 1,
            TakenFromSmall = 1,
            TakenFromLarge = 1,
            DroppedBelowGate = 1,
            DroppedFromGateOn = 1,
            CombinedLesions = 2,
            JoinedLesions = 0,
        };
        return new CombinationSummary
        {
            Models = new CombinationModels("few-shot", "main & <others>"),
            Gate = selection.Gate,
            Counts = selection.Gate is null ? null : CombinationCounts.Sum(cases.Select(_ => counts)),
            Cases = selection.Gate is null ? [] : [.. cases.Select(c => new CaseCounts(c.Case, c.Patient, counts))],
            MeanProbability = new MeanProbability { Threshold = null, How = "not made: no maps" },
            Selection = selection,
            Provenance = new Provenance
            {
                Version = "0.1.0",
                Seed = 3,
                Device = "cpu",
                Precision = "fp64",
                Threads = 2,
                InputSha256 = new Dictionary<string, string> { ["case-00/reference"] = new('a', 64) },
            },
        };
    }

    private static CaseGateCounts Case(int i, IReadOnlyList<VolumeGate> gates, bool empty)
    {
        // A lesion found from a gate on that grows with i, and a false positive above 1 cc for every third patient.
        DetectionCounts At(int gate) => empty
            ? default
            : new DetectionCounts(gate > i % 3 ? 1 : 0, gate > i % 3 ? 1 : 0, gate > 3 && i % 3 == 0 ? 1 : 0, gate > i % 3 ? 0 : 1);
        return new CaseGateCounts
        {
            Case = $"case-{i:00}",
            Patient = $"patient-{i:00}",
            ByGate = [.. gates.Select((_, g) => At(g))],
            Union = At(gates.Count),
            Intersection = At(1),
        };
    }
}
