using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>The cases in which a mask is empty and what each figure is there; popular programs disagree on it, so that it is printed.</summary>
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
        var table = new HtmlTable(hasScore ? [.. columns, Column.Text("Score of the challenge")] : columns);
        foreach (var (name, row) in rows)
        {
            Html[] cells =
            [
                Html.Of($"{name}"), Html.Of($"{row.Cases}"), Html.Of($"{row.FalsePositives}"), Html.Of($"{row.FalseNegatives}"),
                Html.Of($"{row.CaseDice}"), Html.Of($"{row.LesionFigures}"), Html.Of($"{row.CountsIn}"),
            ];
            table.Add(hasScore ? [.. cells, Html.Of($"{row.Score ?? "none"}")] : cells);
        }

        return Html.Of($"""
            <h3 id="empty">Empty masks</h3>
            {table.Render()}<p class="quiet">n = {Count(evaluation.Cases.Count)}, {rows.Sum(r => r.Row.Cases)} of them with an empty mask. Empty
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
