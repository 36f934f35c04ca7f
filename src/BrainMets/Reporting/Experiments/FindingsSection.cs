using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>What the experiment shows and what it does not, in sentences made from figures with intervals.</summary>
internal sealed class FindingsSection(ExperimentFolder folder)
{
    private static readonly OperatingThreshold[] Thresholds = [OperatingThreshold.Fixed, OperatingThreshold.Chosen];

    private int looked;

    public Html Render()
    {
        Html[] blocks = [.. folder.Result.Comparisons.Select(OfComparison), OfStrategy(), OfReader()];
        return Html.Of($"""
            <h2 id="findings">Findings</h2>
            <p>Each sentence states a difference with its 95 % interval over patients (in brackets), the same patients on both sides. A difference is claimed only where the interval excludes 0 and at least
            {DifferenceRow.LeastPatients} patients have the metric: intervals from fewer are too narrow. "No difference was shown" does not mean "equal": equivalence needs a test against a margin declared beforehand.</p>
            {blocks}
            <p class="quiet">{ReportText.Count(looked, "interval was", "intervals were")} examined, each at 95 %: where nothing differs, about one in twenty excludes 0 by chance. Where a p is given, it is that of a
            signed-rank test over patients, adjusted by Holm for all tests of its comparison; below and above the gate there is no test.</p>

            """);
    }

    private Html OfComparison(ModelComparison comparison)
    {
        var labels = ReportText.Labels(comparison, folder.Result);
        var parts = new List<Html>();
        foreach (var at in Thresholds)
        {
            var result = folder.Comparison(at == OperatingThreshold.Fixed ? comparison.FixedFolder : comparison.ChosenFolder);
            var sentences = new List<Html>();
            foreach (var other in comparison.Models.Skip(1))
            {
                var rows = Told(ComparisonSection.Rows(folder, comparison, (comparison.Models[0], other), (at, result)));
                sentences.Add(
                    Claim.Of(rows, labels.GetValueOrDefault(comparison.Models[0], comparison.Models[0]),
                        labels.GetValueOrDefault(other, other)));
            }

            parts.Add(List($"At {ReportText.Threshold(at, folder.Result.FixedThreshold)}", sentences));
        }

        return Html.Of($"<h3>{comparison.Title}</h3>\n{parts}");
    }

    private Html OfStrategy()
    {
        if (folder.Result.Strategy is not { } strategy)
        {
            return Html.Empty;
        }

        var sentences = new List<Html>();
        foreach (var judgement in strategy.Judgements)
        {
            if (folder.Combination(judgement.Folder).Selection is not { } selection)
            {
                continue;
            }

            var gain = selection.IsChosen ? selection.HeldOut?.Gain ?? Estimate.Nothing : selection.Gain;
            sentences.Add(Gain(judgement, gain));
        }

        return Html.Of(
            $"<h3>Strategy: small lesions from {strategy.Small}, large ones from {strategy.Large}</h3>\n{List("F1 less that of the better single network", sentences)}");
    }

    private Html Gain(StrategyEvaluation judgement, Estimate gain)
    {
        var how = judgement.Origin switch
        {
            GateSource.Given => ", the gate given beforehand",
            GateSource.Validation => ", the gate chosen on validation patients",
            _ => ", the gate chosen on the test patients, each time without those it is evaluated on",
        };
        var row = new DifferenceRow { Metric = "F1", Key = "F1", First = Estimate.Nothing, Second = Estimate.Nothing, Difference = gain };
        looked += row.IsShown is null ? 0 : 1;
        var where = $"{judgement.Name} at {ReportText.Threshold(judgement.At, folder.Result.FixedThreshold)}{how}";
        return row.IsShown switch
        {
            true => Html.Of(
                $"<li>{where}: F1 was <strong>{(gain.Low > 0 ? "higher" : "lower")}</strong>, difference "
                    + $"<strong>{Claim.Difference(row)}</strong>, {ReportText.Count(gain.N, "patient", "patients")}.</li>\n"),
            false => Html.Of(
                $"<li>{where}: a gain was not shown, {Claim.Difference(row)}, {ReportText.Count(gain.N, "patient", "patients")}.</li>\n"),
            null => Html.Of(
                $"<li class=\"quiet\">{where}: {Claim.Difference(row)}; no difference is claimed, because there are fewer than "
                    + $"{DifferenceRow.LeastPatients} patients or resampling sees no variation.</li>\n"),
        };
    }

    private Html OfReader()
    {
        if (folder.Result.SecondReader is not { } reader)
        {
            return Html.Empty;
        }

        var parts = new List<Html>();
        foreach (var at in Thresholds)
        {
            var result = folder.Comparison(at == OperatingThreshold.Fixed ? reader.FixedFolder : reader.ChosenFolder);
            var sentences = new List<Html>();
            foreach (var name in SecondReaderSection.Shown(folder.Result, at))
            {
                sentences.Add(Claim.Of(Told(PairedDifferenceRows.Overall(result, reader.Reader, name)), reader.Reader, name));
                sentences.AddRange(PairedDifferenceRows.Pair(result, reader.Reader, name) is { } pair ? EquivalenceClaim.Of(pair) : []);
            }

            parts.Add(List($"At {ReportText.Threshold(at, folder.Result.FixedThreshold)}", sentences));
        }

        return Html.Of($"<h3>Beside the second reader, {reader.Reader}</h3>\n{parts}");
    }

