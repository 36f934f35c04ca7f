using BrainMets.Evaluation;
using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>What two models or readers differ in: the figures of comparison.json, and below and above the gate those of the two evaluations.</summary>
internal static class PairedDifferences
{
    private static readonly (PairedMetric Metric, string Name, Func<EvaluationSummary, Estimate>? Of, string Format)[] Metrics =
    [
        (PairedMetric.Sensitivity, "Sensitivity", s => s.Sensitivity, "0.00"),
        (PairedMetric.Precision, "Precision", s => s.Precision, "0.00"),
        (PairedMetric.F1, "F1", s => s.F1, "0.00"),
        (PairedMetric.FalsePositives, "False positives per patient", s => s.FalsePositivesPerPatient, "0.00"),
        (PairedMetric.LesionDice, "Dice of the lesions that both found", null, "0.00"),
        (PairedMetric.LesionHd95Mm, "HD95 (mm) of the lesions that both found", null, "0.00"),
    ];

    public static string Name(PairedMetric metric) => Metrics.FirstOrDefault(m => m.Metric == metric).Name ?? "Dice of whole masks";

    /// <summary>Second less first, of all sizes; empty when the two are no pair of the comparison.</summary>
    public static IReadOnlyList<DifferenceRow> Overall(ComparisonResult result, string first, string second)
    {
        if (Pair(result, first, second) is not { } pair)
        {
            return [];
        }

        var isTurned = pair.First != first;
        return [.. from m in Metrics
                   let difference = pair.Metrics.First(d => d.Metric == m.Metric)
                   let values = isTurned ? (First: difference.Second, Second: difference.First) : (difference.First, difference.Second)
                   select new DifferenceRow
                   {
                       Metric = m.Name,
                       Key = m.Metric.ToString(),
                       First = Whole(result, first, m.Of) ?? Alone(values.First, difference.N),
                       Second = Whole(result, second, m.Of) ?? Alone(values.Second, difference.N),
                       Difference = isTurned
                           ? new Estimate(difference.Difference, difference.Low, difference.High, difference.N, difference.Undefined)
                           : new Estimate(-difference.Difference, -difference.High, -difference.Low, difference.N, difference.Undefined),
                       P = difference.P,
                       AdjustedP = difference.AdjustedP,
                       Format = m.Format,
                   }];
    }

    /// <summary>Second less first below and above the gate; empty without a gate, or where the two were not judged on the same cases of the main test set.</summary>
    public static IReadOnlyList<DifferenceRow> ByGate(ExperimentFolder folder, (string First, string Second) models, OperatingThreshold at, ComparisonOptions options)
    {
        if (folder.Strata().Count == 0 || folder.Evaluation(models.First, at) is not { } first || folder.Evaluation(models.Second, at) is not { } second
            || !first.Cases.Select(c => c.Case).Order(StringComparer.Ordinal).SequenceEqual(second.Cases.Select(c => c.Case).Order(StringComparer.Ordinal)))
        {
            return [];
        }

        var patients = PatientPair.Of(first.Cases, second.Cases);
        var bootstrap = new PatientBootstrap(patients.Count, options.Resamples, new Random(options.Seed));
        var rows = new List<DifferenceRow>();
        foreach (var stratum in folder.Strata())
        {
            var difference = StratumDifference.Of(patients, stratum.LowMm3, stratum.HighMm3, bootstrap);
            var (a, b) = (Stratum(folder, models.First, at, stratum), Stratum(folder, models.Second, at, stratum));
            var where = ReportText.Stratum(stratum);
            rows.Add(Row($"Sensitivity {where}", $"Sensitivity {where}", (a?.Sensitivity, b?.Sensitivity), difference.Sensitivity));
            rows.Add(Row($"Precision {where}", $"Precision {where}", (a?.Precision, b?.Precision), difference.Precision));
            rows.Add(Row($"F1 {where}", $"F1 {where}", (a?.F1, b?.F1), difference.F1));
        }

        return rows;
    }

    /// <summary>The two in either order; null when they are no pair of the comparison.</summary>
    public static ReaderPair? Pair(ComparisonResult result, string first, string second) =>
        result.Pairs.FirstOrDefault(p => (p.First == first && p.Second == second) || (p.First == second && p.Second == first));

    private static Estimate? Whole(ComparisonResult result, string name, Func<EvaluationSummary, Estimate>? of) =>
        of is not null && result.Readers.FirstOrDefault(r => r.Name == name) is { } reader ? of(reader.Summary) : null;

    private static Estimate Alone(double? value, int count) => new(value, null, null, count, 0);

    private static GateStratum? Stratum(ExperimentFolder folder, string model, OperatingThreshold at, GateStratum like) =>
        folder.Judgement(model, at)?.ByGate.FirstOrDefault(g => g.LowMm3 == like.LowMm3 && g.HighMm3 == like.HighMm3);

    private static DifferenceRow Row(string metric, string key, (Estimate? First, Estimate? Second) values, Estimate difference) => new()
    {
        Metric = metric,
        Key = key,
        First = values.First ?? Estimate.Nothing,
        Second = values.Second ?? Estimate.Nothing,
        Difference = difference,
    };
}
