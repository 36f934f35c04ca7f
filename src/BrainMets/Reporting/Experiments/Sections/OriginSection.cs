using BrainMets.Evaluation;
using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>What somebody needs to check or repeat the experiment: matching rules, program, weights, time, inputs, configuration.</summary>
internal static class ExperimentProvenanceSection
{
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var (r, p) = (folder.Result, folder.Result.Provenance);
        var table = new HtmlTable(Column.Text("Item"), Column.Id("Value"));
        void Add(string item, string value) => table.Add(Html.Of($"{item}"), Html.Of($"{value}"));

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
            Html.Of($"<h2 id=\"provenance\">Provenance</h2>\n{table.Render()}{Weights(folder, content)}"),
            ProvenanceSection.Seconds(r.Seconds), ProvenanceSection.Inputs(p), ProvenanceSection.Configuration(r.ConfigJson),
        ]);
    }

    private static MatchingPreset? Preset(ExperimentFolder folder) =>
        folder.Result.Comparisons.Select(c => folder.Comparison(c.FixedFolder).Matching).FirstOrDefault()
        ?? folder.Result.Models.Select(m => folder.Evaluation(m.Name, OperatingThreshold.Fixed)?.Matching).FirstOrDefault(m => m is not null);

    private static Html Weights(ExperimentFolder folder, ReportContent content)
    {
        var values = new CsvTable("weights", "model", "training_set", "values", "seed", "fold", "chosen_threshold", "sha256", "members");
        var table = new HtmlTable(
            Column.Id("Network"), Column.Text("Training set"), Column.Number("Seed"), Column.Number("Fold"), Column.Number("Chosen threshold"), Column.Text("SHA-256 of the weights"));
        foreach (var m in folder.Result.Models)
        {
            var what = m.Members.Count > 0 ? $"mean of {string.Join(", ", m.Members)}" : m.WeightsSha256 ?? "unknown";
            values.Add(
                m.Name, m.TrainingSet, string.Join("; ", m.Values.Select(v => $"{v.Key} {v.Value}")), m.Seed, m.Fold, m.ChosenThreshold, m.WeightsSha256, string.Join("; ", m.Members));
            table.Add(
                Html.Of($"<strong>{m.Name}</strong>"), Html.Of($"{m.TrainingSet ?? "–"}"), Html.Of($"{m.Seed}"), Html.Of($"{(m.Fold == 0 ? "–" : m.Fold.ToString())}"),
                Html.Of($"{ReportText.Short(m.ChosenThreshold)}"), Html.Of($"<code>{what}</code>"));
        }

        return content.Add(values, "Networks, their seeds and weights.", [table]);
    }
}
