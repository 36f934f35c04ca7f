using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Two readers against each other: figure, table of metrics, detection lesion by lesion, outlines of the lesions both found.</summary>
internal static class PairSection
{
    public static Html Render(ComparisonResult result, ICollection<SvgFigure> figures)
    {
        var sections = new List<Html> { Html.Of($"<h2 id=\"pairs\">Two by two</h2>\n{Notes(result)}") };
        for (var i = 0; i < result.Pairs.Count; i++)
        {
            var figure = DifferenceFigure.Make(result.Pairs[i], i + 1, result.Options.Margins);
            figures.Add(figure);
            var byVolume = DifferenceCurveFigure.Of(result.Pairs[i], i + 1).ToArray();
            foreach (var curve in byVolume)
            {
                figures.Add(curve);
            }

            sections.Add(Pair(result.Pairs[i], figure, byVolume));
        }

        sections.Add(MatchedRates(result));
        return Html.Join(sections);
    }

    private static Html MatchedRates(ComparisonResult result)
    {
        if (result.MatchedRates.Count == 0)
        {
            return Html.Empty;
        }

        var table = new HtmlTable(
            Column.Text("Model at the false-positive rate of"), Column.Number("Rate, per patient"), Column.Number("Threshold"), Column.Number("Model's false positives"),
            Column.Number("Model's sensitivity"), Column.Number("Reader's"), Column.Number("Difference"), Column.Number("95 % interval"), Column.Number("p"));
        foreach (var m in result.MatchedRates)
        {
            table.Add(
                Html.Of($"{m.Model} at {m.Reader}"), Html.Of($"{NumberText.Fixed(m.ReaderFalsePositivesPerPatient, "0.00")}"), Html.Of($"{NumberText.Fixed(m.Threshold, "0.00")}"),
                Html.Of($"{NumberText.Fixed(m.ModelFalsePositivesPerPatient, "0.00")}"), Html.Of($"{NumberText.Fixed(m.ModelSensitivity, "0.000")}"),
                Html.Of($"{NumberText.Fixed(m.ReaderSensitivity, "0.000")}"), Html.Of($"<strong>{NumberText.Fixed(m.Difference.Value, "0.000")}</strong>"),
                Html.Of($"{NumberText.Interval(m.Difference, "0.000")}"), Html.Of($"{P(m.P)}"));
        }

        return Html.Of($"""
            <h3>At equal false-positive rates</h3>
            {table.Render()}<p class="quiet">The threshold is the one with the highest sensitivity that raises no more false positives per patient than the reader did on these cases; interval and test take it as
            given. p: whole patients exchanged.</p>

            """);
    }

    private static Html Pair(ReaderPair pair, SvgFigure figure, SvgFigure[] byVolume) => Html.Of($"""
        <h3>{pair.First} less {pair.Second}</h3>
        <figure>{new Html(figure.Inline)}
        <figcaption>Difference of the pooled figures; bar: 95 % interval, both readers resampled together patient by patient (open circle: no interval, because resampling sees no
        variation). Grey: the margin of equivalence, where one was declared. An interval that contains 0 does not show that the readers are equal.</figcaption></figure>
        {Metrics(pair)}{Equivalence(pair)}{Detection(pair)}{Lesions(pair)}{ByVolume(byVolume)}
        """);

    private static Html Metrics(ReaderPair pair)
    {
        var table = new HtmlTable(
            Column.Text("Metric"), Column.Number(pair.First), Column.Number(pair.Second), Column.Number("Difference"), Column.Number("95 % interval"), Column.Number("p"),
            Column.Number("adjusted p"), Column.Number("Patients"), Column.Number("Equal in"), Column.Number("Typical (Hodges-Lehmann)"), Column.Number("Rank-biserial"));
        foreach (var m in pair.Metrics)
        {
            var format = m.Metric is PairedMetric.LesionHd95Mm or PairedMetric.FalsePositives ? "0.00" : "0.000";
            var typical = new Estimate(m.HodgesLehmann.Value, m.HodgesLehmann.Low, m.HodgesLehmann.High, m.N, 0);
            table.Add(
                Html.Of($"{Name(m.Metric)}"), Html.Of($"{NumberText.Fixed(m.First, format)}"), Html.Of($"{NumberText.Fixed(m.Second, format)}"),
                Html.Of($"<strong>{NumberText.Fixed(m.Difference, format)}</strong>"), Html.Of($"{NumberText.Interval(new Estimate(m.Difference, m.Low, m.High, m.N, 0), format)}"),
                Html.Of($"{P(m.P)}"), Html.Of($"{P(m.AdjustedP)}"), Html.Of($"{m.N}"), Html.Of($"{m.Zeros}"),
                Html.Of($"{NumberText.Fixed(typical.Value, format)} ({NumberText.Interval(typical, format)})"), Html.Of($"{NumberText.Fixed(m.RankBiserial, "0.00")}"));
        }

        return table.Render();
    }

