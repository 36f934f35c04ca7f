using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>How the training of all networks went.</summary>
internal static class TrainingSection
{
    private const int MostCurves = 12;

    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var trained = folder.Result.Models.Where(m => m.Epochs.Count > 0).ToArray();
        if (trained.Length == 0)
        {
            return Html.Of($"<h2 id=\"training\">Training</h2>\n<p>The course of training is not known.</p>\n");
        }

        // Repeats of a point by seed or fold lie upon each other; the first of each tells most.
        var drawn = trained.DistinctBy(m => m.Point).Take(MostCurves).ToArray();
        var left = trained.Length - drawn.Length;
        var figures = new[] { CourseOverlay.Losses(drawn), CourseOverlay.Validation(drawn) }.OfType<SvgFigure>();
        var values = Epochs(trained);
        return Html.Of($"""
            <h2 id="training">Training</h2>
            <div class="pair">{figures.Select((f, i) => content.Add(f, Html.Of($"{f.Description}{(left > 0 ? $" {left} more, mostly other seeds or folds, stand in the table." : "")}"), i == 0 ? values : null))}</div>
            {Table(trained, content)}
            <p class="quiet">F1 on validation cases is measured at whichever threshold is best for the epoch and is somewhat optimistic. Losses with different alpha are not comparable with each other.</p>

            """);
    }

    private static CsvTable Epochs(ModelResult[] models)
    {
        var values = new CsvTable("training-losses", "model", "epoch", "steps", "loss", "cross_entropy", "vss", "validation_f1", "validation_threshold", "seconds");
        foreach (var (model, e) in models.SelectMany(m => m.Epochs.Select(e => (m.Name, e))))
        {
            values.Add(model, e.Epoch, e.Steps, e.Loss, e.CrossEntropy, e.Vss, e.ValidationF1, e.ValidationThreshold, e.Seconds);
        }

        return values;
    }

    private static Html Table(ModelResult[] models, ReportContent content)
    {
        var values = new CsvTable("training", "model", "epochs", "steps", "seconds", "best_validation_f1", "best_epoch", "chosen_threshold", "epochs_without_finite_loss");
        var table = new HtmlTable(
            Column.Id("Network"), Column.Number("Epochs"), Column.Number("Steps"), Column.Number("Time"), Column.Number("Best validation F1"), Column.Number("after epoch"),
            Column.Number("Chosen threshold"), Column.Number("Epochs whose loss was no number"));
        foreach (var m in models)
        {
            var best = m.Epochs.Where(e => e.ValidationF1 is { } f && double.IsFinite(f)).MaxBy(e => e.ValidationF1);
            var (seconds, lost) = (m.Epochs.Sum(e => e.Seconds), m.Epochs.Count(e => !double.IsFinite(e.Loss)));
            values.Add(m.Name, m.Epochs.Count, m.Epochs[^1].Steps, seconds, best?.ValidationF1, best?.Epoch, m.ChosenThreshold, lost);
            table.Add(
                Html.Of($"<strong>{m.Name}</strong>"), Html.Of($"{m.Epochs.Count}"), Html.Of($"{m.Epochs[^1].Steps}"), Html.Of($"{NumberText.Seconds(seconds)}"),
                Html.Of($"{(best is null ? "not measured" : NumberText.Ratio(best.ValidationF1))}"), Html.Of($"{best?.Epoch.ToString() ?? "–"}"), Html.Of($"{ReportText.Short(m.ChosenThreshold)}"), Html.Of($"{lost}"));
        }

        return content.Add(values, "The networks and how they were trained.", [table]);
    }
}
