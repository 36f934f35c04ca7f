using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>What the data sets hold (Figure 1 of the paper).</summary>
internal static class DataSection
{
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var sets = folder.Result.DataSets;
        var table = Table(sets, content);
        var counts = LesionCounts.Make(sets) is { } figure
            ? content.Add(figure, Html.Of($"Lesions of a case. Bar: the middle half of the cases (quartiles); marker: median; thin line: from the fewest to the most. n: cases with a reference."), PerCase(sets))
            : Html.Empty;
        var histograms = VolumeHistogram.Make(sets);
        var values = Histogram(sets);
        return Html.Of($"""
            <h2 id="data">Data</h2>
            {table}{counts}
            <div class="pair">{histograms.Select((h, i) => content.Add(h, Html.Of($"Share of the lesions by reference volume, four classes to a factor of ten."), i == 0 ? values : null))}</div>

            """);
    }

    private static Html Table(IReadOnlyList<DataSetStatistics> sets, ReportContent content)
    {
        var values = new CsvTable(
            "data-sets", "data_set", "site", "patients", "cases", "cases_with_reference", "lesions", "cases_without_lesion", "lesions_per_case_median", "lesions_per_case_q1",
            "lesions_per_case_q3", "volume_cc_median", "volume_cc_q1", "volume_cc_q3");
        var table = new HtmlTable(
            Column.Text("Data set"), Column.Text("Site"), Column.Number("Patients"), Column.Number("Cases"), Column.Number("with reference"), Column.Number("Lesions"),
            Column.Number("Cases without"), Column.Number("Lesions of a case: median (IQR)"), Column.Number("Volume (cc): median (IQR)"));
        foreach (var d in sets)
        {
            var (low, middle, high) = LesionCounts.Quartiles(d.LesionsPerCase.Select(n => (double)n));
            var (small, median, large) = LesionCounts.Quartiles(d.LesionVolumesMm3.Select(NumberText.Cc));
            var without = d.LesionsPerCase.Count(n => n == 0);
            values.Add(d.Name, d.Site, d.Patients, d.Cases, d.LesionsPerCase.Count, d.LesionVolumesMm3.Count, without, middle, low, high, median, small, large);
            table.Add(
                Html.Of($"<strong>{d.Name}</strong>"), Html.Of($"{d.Site}"), Html.Of($"{d.Patients}"), Html.Of($"{d.Cases}"), Html.Of($"{d.LesionsPerCase.Count}"),
                Html.Of($"{d.LesionVolumesMm3.Count}"), Html.Of($"{without}"),
                Html.Of($"{NumberText.Fixed(middle, "0.#")} ({NumberText.Fixed(low, "0.#")} to {NumberText.Fixed(high, "0.#")})"),
                Html.Of($"{NumberText.Fixed(median, "0.000")} ({NumberText.Fixed(small, "0.000")} to {NumberText.Fixed(large, "0.000")})"));
        }

        return content.Add(
            values, "Data sets as the reference has them, lesions large enough to count. IQR: first to third quartile; the paper prints its width.", [table]);
    }

    private static CsvTable PerCase(IReadOnlyList<DataSetStatistics> sets)
    {
        var values = new CsvTable("lesions-per-case", "data_set", "lesions", "cases");
        foreach (var (set, count) in sets.SelectMany(s => s.LesionsPerCase.CountBy(n => n).OrderBy(n => n.Key).Select(n => (s.Name, n))))
        {
            values.Add(set, count.Key, count.Value);
        }

        return values;
    }

    private static CsvTable Histogram(IReadOnlyList<DataSetStatistics> sets)
    {
        var values = new CsvTable("lesion-volumes", "data_set", "from_cc", "to_cc", "lesions", "share");
        foreach (var set in sets)
        {
            foreach (var (number, lesions) in VolumeHistogram.Counts(set))
            {
                values.Add(set.Name, VolumeHistogram.Cc(number), VolumeHistogram.Cc(number + 1), lesions, lesions / (double)set.LesionVolumesMm3.Count);
            }
        }

        return values;
    }
}
