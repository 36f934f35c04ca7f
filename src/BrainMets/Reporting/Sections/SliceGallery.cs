using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Imaging;
using BrainMets.Reporting.Gallery;
using BrainMets.Reporting.Markup;

namespace BrainMets.Reporting.Sections;

/// <summary>Pictures of lesions that were found, missed and invented.</summary>
internal sealed class SliceGallery(RunSummary summary)
{
    private readonly List<(string Name, byte[] Png)> pictures = [];
    private readonly List<string> faults = [];

    /// <summary>The pictures made by <see cref="Render"/>, for copies beside the report.</summary>
    public IReadOnlyList<(string Name, byte[] Png)> Pictures => pictures;

    public Html Render()
    {
        if (summary.Evaluation is not { } evaluation || summary.Cases.Count == 0)
        {
            return Html.Empty;
        }

        var shown = new List<(Outcome Outcome, Html Figure)>();
        // One case at a time, so that a single scan is in memory however many cases there are.
        foreach (var ofCase in Selection.Choose(evaluation).Select((e, order) => (Example: e, Order: order)).GroupBy(e => e.Example.Case.Case).ToList())
        {
            shown.AddRange(OfCase([.. ofCase.Select(e => e.Example)], evaluation.Matching));
        }

        return Html.Of($"""
            <h2 id="slices">Slices</h2>
            <p class="quiet">Chosen by rule, not by eye: of the found lesions the largest, the median, the smallest and the one of lowest Dice; of the missed and the false ones the largest four.
            Seen from the feet: the patient's right (R) is on the left. Slices lie in the scan's own plane nearest axial. Outlines follow voxel edges: <strong>solid orange</strong> the reference,
            <strong>dashed blue</strong> the prediction, all lesions of the slice. Grey values: one window a scan, from percentiles inside the head.</p>
            {faults.Select(f => Html.Of($"<p class=\"warning\">{f}</p>\n"))}
            {Group(shown, Outcome.Found, "Found")}{Group(shown, Outcome.Missed, "Missed")}{Group(shown, Outcome.FalsePositive, "False positives")}
            """);
    }

    private static Html Group(List<(Outcome Outcome, Html Figure)> shown, Outcome outcome, string title)
    {
        var figures = shown.Where(s => s.Outcome == outcome).Select(s => s.Figure).ToList();
        return figures.Count == 0 ? Html.Empty : Html.Of($"<h3>{title}</h3>\n{figures}");
    }

    private List<(Outcome Outcome, Html Figure)> OfCase(IReadOnlyList<Example> examples, MatchingPreset matching)
    {
        var evaluation = examples[0].Case;
        try
        {
            var files = summary.Cases.FirstOrDefault(c => c.Id == evaluation.Case);
            if (files is null)
            {
                return [];
            }

            var images = CaseImages.Read(files, matching.Connectivity);
            if (!images.AreThoseOf(evaluation))
            {
                faults.Add($"{evaluation.Case}: no slices, because the masks on disk are not those that were evaluated (lesion volumes differ).");
                return [];
            }

            var falsePositives = new Queue<int>(images.FalsePositives(evaluation));
            return [.. examples.Select(e => (e.Outcome, Figure(images, e, e.Lesion?.Reference ?? falsePositives.Dequeue())))];
        }
        catch (Exception e) when (e is CaseDataException or IOException or UnauthorizedAccessException)
        {
            faults.Add($"{evaluation.Case}: no slices, because its images could not be read. {e.Message}");
            return [];
        }
    }

    private Html Figure(CaseImages images, Example example, int label)
    {
        var view = images.Painter.View;
        var place = LesionPlace.Of(view, example.Lesion is null ? images.Prediction : images.Reference, label);
        var title = $"{example.Case.Case}: {LesionCaption.Short(example)}";
        var png = LesionPicture.Paint(images, place, title);
        var name = $"slice-{pictures.Count + 1:00}-{LesionCaption.FileWord(example.Outcome)}";
        pictures.Add((name, png));
        return Html.Of($"""
            <figure id="{name}">
            <img src="data:image/png;base64,{Convert.ToBase64String(png)}" alt="{title}" width="1240" height="468">
            <figcaption>{LesionCaption.Long(example, label, view, place)}</figcaption>
            </figure>

            """);
    }
}
