using BrainMets.Evaluation;
using BrainMets.Experiments;

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
            <p>Each sentence rests on a difference with its 95 % interval over patients (in brackets), the same patients on both sides. A difference is named as such only where the interval excludes 0 and at least
            {DifferenceRow.LeastPatients} patients have the figure: intervals from fewer are too narrow to be believed. "No difference was shown" does not mean "equal": that would take a test against a margin declared beforehand.</p>
            {blocks}
            <p class="quiet">{ReportText.Count(looked, "interval was", "intervals were")} looked at, each with 95 % for itself: where nothing differs, about one in twenty excludes 0 by chance. Where a p stands, it is that of a
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
                var rows = Told(ComparisonSection.Rows(folder, (comparison.Models[0], other), at, result));
                sentences.Add(Claim.Of(rows, labels.GetValueOrDefault(comparison.Models[0], comparison.Models[0]), labels.GetValueOrDefault(other, other)));
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

        return Html.Of($"<h3>Strategy: small lesions from {strategy.Small}, large ones from {strategy.Large}</h3>\n{List("F1 less that of the better single network", sentences)}");
    }

    private Html Gain(StrategyEvaluation judgement, Estimate gain)
    {
        var how = judgement.Origin switch
        {
            GateSource.Given => ", the gate given beforehand",
            GateSource.Validation => ", the gate chosen on validation patients",
            _ => ", the gate chosen on the test patients, each time without those it is judged on",
        };
        var row = new DifferenceRow { Metric = "F1", Key = "F1", First = Estimate.Nothing, Second = Estimate.Nothing, Difference = gain };
        looked += row.IsShown is null ? 0 : 1;
        var where = $"{judgement.Name} at {ReportText.Threshold(judgement.At, folder.Result.FixedThreshold)}{how}";
        return row.IsShown switch
        {
            true => Html.Of($"<li>{where}: F1 was <strong>{(gain.Low > 0 ? "higher" : "lower")}</strong>, difference <strong>{Claim.Difference(row)}</strong>, {ReportText.Count(gain.N, "patient", "patients")}.</li>\n"),
            false => Html.Of($"<li>{where}: a gain was not shown, {Claim.Difference(row)}, {ReportText.Count(gain.N, "patient", "patients")}.</li>\n"),
            null => Html.Of($"<li class=\"quiet\">{where}: {Claim.Difference(row)}; nothing can be said, because there are fewer than {DifferenceRow.LeastPatients} patients or resampling sees no variation.</li>\n"),
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
                sentences.Add(Claim.Of(Told(PairedDifferences.Overall(result, reader.Reader, name)), reader.Reader, name));
                sentences.AddRange(PairedDifferences.Pair(result, reader.Reader, name) is { } pair ? EquivalenceClaim.Of(pair) : []);
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
