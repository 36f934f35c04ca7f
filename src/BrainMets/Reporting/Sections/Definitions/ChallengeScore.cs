using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

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

        var table = new HtmlTable(
            Column.Text("Score"), Column.Number("Mean over scans"), Column.Number("SD between scans"), Column.Number("n (scans)"),
            Column.Number("Undefined"), Column.Text("Best value"));
        foreach (var (name, mean, format, best) in Rows(score))
        {
            table.Add(
                Html.Of($"{name}"), Html.Of($"{NumberText.Fixed(mean.Value, format)}"), Html.Of($"{NumberText.Fixed(mean.Deviation, format)}"),
                Html.Of($"{mean.N}"), Html.Of($"{mean.Undefined}"), Html.Of($"{best}"));
        }

        return Html.Of($"""
            <h3 id="score">Score of {evaluation.Matching.Name}, penalties included</h3>
            {table.Render()}<p>{Share(score.Penalised, score.Terms)} behind the means of Dice and HD95 are penalties and no measurements; they lie in
            {score.CasesWithPenalty} of {evaluation.Cases.Count} scans. {Conventions(score)}</p>
            <p class="quiet">{MatchingPresetText.OfScore(evaluation.Matching) ?? ""} A mean of distances and penalties is no distance: compare it with scores by the
            same rules and with nothing else, never with the HD95 of the main figures. Undefined counts the scans in which the rules score nothing
            (null in evaluation.json); they are left out of the mean. The SD is divided by n − 1 and undefined below two scans.</p>

            """);
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