    /// <summary>False positives per patient stand in the tables: precision tells the same, and the page is long.</summary>
    private DifferenceRow[] Told(IEnumerable<DifferenceRow> rows)
    {
        DifferenceRow[] told = [.. rows.Where(r => r.Key != nameof(PairedMetric.FalsePositives))];
        looked += told.Count(r => r.IsShown is not null);
        return told;
    }

    private static Html List(string head, List<Html> sentences) =>
        sentences.Count == 0 ? Html.Empty : Html.Of($"<p>{head}:</p>\n<ul>\n{sentences}</ul>\n");
}

/// <summary>
/// Sentences about differences. A difference is claimed only where its interval excludes 0; where it includes 0, or there is none, the
/// sentence says just that. Nothing here says "equal": only a test against a margin could (<see cref="EquivalenceClaim"/>).
/// </summary>
internal static class Claim
{
    private const double Level = 0.05;

    /// <summary>One sentence for each difference shown, and one for all the others together.</summary>
    /// <param name="rows">Second less first.</param>
    /// <param name="first">How the one compared with reads.</param>
    /// <param name="second">How the other reads.</param>
    public static Html Of(IReadOnlyList<DifferenceRow> rows, string first, string second)
    {
        var others = rows.Where(r => r.IsShown == false).Select(r => $"{Lower(r.Metric)} ({Difference(r)})").ToArray();
        var unknown = rows.Where(r => r.IsShown is null).Select(r => Lower(r.Metric)).ToArray();
        Html[] sentences =
        [
            .. rows.Where(r => r.IsShown == true).Select(Shown),
            others.Length == 0 ? Html.Empty : Html.Of($"<li>No difference was shown in {string.Join("; ", others)}.</li>\n"),
            unknown.Length == 0
                ? Html.Empty
                : Html.Of($"<li class=\"quiet\">No difference is claimed in {string.Join("; ", unknown)}: fewer than "
                + $"{DifferenceRow.LeastPatients} patients have the metric, or resampling has no variation.</li>\n"),
        ];
        return rows.Count == 0 ? Html.Empty : Html.Of($"<li><strong>{second}</strong> against {first}:\n<ul>\n{sentences}</ul></li>\n");
    }

    /// <summary>"+0.17 [+0.05 to +0.28]".</summary>
    public static string Difference(DifferenceRow row) => ReportText.Bracketed(row.Difference, ReportText.DifferenceFormat(row.Difference));

    private static Html Shown(DifferenceRow row)
    {
        var higher = row.Difference.Low > 0 ? "higher" : "lower";
        var test = row.AdjustedP switch
        {
            null => "",
            < Level => $"; adjusted p {ReportText.P(row.AdjustedP)}",
            _ => $"; the test over patients does not confirm it, adjusted p {ReportText.P(row.AdjustedP)}",
        };
        return Html.Of($"""
            <li>{row.Metric} was <strong>{higher}</strong>: {Value(row.Second, row.Format)} against {Value(row.First, row.Format)}, difference <strong>{Difference(row)}</strong>
            ({ReportText.Count(row.Difference.N, "patient", "patients")}{test}).</li>

            """);
    }

    private static string Value(Estimate estimate, string format) =>
        estimate.Low is null ? NumberText.Fixed(estimate.Value, format) : ReportText.Bracketed(estimate, format);

    /// <summary>Within a sentence; abbreviations keep their capitals.</summary>
    private static string Lower(string metric) =>
        metric.Length > 1 && char.IsUpper(metric[0]) && char.IsLower(metric[1]) && !metric.StartsWith("Dice", StringComparison.Ordinal)
            ? char.ToLowerInvariant(metric[0]) + metric[1..]
            : metric;
}

/// <summary>
/// What two one-sided tests against a declared margin show of two readers. The typical difference decides; the mean stands beside it.
/// </summary>
internal static class EquivalenceClaim
{
    /// <summary>One sentence a metric with a margin.</summary>
    public static IEnumerable<Html> Of(ReaderPair pair)
    {
        foreach (var metric in pair.Metrics.Where(m => m.Equivalence.Count > 0))
        {
            var test = metric.Equivalence.FirstOrDefault(e => e.Location == Location.PseudoMedian) ?? metric.Equivalence[0];
            var interval = new Estimate(test.Estimate, test.Low, test.High, test.Pairs, 0);
            var verdict = test.Equivalent switch
            {
                true => Html.Of($"<strong>equivalence was shown</strong>"),
                false => Html.Of($"equivalence was not shown"),
                null => Html.Of($"equivalence cannot be tested"),
            };
            var mean = metric.Equivalence.FirstOrDefault(e => e.Location == Location.Mean) is { } other
                && other.Equivalent != test.Equivalent
                ? $" By the mean difference equivalence was {(other.Equivalent == true ? "shown" : "not shown")}: the two tests disagree."
                : "";
            yield return Html.Of($"""
                <li>{PairedDifferenceRows.Name(metric.Metric)}, {pair.First} and {pair.Second}: {verdict} within ±{ReportText.Short(test.Margin)}; pseudo-median difference of a patient
                {ReportText.Bracketed(interval, "+0.000;-0.000;0.000")} (90 %), p {ReportText.P(test.PValue)} (TOST), {ReportText.Count(test.Pairs, "patient", "patients")}.{mean}</li>

                """);
        }
    }
}
