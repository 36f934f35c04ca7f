using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>
/// The report of a comparison of readers: one HTML file that carries everything it shows, with copies of its figures beside it.
/// </summary>
public static class ComparisonReport
{
    /// <summary>
    /// Writes the report to <paramref name="file"/> and its figures, as SVG and PNG, into the folder "figures" beside it.
    /// </summary>
    public static void Write(ComparisonResult result, Provenance provenance, string file)
    {
        var figures = new List<SvgFigure>();
        Html[] sections =
        [
            Opening(result, provenance),
            ReaderTable.Readers(result),
            PairSection.Render(result, figures),
            ReaderTable.Everybody(result),
            DisputedTable.Render(result),
            ProvenanceSection.Render(result.Matching, provenance),
        ];
        ReportFile.Write(file, "Readers compared", sections, figures);
    }

    private static Html Opening(ComparisonResult result, Provenance provenance) => Html.Of($"""
        <div class="notice">Research use; not a medical device.</div>
        <h1>Readers compared: {string.Join(", ", result.Readers.Select(r => r.Name))}</h1>
        <p class="quiet">BrainMets {provenance.Version} · seed {provenance.Seed}</p>
        <nav><a href="#main">Readers</a> <a href="#pairs">Two by two</a> <a href="#agreement">Everybody by everybody</a> <a href="#disputed">For adjudication</a>
        <a href="#matching">Matching rules</a> <a href="#provenance">Provenance</a></nav>
        <p>{result.Cases} scans of {result.Patients} patients, each read by everybody. Judged by: {Reference(result)}</p>

        """);

    private static string Reference(ComparisonResult result) => result.Consensus switch
    {
        ConsensusMethod.Majority =>
            "the majority of the readers themselves. Every reader helped to make it and agrees with it better than with an independent "
                + "reference; what he reaches without himself stands below the table of readers.",
        ConsensusMethod.Staple =>
            "the STAPLE consensus of the readers themselves. Every reader helped to make it and agrees with it better than with an "
                + "independent reference; what he reaches without himself stands below the table of readers.",
        _ => $"{result.Reference}.",
    };
}

/// <summary>Every reader's main figures with intervals, a column a reader; and everybody as everybody's reference.</summary>
internal static class ReaderTable
{
    public static Html Readers(ComparisonResult result)
    {
        var table = new Table([Column.Text("Figure"), .. result.Readers.Select(r => Column.Text(r.Name))]);
        foreach (var metric in SummaryMetric.All)
        {
            table.Add([((Cell)metric.Name).Strong, .. result.Readers.Select(r => WithInterval(metric, r.Summary))]);
        }

        return Html.Of($"""
            <h2 id="main">Readers</h2>
            {table.ToHtml()}<p class="quiet">Each reader judged by {result.Reference}. In brackets 95 % intervals from resampling patients; n is what a figure rests on
            (lesions, patients). Dice and HD95 are means over the lesions that this reader found: each reader found others, so compare them in the sections below.</p>
            {Dropped(result)}{LeaveOneOutTable.Render(result)}
            """);
    }

    private static Html Dropped(ComparisonResult result) => Html.Join(
        from reader in result.Readers
        where reader.DroppedPredictions is not null
        let dropped = reader.DroppedPredictions
        select Html.Of($"""
            <p>{reader.Name}: of the probability maps {dropped.Components} components below {NumberText.Fixed(dropped.BelowMm3, "0.##")} mm³ were dropped before anything was compared. No figures
            at equal false-positive rates are given for {reader.Name}, because those are made at other thresholds without dropping any.</p>

            """));

    public static Html Everybody(ComparisonResult result)
    {
        string[] names = [result.Reference, .. result.Readers.Select(r => r.Name)];
        var table = new Table([Column.Text("Judged by"), .. names.Select(n => Column.Text(n))]);
        foreach (var reference in names)
        {
            table.Add([((Cell)reference).Strong, .. names.Select(reader => Agreement(result, reference, reader))]);
        }

        return Html.Of($"""
            <h2 id="agreement">Everybody judged by everybody</h2>
            {table.ToHtml()}<p class="quiet">Row: who is taken for right; column: who is judged. Each cell: sensitivity / precision, F1, mean Dice of found lesions. Swapping the reference
            swaps sensitivity and precision, up to fragments and merged lesions. A model that agrees with a reader no worse than readers agree with each other cannot be told from a reader by
            these figures. A model trained on the contours of the reference is favoured by that reference.</p>

            """);
    }

