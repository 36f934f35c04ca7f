using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>
/// What two models or readers differ in: the figures of comparison.json, and below and above the gate those of the two evaluations.
/// </summary>
internal static class PairedDifferenceRows
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

    /// <summary>
    /// Second less first below and above the gate; empty without a gate, or where the two were not evaluated on the same cases of the main
    /// test set.
    /// </summary>
    public static IReadOnlyList<DifferenceRow> ByGate(
        ExperimentFolder folder, ModelComparison comparison, (string First, string Second) models, OperatingThreshold at)
    {
        // of a completed result
        if (comparison.Differences!.FirstOrDefault(
            d => d.At == at && d.First == models.First && d.Second == models.Second) is not { } differences)
        {
            return [];
        }

        var rows = new List<DifferenceRow>();
        foreach (var stratum in differences.Strata)
        {
            var (a, b) = (Stratum(folder, models.First, at, stratum), Stratum(folder, models.Second, at, stratum));
            var where = ReportText.Stratum(stratum.LowMm3, stratum.HighMm3);
            rows.Add(Row($"Sensitivity {where}", $"Sensitivity {where}", (a?.Sensitivity, b?.Sensitivity), stratum.Sensitivity));
            rows.Add(Row($"Precision {where}", $"Precision {where}", (a?.Precision, b?.Precision), stratum.Precision));
            rows.Add(Row($"F1 {where}", $"F1 {where}", (a?.F1, b?.F1), stratum.F1));
        }

        return rows;
    }

    /// <summary>The two in either order; null when they are no pair of the comparison.</summary>
    public static ReaderPair? Pair(ComparisonResult result, string first, string second) =>
        result.Pairs.FirstOrDefault(p => (p.First == first && p.Second == second) || (p.First == second && p.Second == first));

    private static Estimate? Whole(ComparisonResult result, string name, Func<EvaluationSummary, Estimate>? of) =>
        of is not null && result.Readers.FirstOrDefault(r => r.Name == name) is { } reader ? of(reader.Summary) : null;

    private static Estimate Alone(double? value, int count) => new(value, null, null, count, 0);

    private static GateStratum? Stratum(ExperimentFolder folder, string model, OperatingThreshold at, StratumDifference like) =>
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

/// <summary>One figure of two models or readers on the same patients.</summary>
internal sealed record DifferenceRow
{
    /// <summary>
    /// Resampling fewer patients gives intervals that are too narrow to carry a claim; the same number below which curves are blank.
    /// </summary>
    public const int LeastPatients = 10;

    /// <summary>On the page: "Sensitivity below 0.4 cc".</summary>
    public required string Metric { get; init; }

    /// <summary>In tables for other programs.</summary>
    public required string Key { get; init; }

    /// <summary>Of the one that the other is compared with; without interval where only the difference has one.</summary>
    public required Estimate First { get; init; }

    public required Estimate Second { get; init; }

    /// <summary>Second less first, both resampled with the same patients; N is the number of patients that have the figure.</summary>
    public required Estimate Difference { get; init; }

    /// <summary>Signed-rank test; null where there is none.</summary>
    public double? P { get; init; }

    /// <summary>After Holm over the family of the comparison.</summary>
    public double? AdjustedP { get; init; }

    public string Format { get; init; } = "0.00";

    /// <summary>Null where nothing can be said: without an interval, and with fewer than <see cref="LeastPatients"/> patients.</summary>
    public bool? IsShown => Difference is { Low: { } low, High: { } high, N: >= LeastPatients } ? low > 0 || high < 0 : null;
}

/// <summary>The differences of a pair, second minus first.</summary>
internal sealed record PairDifferences(string First, string Second, IReadOnlyList<DifferenceRow> Rows);

/// <summary>Paired differences with interval and test, a row a pair and metric.</summary>
internal static class DifferenceTable
{
    public static Html Render(ReportContent content, string name, string title,
        IReadOnlyList<PairDifferences> pairs)
    {
        var table = new Table(
            Column.File("first", "second", "metric"), Column.Text("Second minus first"), Column.Text("Metric"),
            Column.Number("First", "first_value", "first_low", "first_high"),
            Column.Number("Second", "second_value", "second_low", "second_high"), Column.Number("Difference", "difference"),
            Column.Number("95 % interval", "low", "high"), Column.Number("p", "p"), Column.Number("adjusted p", "adjusted_p"),
            Column.Number("Patients", "patients"));
        foreach (var (first, second, rows) in pairs)
        {
            foreach (var (index, row) in rows.Index())
            {
                var format = ReportText.DifferenceFormat(row.Difference);
                var difference = Cell.Fixed(row.Difference, format);
                table.Add(
                    Cell.File(first, second, row.Key), index == 0 ? ((Cell)$"{second} minus {first}").Strong : Cell.Empty, row.Metric,
                    Cell.Fixed(row.First, row.Format), Cell.Fixed(row.Second, row.Format),
                    row.IsShown == true ? difference.Strong : difference, Cell.Interval(row.Difference, format),
                    Cell.Text(ReportText.P(row.P), row.P), Cell.Text(ReportText.P(row.AdjustedP), row.AdjustedP), row.Difference.N);
            }
        }

        return content.Add(table, name, title);
    }
}

/// <summary>Two one-sided tests against the margins declared in the plan.</summary>
internal static class EquivalenceTable
{
    private const string Format = "+0.000;-0.000;0.000";

    public static Html Render(ReportContent content, string name, IReadOnlyList<ReaderPair> pairs)
    {
        if (pairs.All(p => p.Metrics.All(m => m.Equivalence.Count == 0)))
        {
            return Html.Of(
                $"<p>No margin was declared in the plan, so equivalence was not tested; a difference that was not shown is no "
                    + $"equivalence.</p>\n");
        }

        var table = new Table(
            Column.File("first", "second", "metric", "location"), Column.Text("First minus second"), Column.Text("Metric"),
            Column.Number("Margin", "margin"), Column.Text("Difference of a patient"), Column.Number("Estimate", "estimate"),
            Column.Number("90 % interval", "low_90", "high_90"), Column.Number("p (TOST)", "p_tost"),
            Column.Text("Equivalent", "equivalent"), Column.Text("First not worse", "not_worse"), Column.Number("Patients", "patients"));
        foreach (var (pair, metric, test) in from p in pairs from m in p.Metrics from t in m.Equivalence select (p, m, t))
        {
            var location = test.Location == Location.Mean ? "mean" : "typical";
            var turned = metric.Metric is PairedMetric.FalsePositives or PairedMetric.LesionHd95Mm
                ? ", sign turned: above 0 the first is better"
                : "";
            var estimate = new Estimate(test.Estimate, test.Low, test.High, test.Pairs, 0);
            table.Add(
                Cell.File(pair.First, pair.Second, metric.Metric.ToString(), location), $"{pair.First} minus {pair.Second}",
                $"{PairedDifferenceRows.Name(metric.Metric)}{turned}", Cell.Text($"±{ReportText.Short(test.Margin)}", test.Margin),
                location, Cell.Fixed(estimate, Format), Cell.Interval(estimate, Format), Cell.Text(ReportText.P(test.PValue), test.PValue),
                ReportText.Verdict(test.Equivalent), ReportText.Verdict(test.NonInferior), test.Pairs);
        }

        return content.Add(
            table, name, "Equivalence: two one-sided tests at 5 % against the margins declared in the plan. Shown where the whole 90 % "
                + "interval lies within the margin; \"not shown\" is not \"different\".");
    }
}
