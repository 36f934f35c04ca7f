using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Whether lesions that more members of an ensemble find are true more often.</summary>
internal static class AgreementSection
{
    public const string Id = "agreement";

    public const string Name = "Agreement";

    /// <summary>Empty without ensembles.</summary>
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var all = folder.Result.Agreements;
        return all.Count == 0 ? Html.Empty : Html.Of($"""
            <h2 id="{Id}">Agreement of an ensemble's networks</h2>
            <p>Outlines of an ensemble come from averaged probabilities. A network of it finds such a lesion too if it has, at its own threshold, a lesion of its own that shares a voxel with it. True: matched
            to a reference lesion.</p>
            {all.GroupBy(a => (a.Ensemble, a.Test)).Select((g, i) => Table(content, [.. g], i))}
            <p class="quiet">Share true: true / (true + false), 95 % interval over patients. Neither: too small to count, on a reference lesion too small to count, or a fragment beside the match of a lesion
            already found. The rows are of different lesions in the same patients; their intervals do not test whether they differ. Found by none: only the average reaches the threshold there, or each network's
            own lesion is below its minimum volume.</p>

            """);
    }

    private static Html Table(ReportContent content, IReadOnlyList<EnsembleAgreement> of, int index)
    {
        var values = new CsvTable(
            $"agreement-{index + 1}-{ReportText.Slug(of[0].Ensemble)}", "ensemble", "test_set", "threshold", "found_by", "networks", "true", "false", "neither", "share_true", "low", "high", "n",
            "false_positives_per_patient");
        var table = new HtmlTable(
            Column.Text("Thresholds"), Column.Text("Found by"), Column.Number("Lesions"), Column.Number("true"), Column.Number("false"), Column.Number("Share true"), Column.Number("95 % interval"),
            Column.Number("Neither"));
        foreach (var a in of)
        {
            var shown = a.Levels.OrderByDescending(l => l.FoundBy).Where(l => l.FoundBy > 0 || Count(l.Lesions) + l.Lesions.Neither > 0).ToArray();
            foreach (var (place, level) in shown.Index())
            {
                var (c, share) = (level.Lesions, level.Lesions.ShareTrue);
                values.Add(
                    a.Ensemble, a.Test, ReportText.Word(a.At), level.FoundBy, a.Members.Count, c.TrueLesions, c.FalsePositives, c.Neither, share.Value, share.Low, share.High, share.N,
                    c.FalsePositivesPerPatient.Value);
                table.Add(
                    place == 0 ? Html.Of($"<strong>{ReportText.Word(a.At)}</strong>") : Html.Empty, Html.Of($"{(level.FoundBy == 0 ? "none" : level.FoundBy.ToString())} of {a.Members.Count}"), Html.Of($"{Count(c)}"),
                    Html.Of($"{c.TrueLesions}"), Html.Of($"{c.FalsePositives}"), Html.Of($"{NumberText.Value(share, "0.00")}"), Html.Of($"{NumberText.Interval(share, "0.00")}"), Html.Of($"{c.Neither}"));
            }
        }

        return content.Add(
            values, $"Lesions of {of[0].Ensemble} on {of[0].Test}, by how many of its networks ({string.Join(", ", of[0].Members)}) find them too.", [table]);
    }

    private static int Count(LesionClass lesions) => lesions.TrueLesions + lesions.FalsePositives;
}