    /// <summary>A row a reader; where the readers made the reference themselves, a second one without the reader.</summary>
    public static Table ByReader(ComparisonResult result)
    {
        var table = new Table(
            [Column.Text("Reader"), Column.Text("Judged by"), .. SummaryMetric.All.Select(m => Column.Text(m.Name))]);
        void Add(string reader, string judgedBy, EvaluationSummary summary) => table.Add(
            [((Cell)reader).Strong, judgedBy, .. SummaryMetric.All.Select(m => WithInterval(m, summary))]);
        foreach (var reader in result.Readers)
        {
            var alone = result.LeaveOneOut?.FirstOrDefault(r => r.Name == reader.Name);
            Add(reader.Name, alone is null ? result.Reference : $"{result.Reference} of all, {alone.Name} too", reader.Summary);
            if (alone is not null)
            {
                Add("", alone.JudgedBy, alone.Summary);
            }
        }

        return table;
    }

    private static Cell WithInterval(SummaryMetric metric, EvaluationSummary summary)
    {
        var (estimate, value) = (metric.Of(summary), Cell.Value(metric.Of(summary), metric.Digits));
        if (!NumberText.IsDefined(estimate))
        {
            return value with { Page = Html.Of($"<span class=\"undefined\">{value.Page}</span>") };
        }

        var interval = NumberText.Interval(estimate, metric.Digits.Page);
        return new Cell(
            Html.Of($"<strong>{value.Page}</strong>{metric.UnitBelowName} ({interval})<br><span class=\"quiet\">n = {estimate.N}</span>"),
            value.Terminal + metric.UnitBelowName, []);
    }

    private static Cell Agreement(ComparisonResult result, string reference, string reader)
    {
        if (result.Agreement.FirstOrDefault(a => a.Reference == reference && a.Reader == reader)?.Summary is not { } s)
        {
            return Html.Of($"<span class=\"quiet\">–</span>");
        }

        return Html.Of($"""
            {NumberText.Ratio(s.Sensitivity.Value)} / {NumberText.Ratio(s.Precision.Value)}<br>F1 <strong>{NumberText.Ratio(s.F1.Value)}</strong><br>Dice {NumberText.Ratio(s.Dice.Value)}
            """);
    }
}

/// <summary>
/// Where the readers made the reference themselves: each one beside what he reaches when his own masks are left out of it.
/// </summary>
internal static class LeaveOneOutTable
{
    private const string Heading = "Judged without himself";

    public static Html Render(ComparisonResult result) => (result.Consensus, result.LeaveOneOut) switch
    {
        (null, _) => Html.Empty,
        (_, null) => Html.Of($"""
            <h3 id="leave-one-out">{Heading}</h3>
            <p>Absent: this comparison was written by a version that did not leave readers out. Make it again with <code>mets compare</code>.</p>

            """),
        var (method, readers) => Table(result, method.Value, readers.Count),
    };

    private static Html Table(ComparisonResult result, ConsensusMethod method, int readers)
    {
        return Html.Of($"""
            <h3 id="leave-one-out">{Heading}</h3>
            <p>In the consensus of all a reader's own marks count, which flatters him, the more the fewer readers there are.
            {LeaveOneOut.Note(method, readers)}</p>
            {ReaderTable.ByReader(result).ToHtml()}<p class="quiet">The two rows of a reader rest on two references and so on other lesions (n). Every reader has a reference of his own in his second row, so that these rows do
            not compare readers with each other. The differences below are by the consensus of all, which every reader helped to make.</p>

            """);
    }
}

