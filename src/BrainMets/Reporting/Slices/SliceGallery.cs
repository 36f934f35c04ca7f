using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Imaging;

namespace BrainMets.Reporting;

/// <summary>Pictures of lesions that were found, missed and invented.</summary>
internal sealed class SliceGallery(RunSummary summary)
{
    private readonly IReadOnlyList<Example> chosen = summary.Evaluation is { } evaluation ? GallerySelection.Choose(evaluation) : [];
    private readonly SortedDictionary<int, (Html Figure, byte[] Png)> shown = [];
    private readonly List<string> faults = [];

    /// <summary>The pictures made by <see cref="Render"/>, for copies beside the report.</summary>
    public IEnumerable<(string Name, byte[] Png)> Pictures => shown.Select(s => (Name(s.Key), s.Value.Png));

    public Html Render()
    {
        if (summary.Evaluation is not { } evaluation || summary.Cases.Count == 0)
        {
            return Html.Empty;
        }

        // One case at a time, so that a single scan is in memory however many cases there are.
        foreach (var ofCase in chosen.Index().GroupBy(e => e.Item.Case.Case))
        {
            AddCase([.. ofCase], evaluation.Matching);
        }

        return Html.Of($"""
            <h2 id="slices">Slices</h2>
            <p class="quiet">Chosen by rule, not by eye: of the found lesions the largest, the median, the smallest and the one of lowest
            Dice; of the missed and the false ones the largest four.
            Seen from the feet: the patient's right (R) is on the left. Slices lie in the scan's own plane nearest axial. Outlines follow
            voxel edges: <strong>solid orange</strong> the reference,
            <strong>dashed blue</strong> the prediction; where the two coincide, the colours alternate. Positions are RAS coordinates of the
            scan: x to the patient's right, y to the front, z
            to the head. Grey values: one window a scan, from percentiles inside the head.</p>
            {faults.Select(f => Html.Of($"<p class=\"warning\">{f}</p>\n"))}
            {Group(Outcome.Found, "Found")}{Group(Outcome.Missed, "Missed")}{Group(Outcome.FalsePositive, "False positives")}
            """);
    }

    private string Name(int order) => $"slice-{order + 1:00}-{LesionCaption.FileWord(chosen[order].Outcome)}";

    private Html Group(Outcome outcome, string title)
    {
        var figures = shown.Where(s => chosen[s.Key].Outcome == outcome).Select(s => s.Value.Figure).ToList();
        return figures.Count == 0 ? Html.Empty : Html.Of($"<h3>{title}</h3>\n{figures}");
    }

    private void AddCase(IReadOnlyList<(int Order, Example Example)> examples, MatchingPreset matching)
    {
        var evaluation = examples[0].Example.Case;
        if (summary.Cases.FirstOrDefault(c => c.Id == evaluation.Case) is not { } files)
        {
            return;
        }

        try
        {
            var images = GalleryCase.Read(files, matching.Connectivity);
            if (!images.AreThoseOf(evaluation))
            {
                faults.Add($"{evaluation.Case}: no slices, because the masks on disk are not those that were evaluated (lesion volumes differ).");
                return;
            }

            foreach (var (order, _) in examples)
            {
                shown[order] = Paint(images, order);
            }
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            faults.Add($"{evaluation.Case}: no slices, because its images could not be read. {WithoutPaths(e.Message, files)}");
        }
    }

    /// <summary>A report is passed on; where its maker keeps files, and what they are called, is nobody's business.</summary>
    private static string WithoutPaths(string message, RunCase files) => message
        .Replace(files.T1cPath, "The scan", StringComparison.Ordinal)
        .Replace(files.ReferencePath ?? "\0", "The reference", StringComparison.Ordinal)
        .Replace(files.PredictionPath, "The prediction", StringComparison.Ordinal);

    private (Html Figure, byte[] Png) Paint(GalleryCase images, int order)
    {
        var example = chosen[order];
        var view = images.Painter.View;
        var place = LesionPlace.Of(view, example.Lesion is null ? images.Prediction : images.Reference, example.Label);
        var title = $"{example.Case.Case}: {LesionCaption.Short(example)}";
        var png = LesionPicture.Paint(images, place, title);
        var figure = Html.Of($"""
            <figure id="{Name(order)}">
            <img src="data:image/png;base64,{Convert.ToBase64String(png)}" alt="{title}" width="1240" height="468">
            <figcaption>{LesionCaption.Long(example, view, place)}</figcaption>
            </figure>

            """);
        return (figure, png);
    }
}
