using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;

namespace BrainMets.Reporting;

/// <summary>What somebody needs to check or repeat the result: matching rules, provenance, configuration, seconds.</summary>
internal static class ProvenanceSection
{
    public static Html Render(RunSummary summary) => Html.Join(
    [
        Matching(summary.Evaluation?.Matching), Provenance(summary.Provenance, summary.Threshold), Seconds(summary.Seconds),
            Inputs(summary.Provenance),
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
        var table = new Table(Column.Text("Item"), Column.Id("Value"));
        void Add(string item, string value) => table.Add(item, value);

        Add("BrainMets version", p.Version);
        Add("Commit", p.Commit ?? "unknown: built outside a checkout");
        Add("Seed", p.Seed.ToString());
        Add("Device", p.Device);
        Add("Precision", p.Precision);
        Add("Threads", p.Threads.ToString());
        Add("Probability threshold", threshold is { } t ? $"{t:0.00#}, chosen on validation cases" : "none was chosen in this run");
        Add("SHA-256 of the weights", p.WeightsSha256 ?? "no weights belong to this run");
        return Html.Of($"<h2 id=\"provenance\">Provenance</h2>\n{table.ToHtml()}");
    }

    internal static Html Seconds(IReadOnlyDictionary<string, double> seconds)
    {
        if (seconds.Count == 0)
        {
            return Html.Empty;
        }

        var table = new Table(Column.Text("Stage"), Column.Number("Time"));
        foreach (var (stage, value) in seconds)
        {
            table.Add(stage, NumberText.Seconds(value));
        }

        table.AddFoot(Html.Of($"in all"), NumberText.Seconds(seconds.Values.Sum()));
        return Html.Of($"<h3>Time by stage</h3>\n{table.ToHtml()}");
    }

    internal static Html Inputs(Provenance provenance)
    {
        if (provenance.InputSha256.Count == 0)
        {
            return Html.Empty;
        }

        var table = new Table(Column.Id("Input"), Column.Text("SHA-256"));
        foreach (var (name, hash) in provenance.InputSha256.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            table.Add(name, Html.Of($"<code>{hash}</code>"));
        }

        return Html.Of($"<h3>Input files</h3>\n{table.ToHtml()}");
    }

    internal static Html Configuration(string configJson) => string.IsNullOrWhiteSpace(configJson)
        ? Html.Empty
        : Html.Of($"<h2 id=\"configuration\">Configuration</h2>\n<pre>{configJson}</pre>\n");
}

/// <summary>What somebody needs to check or repeat the experiment: matching rules, program, weights, time, inputs, configuration.</summary>
internal static class ExperimentProvenanceSection
{
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var (r, p) = (folder.Result, folder.Result.Provenance);
        var table = new Table(Column.Text("Item"), Column.Id("Value"));
        void Add(string item, string value) => table.Add(item, value);

        Add("BrainMets version", p.Version);
        Add("Commit", p.Commit ?? "unknown: built outside a checkout");
        Add("Seeds of training", string.Join(", ", r.Models.Select(m => m.Seed).Distinct().Order()));
        Add("Seed of the run", p.Seed.ToString());
        Add("Device", p.Device);
        Add("Precision", p.Precision);
        Add("Threads", p.Threads.ToString());
        return Html.Join(
        [
            ProvenanceSection.Matching(Preset(folder)),
            Html.Of($"<h2 id=\"provenance\">Provenance</h2>\n{table.ToHtml()}{Computed(folder)}{Weights(folder, content)}"),
            ProvenanceSection.Seconds(r.Seconds), ProvenanceSection.Inputs(p), ProvenanceSection.Configuration(r.ConfigJson),
        ]);
    }

    /// <summary>Numbers that do not stand in the files of the experiment.</summary>
    private static Html Computed(ExperimentFolder folder) => folder.Computed.Count == 0
        ? Html.Empty
        : Html.Of($"""
            <p>{ExperimentResult.FileName} was written by a version of BrainMets that did not store {string.Join(", ", folder.Computed)}: they were computed from the evaluations when this page was made.</p>

            """);

    private static MatchingPreset? Preset(ExperimentFolder folder) =>
        folder.Result.Comparisons.Select(c => folder.Comparison(c.FixedFolder).Matching).FirstOrDefault()
        ?? folder.Result.Models.Select(m => folder.Evaluation(m.Name, OperatingThreshold.Fixed)?.Matching)
        .FirstOrDefault(m => m is not null);

    private static Html Weights(ExperimentFolder folder, ReportContent content)
    {
        var table = new Table(
            Column.Id("Network", "model"), Column.Text("Training set", "training_set"), Column.File("values"),
            Column.Number("Seed", "seed"), Column.Number("Fold", "fold"), Column.Number("Chosen threshold", "chosen_threshold"),
            Column.Text("SHA-256 of the weights", "sha256"), Column.File("members"));
        foreach (var m in folder.Result.Models)
        {
            var what = m.Members.Count > 0 ? $"mean of {string.Join(", ", m.Members)}" : m.WeightsSha256 ?? "unknown";
            table.Add(
                ((Cell)m.Name).Strong, Cell.Text(m.TrainingSet ?? "–", m.TrainingSet), ReportText.Values(m), m.Seed,
                Cell.Text(m.Fold == 0 ? "–" : $"{m.Fold}", m.Fold), Cell.Text(ReportText.Short(m.ChosenThreshold), m.ChosenThreshold),
                new Cell(Html.Of($"<code>{what}</code>"), what, [m.WeightsSha256]), string.Join("; ", m.Members));
        }

        return content.Add(table, "weights", "Networks, their seeds and weights.");
    }
}