    private static Html ByVolume(SvgFigure[] figures) => figures.Length == 0
        ? Html.Of($"<p class=\"quiet\">Difference by lesion size: not drawn; nowhere do ten patients have a lesion of about the same size.</p>\n")
        : Html.Of($"""
            <div class="pair">{figures.Select(f => Html.Of($"<figure>{new Html(f.Inline)}</figure>"))}</div>
            <p class="quiet">Difference by lesion size, both readers resampled together. The darker band holds the true difference at one volume, the lighter one the whole curve, with 95 %
            confidence each. Nothing is drawn where fewer than ten patients have a lesion of about the size.</p>

            """);

    /// <summary>Only where a margin was declared.</summary>
    private static Html Equivalence(ReaderPair pair)
    {
        if (pair.Metrics.All(m => m.Equivalence.Count == 0))
        {
            return Html.Empty;
        }

        var table = new HtmlTable(
            Column.Text("Equivalence"), Column.Number("Margin"), Column.Text("Difference of a patient"), Column.Number("90 % interval"), Column.Number("p (TOST)"),
            Column.Text("Within the margin"), Column.Text($"{pair.First} not worse"));
        foreach (var (m, test) in pair.Metrics.SelectMany(m => m.Equivalence.Select(e => (m, e))))
        {
            var sign = m.Metric is PairedMetric.FalsePositives or PairedMetric.LesionHd95Mm ? ", sign turned" : "";
            var interval = new Estimate(test.Estimate, test.Low, test.High, test.Pairs, 0);
            table.Add(
                Html.Of($"{Name(m.Metric)}{sign}"), Html.Of($"{test.Margin.ToString("0.###")}"), Html.Of($"{(test.Location == Location.Mean ? "mean" : "typical")}"),
                Html.Of($"{NumberText.Interval(interval, "0.000")}"), Html.Of($"{P(test.PValue)}"), Html.Of($"{Verdict(test.Equivalent)}"), Html.Of($"{Verdict(test.NonInferior)}"));
        }

        return Html.Of($"""
            {table.Render()}<p class="quiet">Two one-sided tests at 5 %: shown when the whole 90 % interval lies within the margin. "Not shown" does not mean that there is a difference.</p>

            """);
    }

    private static string Verdict(bool? shown) => shown switch
    {
        true => "shown",
        false => "not shown",
        null => NumberText.Undefined,
    };

    private static Html Detection(ReaderPair pair)
    {
        var d = pair.Detection;
        var independent = d.McNemarExactP is null && d.McNemarMidP is null
            ? "McNemar's test is not given: some patients have several lesions, and it takes lesions for independent."
            : $"McNemar: exact p {P(d.McNemarExactP)}, mid-p {P(d.McNemarMidP)}.";
        return Html.Of($"""
            <p>Of {(d.Both + d.OnlyFirst + d.OnlySecond + d.Neither).ToString()} reference lesions both detected {d.Both.ToString()}, only {pair.First} {d.OnlyFirst.ToString()}, only {pair.Second}
            {d.OnlySecond.ToString()}, neither {d.Neither.ToString()}. Difference in detection, whole patients exchanged: p {P(d.P)}. {independent}</p>

            """);
    }

    private static Html Lesions(ReaderPair pair)
    {
        var table = new HtmlTable(
            Column.Text("Lesions that both found"), Column.Number("Lesions"), Column.Number("Patients"), Column.Number("Mean difference"),
            Column.Number("p, patients exchanged"), Column.Number("p, Datta-Satten"), Column.Number("p, Rosner-Glynn-Lee"));
        foreach (var l in pair.Lesions)
        {
            table.Add(
                Html.Of($"{Name(l.Metric)}"), Html.Of($"{l.Lesions}"), Html.Of($"{l.DattaSatten.Patients}"), Html.Of($"{NumberText.Fixed(l.Mean, "0.000")}"),
                Html.Of($"{P(l.DattaSatten.Permutation.PValue)}"), Html.Of($"{P(l.DattaSatten.PValue)}"), Html.Of($"{P(l.RosnerGlynnLee.PValue)}"));
        }

        return table.Render();
    }

    private static Html Notes(ComparisonResult result) => Html.Of($"""
        <p>Differences are first less second. p: Wilcoxon signed-rank test on the differences of single patients, zeros by Pratt, all sign patterns enumerated up to 20 patients and
        random ones above; adjusted by Holm over {result.Family}. A large p does not show equality: for that a margin must be declared beforehand (<code>--margin</code>). Patients in whom a
        figure is undefined for one of the two are left out of the test.</p>

        """);

    private static string Name(PairedMetric metric) => metric switch
    {
        PairedMetric.FalsePositives => "False positives per patient",
        PairedMetric.WholeMaskDice => "Dice, whole masks",
        PairedMetric.LesionDice => "Dice, lesions both found",
        PairedMetric.LesionHd95Mm => "HD95 (mm), lesions both found",
        _ => metric.ToString(),
    };

    private static string P(double? p) => p is { } value ? value < 0.001 ? "< 0.001" : value.ToString("0.000") : "–";
}
