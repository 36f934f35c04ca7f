using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>
/// What of the figures is owed to definitions and not to the method: empty masks, the score of a challenge, and the same masks under other
/// rules. What was not asked for is said to be absent, with the way to get it.
/// </summary>
internal static class DefinitionsSection
{
    public const string Id = "definitions";

    public const string Name = "Definitions";

    public static Html Render(EvaluationResult evaluation) => Html.Of($"""
        <h2 id="{Id}">What depends on definitions</h2>
        <p class="quiet">The same masks give other figures under other definitions. Before figures of two publications are compared, three things
        must agree: what is done with empty masks, whether penalties are averaged in, and the rules of matching and of distance.</p>
        {EmptyMasks.Render(evaluation)}{ChallengeScore.Render(evaluation)}{MatchingSensitivitySection.Render(evaluation)}
        """);
}

/// <summary>
/// The cases in which a mask is empty and what each figure is there; popular programs disagree on it, so that it is printed.
/// </summary>
internal static class EmptyMasks
{
    public static Html Render(EvaluationResult evaluation)
    {
        if (evaluation.EmptyCases is not { } empty)
        {
            return Html.Of($"""
                <h3>Empty masks</h3>
                <p>Absent: this evaluation was written by a version that did not count them. Judge again with <code>mets evaluate</code>.</p>

                """);
        }

        (string Name, EmptyCaseRow Row)[] rows =
        [
            ("Both masks empty", empty.BothEmpty),
            ("Only the reference empty", empty.ReferenceEmpty),
            ("Only the prediction empty", empty.PredictionEmpty),
        ];
        var hasScore = rows.Any(r => r.Row.Score is not null);
        Column[] columns =
        [
            Column.Text("Scans with"), Column.Number("Scans"), Column.Number("False positives"), Column.Number("Missed lesions"),
            Column.Text("Dice of whole masks"), Column.Text("Dice and distances of lesions"), Column.Text("Counts in"),
        ];
        var table = new Table(hasScore ? [.. columns, Column.Text("Score of the challenge")] : columns);
        foreach (var (name, row) in rows)
        {
            Cell[] cells =
            [
                name, row.Cases, row.FalsePositives, row.FalseNegatives,
                row.CaseDice, row.LesionFigures, row.CountsIn,
            ];
            table.Add(hasScore ? [.. cells, row.Score ?? "none"] : cells);
        }

        return Html.Of($"""
            <h3 id="empty">Empty masks</h3>
            {table.ToHtml()}<p class="quiet">n = {Count(evaluation.Cases.Count)}, {rows.Sum(r => r.Row.Cases)} of them with an empty mask. Empty
            means without any voxel: a mask that holds only lesions too small to count is not empty{Dropped(evaluation)}. Where there is no outline on one side there is no
            overlap and no distance to measure, so Dice and distances of lesions are undefined (null in evaluation.json); they are neither 0 nor 1,
            and no penalty stands in for them.</p>

            """);
    }

    private static string Dropped(EvaluationResult evaluation) => evaluation.DroppedPredictions is null
        ? ""
        : ", but a prediction all of whose components were dropped before judging is";

    private static string Count(int scans) => scans == 1 ? "1 scan" : $"{scans} scans";
}

/// <summary>The lesion-wise score of a challenge, kept apart from our figures because it holds penalties and conventions.</summary>
internal static class ChallengeScore
{
    public static Html Render(EvaluationResult evaluation)
    {
        if (evaluation.Score is not { } score)
        {
            return Html.Of($"""
                <h3 id="score">Score of a challenge</h3>
                <p>None: no challenge scores by the preset <strong>{evaluation.Matching.Name}</strong>. Presets with a score: {WithScore()}; choose one with
                <code>mets evaluate --matching</code>.</p>

                """);
        }

        return Html.Of($"""
            <h3 id="score">Score of {evaluation.Matching.Name}, penalties included</h3>
            {Table(score).ToHtml()}<p>{Share(score.Penalised, score.Terms)} behind the means of Dice and HD95 are penalties and no measurements; they lie in
            {score.CasesWithPenalty} of {evaluation.Cases.Count} scans. {Conventions(score)}</p>
            <p class="quiet">{MatchingPresetText.OfScore(evaluation.Matching) ?? ""} A mean of distances and penalties is no distance: compare it with scores by the
            same rules and with nothing else, never with the HD95 of the main figures. Undefined counts the scans in which the rules score nothing
            (null in evaluation.json); they are left out of the mean. The SD is divided by n − 1 and undefined below two scans.</p>

            """);
    }

