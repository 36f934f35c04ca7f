using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>The table of findings, and of candidates: number, size, place, probability, and the chance of being true where the model's card maps it.</summary>
internal static class EntryTable
{
    /// <param name="what">Heading of the first column: Lesion, Candidate.</param>
    /// <param name="entries">One row each, in this order.</param>
    public static Html Render(string what, IReadOnlyList<LesionEntry> entries)
    {
        var mapped = entries.Any(entry => entry.TrueProbability is not null);
        Column[] chance = mapped ? [Column.Number("Chance of being true")] : [];
        var table = new HtmlTable(
        [
            Column.Number(what), Column.Number("Volume, mm³"), Column.Number("Diameters, mm"), Column.Number("Slices"), Column.Number("Centre (R, A, S), mm"),
            Column.Number("Mean probability"), Column.Number("Highest"), .. chance, Column.Text(""),
        ]);
        foreach (var entry in entries)
        {
            Html[] itsChance = mapped ? [Html.Of($"{NumberText.Ratio(entry.TrueProbability)}")] : [];
            table.Add(
            [
                Html.Of($"{entry.Lesion}"), Html.Of($"{NumberText.Fixed(entry.VolumeMm3, "0.0")}"),
                Html.Of($"{NumberText.Mm(entry.LongestDiameterMm)} × {NumberText.Mm(entry.PerpendicularDiameterMm)}"), Html.Of($"{entry.Slices}"),
                Html.Of($"{string.Join(", ", entry.CentroidMm.Select(NumberText.SignedMm))}"),
                Html.Of($"{NumberText.Ratio(entry.MeanProbability)}"), Html.Of($"{NumberText.Ratio(entry.MaxProbability)}"),
                .. itsChance,
                Html.Of($"{(entry.TouchesBorder ? "touches the border of the image" : "")}"),
            ]);
        }

        return mapped
            ? Html.Of($"{table.Render()}\n<p class=\"quiet\">Chance of being true: from the highest probability, as fitted on the validation cases of the model's card. It holds for scans like those.</p>")
            : table.Render();
    }
}
