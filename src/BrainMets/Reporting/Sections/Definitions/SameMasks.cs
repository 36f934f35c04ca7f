using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>The same masks under every named preset and by every family of HD95: how far the figures hang on definitions alone.</summary>
internal static class MatchingSensitivitySection
{
    private const string Heading = "The same masks under other rules";

    public static Html Render(EvaluationResult evaluation) => evaluation.DefinitionSensitivity is { } rows
        ? Html.Of($"""
            <h3 id="presets">{Heading}</h3>
            {Detection(rows)}{Outlines(rows)}{Notes(evaluation)}{Rules(rows)}
            """)
        : Html.Of($"""
            <h3 id="presets">{Heading}</h3>
            <p>Absent, because it was not asked for: judge again with <code>mets evaluate --definitions</code>.</p>

            """);

    private static Html Detection(IReadOnlyList<MatchingSensitivityRow> rows)
    {
        var table = new HtmlTable(
            Column.Text("Rules of"), Column.Number("Reference lesions"), Column.Number("Found"), Column.Number("False positives"),
            Column.Number("Sensitivity"), Column.Number("Precision"), Column.Number("F1"), Column.Number("False positives per patient"));
        foreach (var row in rows)
        {
            table.Add(
                Html.Of($"<strong>{row.Preset}</strong>"),
                Html.Of($"{row.ReferenceLesions}"), Html.Of($"{row.TruePositives}"), Html.Of($"{row.FalsePositives}"),
                Ratio(row.Sensitivity), Ratio(row.Precision), Ratio(row.F1), Html.Of($"{NumberText.Fixed(row.FalsePositivesPerPatient, "0.00")}"));
        }

        return table.Render();
    }

    private static Html Outlines(IReadOnlyList<MatchingSensitivityRow> rows)
    {
        var table = new HtmlTable(
            Column.Text("Rules of"), Column.Number("n (found lesions)"), Column.Number("Undefined"), Column.Number("Dice"),
            Column.Number("HD95 A (mm)"), Column.Number("HD95 B (mm)"), Column.Number("HD95 C (mm)"),
            Column.Number("Score: Dice"), Column.Number("Score: HD95"));
        foreach (var row in rows)
        {
            table.Add(
                Html.Of($"<strong>{row.Preset}</strong>"),
                Html.Of($"{row.N}"), Html.Of($"{row.Undefined}"), Ratio(row.Dice),
                Mm(row.Hd95Mm.Pooled), Mm(row.Hd95Mm.MaxDirected), Mm(row.Hd95Mm.AreaWeighted),
                Score(row, row.ScoreDice, "0.000"), Score(row, row.ScoreHd95, "0.00"));
        }

        return table.Render();
    }

    private static Html Notes(EvaluationResult evaluation) => Html.Of($"""
        <p class="quiet">Every row judges the same voxels of the same {evaluation.Cases.Count} scans; only the rules differ. The named presets are taken
        as they are; the main figures of this page use <strong>{evaluation.Matching.Name}</strong> with the <a href="#matching">rules in full</a>.
        Dice and HD95 are means over the n found lesions that have an outline of their own: without penalties, in mm, and over other lesions in each
        row, since each row may find others. Families of HD95: A pools the distances of both directions and takes their 95th percentile; B, the one of the
        main figures, takes the larger of the two directed 95th percentiles; C takes it with each surface element weighed by its area. Rules that
        measure with the spacing of x and z exchanged do so in all three. Score: what the challenge of
        that name would publish, penalties included; a dash where the preset has none.</p>
        <p class="quiet">Undefined (null in evaluation.json): sensitivity without reference lesions, precision without predictions that count, Dice and HD95
        without a found lesion, a score where no scan has one. The column counts found lesions without an outline of their own, because they lie under
        a prediction that was matched with a neighbour; they are left out of Dice and HD95. There are no intervals here: all rows judge the same
        patients, so that rows differ by definition and not by chance. The intervals of the main figures say how far chance goes.</p>

        """);

    /// <summary>In words, so that nobody has to look up a name. The text comes from the values of the presets.</summary>
    private static Html Rules(IReadOnlyList<MatchingSensitivityRow> rows)
    {
        var known = rows.Select(r => MatchingPresets.Find(r.Preset)).OfType<MatchingPreset>().ToList();
        var table = new HtmlTable(Column.Text("Preset"), Column.Text("Its rules"));
        foreach (var preset in known)
        {
            table.Add(Html.Of($"{preset.Name}"), Html.Of($"{MatchingPresetText.Of(preset)}"));
        }

        return known.Count == 0 ? Html.Empty : table.Render("quiet");
    }

    private static Html Score(MatchingSensitivityRow row, double? value, string format) =>
        value is null && MatchingPresets.Find(row.Preset) is { Score: null } ? Html.Of($"–") : Html.Of($"{NumberText.Fixed(value, format)}");

    private static Html Ratio(double? value) => Html.Of($"{NumberText.Fixed(value, "0.000")}");

    private static Html Mm(double? value) => Html.Of($"{NumberText.Fixed(value, "0.00")}");
}