/// <summary>
/// Two readers against each other: figure, table of metrics, detection lesion by lesion, outlines of the lesions both found.
/// </summary>
internal static class PairSection
{
    public static Html Render(ComparisonResult result, ICollection<SvgFigure> figures)
    {
        var sections = new List<Html> { Html.Of($"<h2 id=\"pairs\">Two by two</h2>\n{Notes(result)}") };
        for (var i = 0; i < result.Pairs.Count; i++)
        {
            var figure = DifferenceFigure.Make(result.Pairs[i], i + 1, result.Options.Margins);
            figures.Add(figure);
            var byVolume = CurveFigure.Differences(result.Pairs[i], i + 1).ToArray();
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

        var table = new Table(
            Column.Text("Model at the false-positive rate of"), Column.Number("Rate, per patient"), Column.Number("Threshold"),
            Column.Number("Model's false positives"), Column.Number("Model's sensitivity"), Column.Number("Reader's"),
            Column.Number("Difference"), Column.Number("95 % interval"), Column.Number("p"));
        foreach (var m in result.MatchedRates)
        {
            table.Add(
                $"{m.Model} at {m.Reader}", Cell.Fixed(m.ReaderFalsePositivesPerPatient, "0.00"), Cell.Fixed(m.Threshold, "0.00"),
                Cell.Fixed(m.ModelFalsePositivesPerPatient, "0.00"), Cell.Fixed(m.ModelSensitivity, "0.000"),
                Cell.Fixed(m.ReaderSensitivity, "0.000"), Cell.Fixed(m.Difference, "0.000").Strong, Cell.Interval(m.Difference, "0.000"),
                ReportText.P(m.P));
        }

        return Html.Of($"""
            <h3>At equal false-positive rates</h3>
            {table.ToHtml()}<p class="quiet">The threshold is the one with the highest sensitivity that raises no more false positives per patient than the reader did on these cases; interval and test take it as
            given. p: whole patients exchanged.</p>

            """);
    }

    private static Html Pair(ReaderPair pair, SvgFigure figure, SvgFigure[] byVolume) => Html.Of($"""
        <h3>{pair.First} less {pair.Second}</h3>
        <figure>{new Html(figure.Inline)}
        <figcaption>Difference of the pooled figures; bar: 95 % interval, both readers resampled together patient by patient (open circle: no interval, because resampling sees no
        variation). Grey: the margin of equivalence, where one was declared. An interval that contains 0 does not show that the readers are equal.</figcaption></figure>
        {Metrics(pair).ToHtml()}{Equivalence(pair)}{Detection(pair)}{Lesions(pair)}{ByVolume(byVolume)}
        """);

    public static Table Metrics(ReaderPair pair)
    {
        var table = new Table(
            Column.Text("Metric"), Column.Number(pair.First), Column.Number(pair.Second), Column.Number("Difference"),
            Column.Number("95 % interval"), Column.Number("p"), Column.Number("adjusted p"), Column.Number("Patients"),
            Column.Number("Equal in"), Column.Number("Typical (Hodges-Lehmann)").Wide, Column.Number("Rank-biserial").Wide);
        foreach (var m in pair.Metrics)
        {
            var format = m.Metric is PairedMetric.LesionHd95Mm or PairedMetric.FalsePositives ? "0.00" : "0.000";
            var difference = new Estimate(m.Difference, m.Low, m.High, m.N, 0);
            var typical = new Estimate(m.HodgesLehmann.Value, m.HodgesLehmann.Low, m.HodgesLehmann.High, m.N, 0);
            table.Add(
                Name(m.Metric), Cell.Fixed(m.First, format), Cell.Fixed(m.Second, format), Cell.Fixed(difference, format).Strong,
                Cell.Interval(difference, format), ReportText.P(m.P), ReportText.P(m.AdjustedP), m.N, m.Zeros,
                $"{NumberText.Fixed(typical.Value, format)} ({NumberText.Interval(typical, format)})", Cell.Fixed(m.RankBiserial, "0.00"));
        }

        return table;
    }

    private static Html ByVolume(SvgFigure[] figures) => figures.Length == 0
        ? Html.Of($"<p class=\"quiet\">Difference by lesion size: not drawn; nowhere do ten patients have a lesion of about the same "
        + $"size.</p>\n")
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

        var table = new Table(
            Column.Text("Equivalence"), Column.Number("Margin"), Column.Text("Difference of a patient"), Column.Number("90 % interval"),
            Column.Number("p (TOST)"), Column.Text("Within the margin"), Column.Text($"{pair.First} not worse"));
        foreach (var (m, test) in pair.Metrics.SelectMany(m => m.Equivalence.Select(e => (m, e))))
        {
            var sign = m.Metric is PairedMetric.FalsePositives or PairedMetric.LesionHd95Mm ? ", sign turned" : "";
            var interval = new Estimate(test.Estimate, test.Low, test.High, test.Pairs, 0);
            table.Add(
                $"{Name(m.Metric)}{sign}", $"{test.Margin:0.###}", test.Location == Location.Mean ? "mean" : "typical",
                Cell.Interval(interval, "0.000"), ReportText.P(test.PValue), ReportText.Verdict(test.Equivalent),
                ReportText.Verdict(test.NonInferior));
        }

        return Html.Of($"""
            {table.ToHtml()}<p class="quiet">Two one-sided tests at 5 %: shown when the whole 90 % interval lies within the margin. "Not shown" does not mean that there is a difference.</p>

            """);
    }

