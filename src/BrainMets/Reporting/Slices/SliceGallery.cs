using BrainMets.Evaluation;
using BrainMets.Experiments;

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
            var images = PicturedCase.Read(
                files.Id, files.Patient, files.T1cPath, [files.ReferencePath, files.PredictionPath], matching.Connectivity);
            if (!AreThoseOf(images, evaluation))
            {
                faults.Add($"{evaluation.Case}: no slices, because the masks on disk are not those that were evaluated (lesion volumes "
                    + $"differ).");
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

    /// <summary>True when the lesions of the files are those that were evaluated, number by number and volume by volume.</summary>
    private static bool AreThoseOf(PicturedCase images, CaseEvaluation evaluation) =>
        evaluation.Lesions.All(l => PicturedCase.Has(images.Reference, l.Reference, l.ReferenceVolumeMm3))
        && evaluation.Lesions.All(l => l.PredictedVolumeMm3 is not { } predicted
            || (l.Predicted.Count > 0 && PicturedCase.Has(images.Sources[0], l.Predicted[0], predicted)))
        && evaluation.FalsePositiveLesions.All(f => PicturedCase.Has(images.Sources[0], f.Predicted, f.VolumeMm3));

    /// <summary>A report is passed on; where its maker keeps files, and what they are called, is nobody's business.</summary>
    private static string WithoutPaths(string message, RunCase files) => message
        .Replace(files.T1cPath, "The scan", StringComparison.Ordinal)
        .Replace(files.ReferencePath ?? "\0", "The reference", StringComparison.Ordinal)
        .Replace(files.PredictionPath, "The prediction", StringComparison.Ordinal);

    private (Html Figure, byte[] Png) Paint(PicturedCase images, int order)
    {
        var example = chosen[order];
        var view = images.Painter.View;
        var place = LesionPlace.Of(view, example.Lesion is null ? images.Sources[0] : images.Reference, example.Label);
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

/// <summary>A lesion to show: a reference lesion, or else a false positive, and the rule by which it was chosen.</summary>
public sealed record Example(CaseEvaluation Case, LesionEvaluation? Lesion, FalsePositive? Invented, string Why)
{
    public Outcome Outcome => Lesion switch { null => Outcome.FalsePositive, { Detected: true } => Outcome.Found, _ => Outcome.Missed };

    /// <summary>Number in the reference's label map, or for a false positive in the prediction's.</summary>
    public int Label => Lesion?.Reference ?? Invented?.Predicted ?? 0;

    /// <summary>Reference volume, or for a false positive predicted volume.</summary>
    public double VolumeMm3 => Lesion?.ReferenceVolumeMm3 ?? Invented?.VolumeMm3 ?? 0;
}

/// <summary>What a picture of the report shows.</summary>
public enum Outcome
{
    Found,
    Missed,
    FalsePositive,
}

/// <summary>
/// Which lesions a report shows. A rule chooses, never an eye: pictures picked by hand are advertisement. Found: the largest, the median by
/// volume, the smallest and the one of lowest Dice. Missed and false: the largest, which are the hardest to excuse.
/// </summary>
public static class GallerySelection
{
    private const int MostOfAKind = 4;

    public static IReadOnlyList<Example> Choose(EvaluationResult evaluation)
    {
        var lesions =
            (from c in evaluation.Cases
             from lesion in c.Lesions
             orderby lesion.ReferenceVolumeMm3 descending, c.Case, lesion.Reference
             select new Example(c, lesion, null, "")).ToList();
        var falsePositives =
            from c in evaluation.Cases
            from invented in c.FalsePositiveLesions
            orderby invented.VolumeMm3 descending, c.Case, invented.Predicted
            select new Example(c, null, invented, "");
        return
        [
            .. Found([.. lesions.Where(e => e.Outcome == Outcome.Found)]),
            .. Largest(lesions.Where(e => e.Outcome == Outcome.Missed), "missed lesion"),
            .. Largest(falsePositives, "false positive"),
        ];
    }

    private static IEnumerable<Example> Found(IReadOnlyList<Example> found)
    {
        if (found.Count == 0)
        {
            return [];
        }

        var chosen = new List<Example>
        {
            found[0] with { Why = "largest found lesion" },
            found[found.Count / 2] with { Why = "found lesion of median volume" },
            found[^1] with { Why = "smallest found lesion" },
        };
        var worst = found.Where(e => e.Lesion!.Dice is not null).MinBy(e => e.Lesion!.Dice); // found, hence a lesion
        if (worst is not null)
        {
            chosen.Add(worst with { Why = "found lesion of lowest Dice" });
        }

        return chosen.DistinctBy(e => (e.Case.Case, e.Lesion!.Reference)); // found, hence a lesion
    }

    private static IEnumerable<Example> Largest(IEnumerable<Example> largestFirst, string kind) =>
        largestFirst.Take(MostOfAKind).Select((e, i) => e with { Why = i == 0 ? $"largest {kind}" : $"{kind}, number {i + 1} by volume" });
}

/// <summary>What is said of a lesion that is shown.</summary>
internal static class LesionCaption
{
    private const double TiltWorthSayingDegrees = 1;

    public static string FileWord(Outcome outcome) => outcome switch
    {
        Outcome.Found => "found",
        Outcome.Missed => "missed",
        _ => "false-positive",
    };

    public static string Short(Example example)
    {
        var volume = $"{NumberText.CcText(example.VolumeMm3)} cc";
        return example switch
        {
            { Outcome: Outcome.Missed } => $"{volume}, missed",
            { Outcome: Outcome.FalsePositive } => $"{volume}, false positive",
            { Lesion.Merged: true } => $"{volume}, found merged with a neighbour",
            _ => $"{volume}, found, Dice {NumberText.Ratio(example.Lesion?.Dice)}",
        };
    }

    public static Html Long(Example example, AxialView view, LesionPlace place)
    {
        var tilt = view.TiltDegrees >= TiltWorthSayingDegrees ? $" Slices are tilted {view.TiltDegrees:0}° from axial." : "";
        return Html.Of($"""
            <strong>{example.Case.Case}</strong>, patient {example.Case.Patient}: {example.Why}. {Outlines(example)}
            Slice {place.Slice + 1} of {view.Slices} from below, centre at RAS ({NumberText.SignedMm(place.Centre.X)},
            {NumberText.SignedMm(place.Centre.Y)}, {NumberText.SignedMm(place.Centre.Z)}) mm.{tilt}
            """);
    }

    private static string Outlines(Example example)
    {
        var measured =
            $"{(example.Lesion is null ? "Predicted" : "Reference")} lesion {example.Label}, {NumberText.CcText(example.VolumeMm3)} cc";
        return example.Lesion switch
        {
            null => $"{measured}; no reference lesion matches it.",
            { Detected: false } => $"{measured}; no prediction matches it.",
            { Merged: true } => $"{measured}; lies under a prediction matched with its neighbour.",
            var l => $"{measured}; predicted {NumberText.CcText(l.PredictedVolumeMm3)} cc; Dice {NumberText.Ratio(l.Dice)}, "
                + $"HD95 {NumberText.Mm(l.Hd95Mm.MaxDirected)} mm.",
        };
    }
}
