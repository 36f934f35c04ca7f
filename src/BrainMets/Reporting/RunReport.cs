using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>
/// The report of a run: one HTML file that carries everything it shows and asks nothing of the network, and copies of its figures beside
/// it. The
/// order is the one a physicist reads in: how good, on what, how it depends on size and on definitions, where it fails, how it was trained, pictures, origin.
/// </summary>
public static class RunReport
{
    /// <summary>
    /// Writes the report to <paramref name="file"/> and its figures, as SVG and PNG, into the folder "figures" beside it. Parts that the
    /// run does
    /// not have are left out or said to be absent; scans that cannot be read are named in the report and do not end it.
    /// </summary>
    public static void Write(RunSummary summary, string file)
    {
        var figures = new List<SvgFigure>();
        var gallery = new SliceGallery(summary);
        var evaluation = summary.Evaluation;
        Html[] sections =
        [
            Opening(summary),
            MainMetricsSection.Render(evaluation),
            WhatWasDone(summary),
            evaluation is null ? Html.Empty : VolumeSection.Render(evaluation.ByVolume, evaluation.Curves, figures),
            evaluation is null ? Html.Empty : AllThresholdsSection.Render(evaluation, figures),
            evaluation is null ? Html.Empty : DefinitionsSection.Render(evaluation),
            evaluation is null ? Html.Empty : PatientTableSection.Render(evaluation.Cases),
            evaluation is null ? Html.Empty : LesionTableSection.Render(evaluation.Cases),
            TrainingCourse.Render(summary.Epochs, figures),
            gallery.Render(),
            GuidelineTable.Render(evaluation),
            ProvenanceSection.Render(summary),
        ];
        ReportFile.Write(file, summary.Title, sections, figures);
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".", ReportFile.FiguresFolder);
        foreach (var (name, png) in gallery.Pictures)
        {
            File.WriteAllBytes(Path.Combine(folder, name + ".png"), png);
        }
    }

    private static Html Opening(RunSummary summary) => Html.Of($"""
        <div class="notice">Research use; not a medical device.</div>
        <h1>{summary.Title}</h1>
        <p class="quiet">BrainMets {summary.Provenance.Version} · seed {summary.Provenance.Seed} · {summary.Provenance.Device} ·
        {summary.Provenance.Precision}</p>
        <nav>{Chapters(summary).Select(c => Html.Of($"<a href=\"#{c.Id}\">{c.Name}</a> "))}</nav>

        """);

    private static IEnumerable<(string Id, string Name)> Chapters(RunSummary summary)
    {
        var isJudged = summary.Evaluation is not null;
        (string, string)[] thresholds = summary.Evaluation?.FreeResponse is null ? [] : [("thresholds", "All thresholds")];
        (string, string)[] judged = [("volume", "By size"), .. thresholds, (DefinitionsSection.Id, DefinitionsSection.Name), ("patients", "By patient"), ("lesions", "By lesion")];
        (string, string)[] slices = [("slices", "Slices")];
        (string, string)[] guidelines = isJudged ? [("guidelines", "Guidelines")] : [];
        return
        [
            ("main", "Main figures"), ("what", "What was done"), .. isJudged ? judged : [], ("training", "Training"),
            .. isJudged && summary.Cases.Count > 0 ? slices : [], .. guidelines, ("provenance", "Provenance"), ("configuration", "Configuration"),
        ];
    }

    private static Html WhatWasDone(RunSummary summary)
    {
        var paragraphs = summary.Description.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Html.Of($"<h2 id=\"what\">What was trained and tested</h2>\n{paragraphs.Select(p => Html.Of($"<p>{p}</p>\n"))}");
    }
}
