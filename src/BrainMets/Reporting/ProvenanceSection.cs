using BrainMets.Evaluation;
using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>What somebody needs to check or repeat the result: matching rules, provenance, configuration, seconds.</summary>
internal static class ProvenanceSection
{
    public static Html Render(RunSummary summary) => Html.Join(
    [
        Matching(summary.Evaluation?.Matching), Provenance(summary.Provenance, summary.Threshold), Seconds(summary.Seconds), Inputs(summary.Provenance),
        Configuration(summary.ConfigJson),
    ]);

    /// <summary>For results that no network made: rules, provenance, inputs.</summary>
    public static Html Render(MatchingPreset matching, Provenance provenance) =>
        Html.Join([Matching(matching), Provenance(provenance, threshold: null), Inputs(provenance)]);

    internal static Html Matching(MatchingPreset? preset)
    {
        if (preset is null)
        {
            return Html.Empty;
        }

        var score = MatchingPresetText.OfScore(preset) is { } text ? Html.Of($"<p>Score of this name: {text}</p>") : Html.Empty;
        return Html.Of($"""
            <h2 id="matching">Matching rules</h2>
            <p>Preset <strong>{preset.Name}</strong>. {MatchingPresetText.Of(preset)}</p>
            {score}

            """);
    }

    private static Html Provenance(Provenance p, double? threshold)
    {
        var table = new HtmlTable(Column.Text("Item"), Column.Id("Value"));
        void Add(string item, string value) => table.Add(Html.Of($"{item}"), Html.Of($"{value}"));

        Add("BrainMets version", p.Version);
        Add("Commit", p.Commit ?? "unknown: built outside a checkout");
        Add("Seed", p.Seed.ToString());
        Add("Device", p.Device);
        Add("Precision", p.Precision);
        Add("Threads", p.Threads.ToString());
        Add("Probability threshold", threshold is { } t ? $"{t:0.00#}, chosen on validation cases" : "none was chosen in this run");
        Add("SHA-256 of the weights", p.WeightsSha256 ?? "no weights belong to this run");
        return Html.Of($"<h2 id=\"provenance\">Provenance</h2>\n{table.Render()}");
    }

    internal static Html Seconds(IReadOnlyDictionary<string, double> seconds)
    {
        if (seconds.Count == 0)
        {
            return Html.Empty;
        }

        var table = new HtmlTable(Column.Text("Stage"), Column.Number("Time"));
        foreach (var (stage, value) in seconds)
        {
            table.Add(Html.Of($"{stage}"), Html.Of($"{NumberText.Seconds(value)}"));
        }

        table.AddFoot(Html.Of($"in all"), Html.Of($"{NumberText.Seconds(seconds.Values.Sum())}"));
        return Html.Of($"<h3>Time by stage</h3>\n{table.Render()}");
    }

    internal static Html Inputs(Provenance provenance)
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

    internal static Html Configuration(string configJson) => string.IsNullOrWhiteSpace(configJson)
        ? Html.Empty
        : Html.Of($"<h2 id=\"configuration\">Configuration</h2>\n<pre>{configJson}</pre>\n");
}
