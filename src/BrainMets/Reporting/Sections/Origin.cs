using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Reporting.Markup;
using static BrainMets.Reporting.Markup.HtmlTable;

namespace BrainMets.Reporting.Sections;

/// <summary>What somebody needs to check or repeat the result: matching rules, provenance, configuration, seconds.</summary>
internal static class Origin
{
    public static Html Render(RunSummary summary) => Html.Join(
    [
        Matching(summary.Evaluation?.Matching), Provenance(summary), Seconds(summary.Seconds), Inputs(summary.Provenance),
        Configuration(summary.ConfigJson),
    ]);

    private static Html Matching(MatchingPreset? preset)
    {
        if (preset is null)
        {
            return Html.Empty;
        }

        var iou = preset.MinIou.ToString("0.###");
        var pair = (preset.MinIou > 0, preset.OrCentroidInside) switch
        {
            (true, true) => $"they overlap by at least one voxel and either their intersection over union is at least {iou} "
                + "or the centroid of the predicted lesion lies in the reference lesion",
            (true, false) => $"their intersection over union is at least {iou}",
            _ => "they overlap by at least one voxel",
        };
        return Html.Of($"""
            <h2 id="matching">Matching rules</h2>
            <p>Preset <strong>{preset.Name}</strong>. A lesion is a connected component of a mask ({(int)preset.Connectivity} neighbours). A
            reference and a predicted lesion may be paired when {pair}.
            Pairs are one to one, chosen so that there are as many as possible and, among those, the overlap is largest. A predicted lesion
            left over that overlaps a matched
            reference lesion is a fragment: counted, not a false positive. A reference lesion left over under a matched prediction is
            merged: counted as found, shown apart.
            Lesions below {preset.MinVolumeMm3.ToString("0.##")} mm³ are ignored on both sides: neither missed nor false.</p>

            """);
    }

    private static Html Provenance(RunSummary summary)
    {
        var p = summary.Provenance;
        var table = new HtmlTable(Column.Text("Item"), Column.Id("Value"));
        void Add(string item, string value) => table.Add(Html.Of($"{item}"), Html.Of($"{value}"));

        Add("BrainMets version", p.Version);
        Add("Commit", p.Commit ?? "unknown: built outside a checkout");
        Add("Seed", p.Seed.ToString());
        Add("Device", p.Device);
        Add("Precision", p.Precision);
        Add("Threads", p.Threads.ToString());
        Add("Probability threshold", summary.Threshold is { } t ? $"{t:0.00#}, chosen on validation cases" : "none was chosen in this run");
        Add("SHA-256 of the weights", p.WeightsSha256 ?? "no weights belong to this run");
        return Html.Of($"<h2 id=\"provenance\">Provenance</h2>\n{table.Render()}");
    }

    private static Html Seconds(IReadOnlyDictionary<string, double> seconds)
    {
        if (seconds.Count == 0)
        {
            return Html.Empty;
        }

        var table = new HtmlTable(Column.Text("Stage"), Column.Number("Time"));
        foreach (var (stage, value) in seconds)
        {
            table.Add(Html.Of($"{stage}"), Html.Of($"{Quantity.Seconds(value)}"));
        }

        table.AddFoot(Html.Of($"in all"), Html.Of($"{Quantity.Seconds(seconds.Values.Sum())}"));
        return Html.Of($"<h3>Time by stage</h3>\n{table.Render()}");
    }

    private static Html Inputs(Provenance provenance)
    {
        if (provenance.InputSha256.Count == 0)
        {
            return Html.Empty;
        }

        var table = new HtmlTable(Column.Id("Input"), Column.Text("SHA-256"));
        foreach (var (name, hash) in provenance.InputSha256.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            table.Add(Html.Of($"{name}"), Html.Of($"<code>{hash}</code>"));
        }

        return Html.Of($"<h3>Input files</h3>\n{table.Render()}");
    }

    private static Html Configuration(string configJson) => string.IsNullOrWhiteSpace(configJson)
        ? Html.Empty
        : Html.Of($"<h2 id=\"configuration\">Configuration</h2>\n<pre>{configJson}</pre>\n");
}
