using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>How figures vary over the seeds of training, on the main test set.</summary>
internal static class SeedSpreads
{
    private static readonly (string Name, Func<EvaluationSummary, double?> Figure)[] Metrics =
    [
        ("sensitivity", s => s.Sensitivity.Value), ("precision", s => s.Precision.Value), ("f1", s => s.F1.Value), ("dice", s => s.Dice.Value), ("hd95Mm", s => s.Hd95Mm.Value),
    ];

    /// <summary>Empty with one seed.</summary>
    public static IReadOnlyList<SeedSpread> Of(IReadOnlyList<string> points, IReadOnlyList<ModelResult> judged, ExperimentPlan plan) => plan.Seeds.Count < 2
        ? []
        :
        [
            .. from point in points
               from at in Enum.GetValues<OperatingThreshold>()
               from metric in Metrics
               let values = judged.Where(m => m.Point == point)
                   .Select(m => metric.Figure(m.Judgements.First(j => j.Test == plan.Tests[0] && j.At == at).Summary)).ToArray()
               let defined = values.OfType<double>().ToArray()
               select new SeedSpread(point, at, metric.Name, values, defined.Length == 0 ? null : defined.Average(), Deviation(defined)),
        ];

    private static double? Deviation(double[] values) =>
        values.Length < 2 ? null : Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1));
}