    public static Table Table(ScoreSummary score)
    {
        var table = new Table(
            Column.Text("Score"), Column.Number("Mean over scans"), Column.Number("SD between scans"), Column.Number("n (scans)"),
            Column.Number("Undefined"), Column.Text("Best value"));
        foreach (var (name, mean, format, best) in Rows(score))
        {
            table.Add(name, Cell.Fixed(mean.Value, format), Cell.Fixed(mean.Deviation, format), mean.N, mean.Undefined, best);
        }

        return table;
    }

    private static IEnumerable<(string Name, ScoreMean Mean, string Format, string Best)> Rows(ScoreSummary score)
    {
        yield return ("Lesion-wise Dice", score.Dice, "0.000", "1");
        yield return ("Lesion-wise HD95, mm and penalties", score.Hd95, "0.00", "0");
        foreach (var surface in score.SurfaceDice)
        {
            var tolerance = surface.ToleranceMm is { } mm ? $"{NumberText.Fixed(mm, "0.###")} mm" : "the smallest spacing of each scan";
            yield return ($"Lesion-wise surface Dice, tolerance {tolerance}", surface.Mean, "0.000", "1");
        }

        if (score.SmallF1 is { } small && score.AllLesionsF1 is { } all)
        {
            yield return ("F1 of small lesions", small, "0.000", "1");
            yield return ("F1 of all lesions", all, "0.000", "1");
        }
    }

    private static string Share(long penalised, long terms) => terms == 0
        ? "There are no values"
        : $"{penalised} of the {terms} values ({NumberText.Fixed(100.0 * penalised / terms, "0")} %)";

    private static string Conventions(ScoreSummary score) => score.CasesByConvention == 0
        ? "No scan got a score by convention."
        : $"Scans with nothing to score that got a perfect score by convention: {score.CasesByConvention}.";

    private static string WithScore() => string.Join(", ", MatchingPresets.All.Where(p => p.Score is not null).Select(p => p.Name));
}

/// <summary>The same masks under every named preset and by every family of HD95: how far the figures hang on definitions alone.</summary>
internal static class MatchingSensitivitySection
{
    private const string Heading = "The same masks under other rules";

    public static Html Render(EvaluationResult evaluation) => evaluation.DefinitionSensitivity is { } rows
        ? Html.Of($"""
            <h3 id="presets">{Heading}</h3>
            {Detection(rows).ToHtml()}{Outlines(rows).ToHtml()}{Notes(evaluation)}{Rules(rows)}
            """)
        : Html.Of($"""
            <h3 id="presets">{Heading}</h3>
            <p>Absent, because it was not asked for: judge again with <code>mets evaluate --definitions</code>.</p>

            """);

    public static Table Detection(IReadOnlyList<MatchingSensitivityRow> rows)
    {
        var table = new Table(
            Column.Text("Rules of"), Column.Number("Reference lesions"), Column.Number("Found"), Column.Number("False positives"),
            Column.Number("Sensitivity"), Column.Number("Precision"), Column.Number("F1"), Column.Number("False positives per patient"));
        foreach (var row in rows)
        {
            table.Add(
                ((Cell)row.Preset).Strong, row.ReferenceLesions, row.TruePositives, row.FalsePositives, Ratio(row.Sensitivity),
                Ratio(row.Precision), Ratio(row.F1), Mm(row.FalsePositivesPerPatient));
        }

        return table;
    }

    public static Table Outlines(IReadOnlyList<MatchingSensitivityRow> rows)
    {
        var table = new Table(
            Column.Text("Rules of"), Column.Number("n (found lesions)"), Column.Number("Undefined"), Column.Number("Dice"),
            Column.Number("HD95 A (mm)"), Column.Number("HD95 B (mm)"), Column.Number("HD95 C (mm)"), Column.Number("Score: Dice"),
            Column.Number("Score: HD95"));
        foreach (var row in rows)
        {
            table.Add(
                ((Cell)row.Preset).Strong, row.N, row.Undefined, Ratio(row.Dice), Mm(row.Hd95Mm.Pooled), Mm(row.Hd95Mm.MaxDirected),
                Mm(row.Hd95Mm.AreaWeighted), Score(row, row.ScoreDice, "0.000"), Score(row, row.ScoreHd95, "0.00"));
        }

        return table;
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
        var table = new Table(Column.Text("Preset"), Column.Text("Its rules"));
        foreach (var preset in known)
        {
            table.Add(preset.Name, MatchingPresetText.Of(preset));
        }

        return known.Count == 0 ? Html.Empty : table.ToHtml("quiet");
    }

    private static Cell Score(MatchingSensitivityRow row, double? value, string format) =>
        value is null && MatchingPresets.Find(row.Preset) is { Score: null } ? Cell.Dash : Cell.Fixed(value, format);

    private static Cell Ratio(double? value) => Cell.Fixed(value, "0.000");

    private static Cell Mm(double? value) => Cell.Fixed(value, "0.00");
}
