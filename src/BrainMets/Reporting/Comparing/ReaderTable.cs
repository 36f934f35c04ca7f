using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Every reader's main figures with intervals, a column a reader; and everybody as everybody's reference.</summary>
internal static class ReaderTable
{
    public static readonly IReadOnlyList<(string Name, Func<EvaluationSummary, Estimate> Of, string Format, string Unit)> Figures =
    [
        ("Sensitivity", s => s.Sensitivity, "0.00", ""),
        ("Precision", s => s.Precision, "0.00", ""),
        ("F1", s => s.F1, "0.00", ""),
        ("False positives per patient", s => s.FalsePositivesPerPatient, "0.00", ""),
        ("Dice of found lesions", s => s.Dice, "0.00", ""),
        ("HD95 of found lesions", s => s.Hd95Mm, "0.0", " mm"),
    ];

    public static Html Readers(ComparisonResult result)
    {
        var table = new HtmlTable([Column.Text("Figure"), .. result.Readers.Select(r => Column.Text(r.Name))]);
        foreach (var (name, of, format, unit) in Figures)
        {
            table.Add([Html.Of($"<strong>{name}</strong>"), .. result.Readers.Select(r => Cell(of(r.Summary), format, unit))]);
        }

        return Html.Of($"""
            <h2 id="main">Readers</h2>
            {table.Render()}<p class="quiet">Each reader judged by {result.Reference}. In brackets 95 % intervals from resampling patients; n is what a figure rests on
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
        var table = new HtmlTable([Column.Text("Judged by"), .. names.Select(Column.Text)]);
        foreach (var reference in names)
        {
            table.Add([Html.Of($"<strong>{reference}</strong>"), .. names.Select(reader => Cell(result, reference, reader))]);
        }

        return Html.Of($"""
            <h2 id="agreement">Everybody judged by everybody</h2>
            {table.Render()}<p class="quiet">Row: who is taken for right; column: who is judged. Each cell: sensitivity / precision, F1, mean Dice of found lesions. Swapping the reference
            swaps sensitivity and precision, up to fragments and merged lesions. A model that agrees with a reader no worse than readers agree with each other cannot be told from a reader by
            these figures. A model trained on the contours of the reference is favoured by that reference.</p>

            """);
    }

    public static Html Cell(Estimate estimate, string format, string unit) => NumberText.IsDefined(estimate)
        ? Html.Of($"<strong>{NumberText.Fixed(estimate.Value, format)}</strong>{unit} ({NumberText.Interval(estimate, format)})<br><span class=\"quiet\">n = {estimate.N}</span>")
        : Html.Of($"<span class=\"undefined\">{NumberText.Value(estimate, format)}</span>");

    private static Html Cell(ComparisonResult result, string reference, string reader)
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