    private static Html Detection(ReaderPair pair)
    {
        var d = pair.Detection;
        var independent = d.McNemarExactP is null && d.McNemarMidP is null
            ? "McNemar's test is not given: some patients have several lesions, and it takes lesions for independent."
            : $"McNemar: exact p {ReportText.P(d.McNemarExactP)}, mid-p {ReportText.P(d.McNemarMidP)}.";
        return Html.Of($"""
            <p>Of {(d.Both + d.OnlyFirst + d.OnlySecond + d.Neither).ToString()} reference lesions both detected {d.Both.ToString()}, only {pair.First} {d.OnlyFirst.ToString()}, only {pair.Second}
            {d.OnlySecond.ToString()}, neither {d.Neither.ToString()}. Difference in detection, whole patients exchanged: p {ReportText.P(d.P)}. {independent}</p>

            """);
    }

    private static Html Lesions(ReaderPair pair)
    {
        var table = new Table(
            Column.Text("Lesions that both found"), Column.Number("Lesions"), Column.Number("Patients"), Column.Number("Mean difference"),
            Column.Number("p, patients exchanged"), Column.Number("p, Datta-Satten"), Column.Number("p, Rosner-Glynn-Lee"));
        foreach (var l in pair.Lesions)
        {
            table.Add(
                Name(l.Metric), l.Lesions, l.DattaSatten.Patients, Cell.Fixed(l.Mean, "0.000"),
                ReportText.P(l.DattaSatten.Permutation.PValue), ReportText.P(l.DattaSatten.PValue), ReportText.P(l.RosnerGlynnLee.PValue));
        }

        return table.ToHtml();
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
}

/// <summary>Findings that somebody marked and somebody did not: where adjudication is needed, the largest first.</summary>
internal static class DisputedTable
{
    private const int Most = 200;

    public static Html Render(ComparisonResult result)
    {
        string[] names = [result.Reference, .. result.Readers.Select(r => r.Name)];
        var table = new Table(
            [Column.Id("Scan"), Column.Number("Finding"), Column.Text("Centre, RAS mm"), .. names.Select(n => Column.Number($"{n} (cc)"))]);
        foreach (var f in result.Disputed.OrderByDescending(f => f.VolumeMm3).ThenBy(f => f.Case, StringComparer.Ordinal).Take(Most))
        {
            table.Add(
            [
                f.Case, f.Number,
                Html.Of($"({NumberText.SignedMm(f.Centroid.X)}, {NumberText.SignedMm(f.Centroid.Y)}, {NumberText.SignedMm(f.Centroid.Z)})"),
                .. names.Select(n => f.Marks.FirstOrDefault(m => m.Source == n) is { } mark
                    ? (Cell)NumberText.CcText(mark.VolumeMm3)
                    : Html.Of($"<span class=\"missed\">–</span>")),
            ]);
        }

        var more = result.Disputed.Count > Most ? $" The largest {Most} of {result.Disputed.Count} are shown." : "";
        return Html.Of($"""
            <h2 id="disputed">For adjudication</h2>
            <p>{result.Undisputed} findings were marked by everybody, {result.Disputed.Count} were not. A finding is a place where lesions of different sources share a voxel.
            A dash: not marked.{more} All of them stand in <code>disputed.csv</code>. Whoever adjudicates should not see who marked what.</p>
            {table.ToHtml()}
            """);
    }
}
