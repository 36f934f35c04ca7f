using BrainMets.Training;

namespace BrainMets.Reporting;

/// <summary>How training went: did it converge, and was it stopped too early.</summary>
internal static class TrainingCourse
{
    public static Html Render(IReadOnlyList<EpochSummary> epochs, ICollection<SvgFigure> figures)
    {
        if (epochs.Count == 0)
        {
            return Html.Of($"<h2 id=\"training\">Training</h2>\n<p>This run trained no network.</p>\n");
        }

        var drawn = new[] { TrainingFigure.Losses(epochs), TrainingFigure.Validation(epochs) }.OfType<SvgFigure>().ToList();
        foreach (var figure in drawn)
        {
            figures.Add(figure);
        }

        var last = epochs[^1];
        return Html.Of($"""
            <div class="keep">
            <h2 id="training">Training</h2>
            <div class="pair">{drawn.Select(f => Html.Of($"<figure>{new Html(f.Inline)}</figure>\n"))}</div>
            </div>
            <p>{epochs.Count} epochs, {last.Steps} steps, {NumberText.Seconds(epochs.Sum(e => e.Seconds))}. {Best(epochs)}
            {NotFinite(epochs)}</p>
            <p class="quiet">The loss is the sum of cross entropy and VSS (a volume-level trade between sensitivity and specificity) in the
            proportions of the configuration, without the
            weight penalty. Detection on the validation cases is measured at whichever threshold is best for that epoch, so it is somewhat
            optimistic;
            the test figures above are not chosen this way.</p>

            """);
    }

    private static Html Best(IReadOnlyList<EpochSummary> epochs)
    {
        var best = epochs.Where(e => e.ValidationF1 is { } f1 && double.IsFinite(f1)).MaxBy(e => e.ValidationF1);
        return best is null
            ? Html.Of($"Detection on validation cases was not measured during training.")
            : Html.Of($"Best F1 on the validation cases: {NumberText.Ratio(best.ValidationF1)} after epoch {best.Epoch}, at threshold {Threshold(best)}.");
    }

    private static Html NotFinite(IReadOnlyList<EpochSummary> epochs)
    {
        var count = epochs.Count(e => !double.IsFinite(e.Loss));
        return count == 0
            ? Html.Empty
            : Html.Of($"<strong>The loss was not a number in {count} of {epochs.Count} epochs</strong>; these are left out of the curve.");
    }

    private static string Threshold(EpochSummary epoch) => NumberText.Fixed(epoch.ValidationThreshold, "0.00#");
}
