using BrainMets.Preprocessing;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Whether the scan is of the kind the model was trained for: a notice at the top when it is not, and every check in a table.</summary>
internal static class InputCheckSection
{
    /// <summary>Empty for a green verdict, or a prediction of an older version that has none.</summary>
    public static Html Headline(InputShiftResult? verdict)
    {
        if (verdict is null or { Level: InputShiftLevel.Green })
        {
            return Html.Empty;
        }

        var says = verdict.Level == InputShiftLevel.Red
            ? "Red: this scan is not of the kind the model was trained for. What the model marks or misses in it means nothing."
            : "Amber: this scan differs from those the model was trained for. Look at the result with care.";
        return Html.Of($"<div class=\"notice\">{says}</div>\n<ul>{verdict.Doubts.Select(check => Html.Of($"<li>{Word(check.Level)}: {check.Sentence}</li>"))}</ul>\n");
    }

    /// <summary>Empty for a prediction of an older version.</summary>
    public static Html Of(InputShiftResult? verdict)
    {
        if (verdict is null)
        {
            return Html.Empty;
        }

        var table = new HtmlTable(Column.Text("Check"), Column.Number("Measured"), Column.Number("Trained for"), Column.Text("Level"), Column.Text("In words"));
        foreach (var check in verdict.Checks)
        {
            table.Add(
                Html.Of($"{check.Name}"), Html.Of($"{(check.TrainedFor is null ? "" : check.ValueText)}"), Html.Of($"{check.TrainedFor?.ToString() ?? ""}"),
                Html.Of($"{Word(check.Level)}"), Html.Of($"{check.Sentence}"));
        }

        return Html.Of($"""
            <h2 id="domain">Is this a scan the model was trained for? {Word(verdict.Level)}</h2>
            <p>Figures of the scan beside the ranges the model was trained for. Amber is outside a range, red is another kind of image. Green says that no check objects, not that the result is right.</p>
            {table.Render()}

            """);
    }

    private static string Word(InputShiftLevel level) => level switch
    {
        InputShiftLevel.Red => "red",
        InputShiftLevel.Amber => "amber",
        _ => "green",
    };
}
