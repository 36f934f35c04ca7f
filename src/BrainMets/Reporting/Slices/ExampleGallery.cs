using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Lesions;
using BrainMets.Nifti;
using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>Example slices with the outlines of all that are compared; the rule that chose each stands below it.</summary>
internal static class ExampleGallery
{
    /// <param name="content">Gets the pictures.</param>
    /// <param name="prefix">Of the names of files.</param>
    /// <param name="cases">The test set.</param>
    /// <param name="sources">What is compared; fewer than two give nothing.</param>
    /// <param name="rules">Below which volume in mm³ a lesion is small, and the neighbours by which lesions were told apart.</param>
    public static Html Render(
        ReportContent content, string prefix, IReadOnlyList<TestCase> cases, IReadOnlyList<PictureSource> sources,
            (double SmallMm3, Connectivity Connectivity) rules)
    {
        if (sources.Count < 2)
        {
            return Html.Empty;
        }

        var examples = ExampleChoice.Of(sources, rules.SmallMm3);
        return examples.Count == 0
            ? Html.Of($"<p class=\"quiet\">No example slices: nobody found a reference lesion, and nobody made a false positive.</p>\n")
            : Html.Join(examples.Select(e => Picture(content, prefix, cases, sources, (e, rules.Connectivity))));
    }

    private static Html Picture(
        ReportContent content, string prefix, IReadOnlyList<TestCase> cases, IReadOnlyList<PictureSource> sources,
            (ChosenExample Example, Connectivity Connectivity) what)
    {
        var example = what.Example;
        if (cases.FirstOrDefault(c => c.Id == example.Case) is not { } files)
        {
            return Html.Empty;
        }

        try
        {
            var images = ComparedCase.Read(files, sources, what.Connectivity);
            if (!images.Holds(example))
            {
                return Html.Of(
                    $"<p class=\"warning\">{example.Title}, {example.Case}: not shown, because the masks on disk are not those that were "
                        + $"judged (lesion volumes differ).</p>\n");
            }

            var place = images.Place(example);
            var title = $"{example.Title}: {example.Case}, {NumberText.CcText(example.VolumeMm3)} cc";
            var png = ComparedPicture.Paint(images, place, title, [.. sources.Select(s => s.Name)]);
            return content.Add($"{prefix}-{example.Key}", png, title, Caption(example, sources, place));
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return Html.Of($"<p class=\"warning\">{example.Title}, {example.Case}: not shown, because its images could not be read.</p>\n");
        }
    }

    private static Html Caption(ChosenExample example, IReadOnlyList<PictureSource> sources, LesionPlace place)
    {
        var what = example.Invented is { } invented
            ? $"Drawn by {sources[invented.Source].Name}, {NumberText.CcText(example.VolumeMm3)} cc; the reference has nothing there."
            : $"Reference volume {NumberText.CcText(example.VolumeMm3)} cc. Dice: "
            + $"{string.Join(", ", sources.Zip(example.OfSources, (s, l) => $"{s.Name} {Outcome(l)}"))}.";
        var centre = $"({NumberText.SignedMm(place.Centre.X)}, {NumberText.SignedMm(place.Centre.Y)}, "
            + $"{NumberText.SignedMm(place.Centre.Z)})";
        return Html.Of(
            $"<strong>{example.Title}.</strong> {what} Middle at {centre} mm RAS. <span class=\"quiet\">Rule: {example.Rule}</span>");
    }

    private static string Outcome(LesionEvaluation lesion) => lesion switch
    {
        { Detected: false } => "missed",
        { Merged: true } => "found, merged with a neighbour",
        _ => NumberText.Ratio(lesion.Dice),
    };
}

/// <summary>A place to show, and the rule by which it was chosen.</summary>
/// <param name="Key">Of the file.</param>
/// <param name="Title">What it is an example of.</param>
/// <param name="Rule">How it was chosen, in words.</param>
/// <param name="Case">Of the test set.</param>
/// <param name="OfSources">The reference lesion as each source did it, in their order; empty for a false positive.</param>
/// <param name="Invented">The false positive and whose it is; null for a reference lesion.</param>
internal sealed record ChosenExample(
    string Key, string Title, string Rule, string Case, IReadOnlyList<LesionEvaluation> OfSources,
        (int Source, FalsePositive Lesion)? Invented)
{
    public double VolumeMm3 => Invented is { } invented ? invented.Lesion.VolumeMm3 : OfSources[0].ReferenceVolumeMm3;
}

/// <summary>
/// Chooses by rule what is shown, so that nobody can pick the pretty ones. Ties go to the case that comes first by name, then to the lower
/// number.
/// </summary>
internal static class ExampleChoice
{
    /// <summary>Up to four examples; a kind of which there is none is left out.</summary>
    /// <param name="sources">Two or more, judged by the same reference.</param>
    /// <param name="smallMm3">Below it a lesion is small.</param>
    public static IReadOnlyList<ChosenExample> Of(IReadOnlyList<PictureSource> sources, double smallMm3)
    {
        var lesions = Lesions(sources);
        var byAll = lesions.Where(l => l.OfSources.All(s => s.Dice is not null)).OrderBy(MeanDice).ToArray();
        var byOne = lesions.Where(l => l.OfSources.Count(s => s.Detected) == 1 && l.OfSources[0].ReferenceVolumeMm3 < smallMm3)
            .OrderByDescending(l => l.OfSources[0].ReferenceVolumeMm3).ToArray();
        var small = $"{ReportText.Cc(smallMm3)} cc";
        var examples = new List<ChosenExample>();
        if (byAll.Length > 0)
        {
            var best = byAll.First(l => MeanDice(l) >= MeanDice(byAll[^1]));
            examples.Add(new ChosenExample(
                "strong-agreement", "Strong agreement",
                    "Of the reference lesions that all of them found, the one with the highest mean Dice.", best.Case, best.OfSources,
                        null));
            examples.Add(new ChosenExample(
                "poor-agreement", "Poor agreement", "Of the reference lesions that all of them found, the one with the lowest mean Dice.",
                    byAll[0].Case, byAll[0].OfSources, null));
        }

        if (byOne.Length > 0)
        {
            examples.Add(new ChosenExample(
                "found-by-one", "A small lesion that one only found",
                    $"Of the reference lesions below {small} that exactly one of them found, the largest.",
                byOne[0].Case, byOne[0].OfSources, null));
        }

        var invented = from s in sources.Index()
                       from c in s.Item.Cases
                       from f in c.FalsePositiveLesions
                       orderby f.VolumeMm3 descending, c.Case, s.Index
                       select (c.Case, Source: s.Index, Lesion: f);
        foreach (var (name, source, lesion) in invented.Take(1))
        {
            examples.Add(new ChosenExample(
                "false-positive", "A false positive", "Of the false positives of all of them, the largest.", name, [], (source, lesion)));
        }

        return examples;
    }

    /// <summary>Every reference lesion of the cases that all sources have, by case and number.</summary>
    private static (string Case, IReadOnlyList<LesionEvaluation> OfSources)[] Lesions(IReadOnlyList<PictureSource> sources)
    {
        var byCase = sources.Select(s => s.Cases.ToDictionary(c => c.Case)).ToArray();
        return
        [
            .. from name in byCase[0].Keys.Order(StringComparer.Ordinal)
               where byCase.All(c => c.ContainsKey(name) && c[name].Lesions.Count == byCase[0][name].Lesions.Count)
               from i in Enumerable.Range(0, byCase[0][name].Lesions.Count)
               select (name, (IReadOnlyList<LesionEvaluation>)[.. byCase.Select(c => c[name].Lesions[i])]),
        ];
    }

    private static double MeanDice((string Case, IReadOnlyList<LesionEvaluation> OfSources) lesion) =>
        lesion.OfSources.Average(s => s.Dice ?? 0);
}

/// <summary>
/// A model or reader whose outlines are shown: where its mask of a case lies, and how it was judged. All sources of a picture were judged
/// by the same reference.
/// </summary>
/// <param name="Name">On the picture.</param>
/// <param name="MaskPath">Of a case; null where it drew none.</param>
/// <param name="Cases">Judged case by case.</param>
internal sealed record PictureSource(string Name, Func<TestCase, string?> MaskPath, IReadOnlyList<CaseEvaluation> Cases);

/// <summary>Scan, reference and the outlines of several sources of one case, in memory.</summary>
internal sealed record ComparedCase(SlicePainter Painter, LesionSet Reference, IReadOnlyList<LesionSet> Sources)
{
    private const double VolumeTolerance = 1e-6;

    /// <exception cref="InvalidInputException">A file is missing or damaged, or lies on another grid than the scan.</exception>
    public static ComparedCase Read(TestCase files, IReadOnlyList<PictureSource> sources, Connectivity connectivity)
    {
        var t1c = NiftiFile.Read(files.T1cPath);
        LesionSet Lesions(string path) =>
            new SegmentationFile { Case = files.Id, Patient = files.Patient, Path = path }.ReadOn(t1c.Geometry).Lesions(connectivity);
        return new ComparedCase(
            new SlicePainter(new AxialView(t1c.Geometry), t1c),
            Lesions(files.ReferencePath),
            [.. sources.Select(s => s.MaskPath(files) is { } path
                ? Lesions(path)
                : new LesionSet(files.Id, files.Patient, new Volume<int>(t1c.Geometry), []))]);
    }

    /// <summary>
    /// True when the lesion of the example is on disk as it was judged. Smaller components may be gone: a network's own minimum volume
    /// drops them from its mask.
    /// </summary>
    public bool Holds(ChosenExample example) => example.Invented is { } invented
        ? Has(Sources[invented.Source], invented.Lesion.Predicted, invented.Lesion.VolumeMm3)
        : Has(Reference, example.OfSources[0].Reference, example.VolumeMm3)
            && example.OfSources.Zip(Sources).All(s => s.First.PredictedVolumeMm3 is not { } volume
                || s.First.MatchedPredictions != 1 || Has(s.Second, s.First.Predicted[0], volume));

    public LesionPlace Place(ChosenExample example) => example.Invented is { } invented
        ? LesionPlace.Of(Painter.View, Sources[invented.Source], invented.Lesion.Predicted)
        : LesionPlace.Of(Painter.View, Reference, example.OfSources[0].Reference);

    private static bool Has(LesionSet set, int label, double volumeMm3) =>
        label >= 1 && label <= set.Lesions.Count && Math.Abs(set.Lesions[label - 1].VolumeMm3 - volumeMm3) <= VolumeTolerance * volumeMm3;
}

/// <summary>
/// One lesion as several sources outlined it: the whole slice, the part around the lesion untouched, and the same part once for each source
/// with its outline and that of the reference. One panel a source, because outlines along the same voxel edges would hide each other in
/// one.
/// </summary>
internal static class ComparedPicture
{
    private const int PanelPixels = 300;
    private const int GapPixels = 10;
    private const int HeaderPixels = 42;
    private const int NamePixels = 26;
    private const int MostColumns = 5;
    private const float TitlePixels = 18;
    private const float NotePixels = 15;
    private const double LeastFieldMm = 40;
    private const double MarginMm = 12;

    private static readonly ContourStyle Other = ContourStyle.Prediction with { Name = "whom the panel names" };

    /// <summary>The picture as PNG.</summary>
    public static byte[] Paint(ComparedCase images, LesionPlace place, string title, IReadOnlyList<string> names)
    {
        var panels = names.Count + 2;
        var columns = Math.Min(MostColumns, panels);
        var width = (columns * (PanelPixels + GapPixels)) + GapPixels;
        var rows = (panels + columns - 1) / columns;
        using var surface = SKSurface.Create(new SKImageInfo(width, HeaderPixels + (rows * (NamePixels + PanelPixels + GapPixels))));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        PaintHeader(canvas, title, width);
        var fieldMm = FieldMm(images.Painter.View, place.Box);
        for (var i = 0; i < panels; i++)
        {
            var corner = new SKPoint(
                GapPixels + (i % columns * (PanelPixels + GapPixels)),
                    HeaderPixels + (i / columns * (NamePixels + PanelPixels + GapPixels)));
            PaintPanel(canvas, images, place, (i, fieldMm, corner, i < 2 ? "" : names[i - 2]));
        }

        return PngFile.Encode(surface);
    }

    private static void PaintHeader(SKCanvas canvas, string title, int width)
    {
        const int legendPixels = 330;
        PictureText.Plain(canvas, PictureText.Fit(title, width - legendPixels - 30, TitlePixels, bold: true), new SKPoint(GapPixels, 27),
            TitlePixels, bold: true);
        PictureText.Legend(canvas, new SKPoint(width - legendPixels, 27), NotePixels, ContourStyle.Reference, Other);
    }

    /// <summary>Panel 0 is the whole slice, 1 the part untouched, the others the sources.</summary>
    private static void PaintPanel(
        SKCanvas canvas, ComparedCase images, LesionPlace place, (int Index, double FieldMm, SKPoint Corner, string Name) at)
    {
        var painter = images.Painter;
        var target = SKRect.Create(at.Corner.X, at.Corner.Y + NamePixels, PanelPixels, PanelPixels);
        var whole = SlicePanel.Whole(painter.View, place.Slice, target);
        var part = new SlicePanel(painter.View, place.Slice, target, place.CentreColumn, place.CentreRow, PanelPixels / at.FieldMm);
        var panel = at.Index == 0 ? whole : part;
        painter.PaintImage(canvas, panel);
        if (at.Index == 0)
        {
            PaintFrame(canvas, whole, place, at.FieldMm);
        }
        else if (at.Index >= 2)
        {
            var source = images.Sources[at.Index - 2];
            painter.PaintContour(canvas, panel, i => images.Reference.Labels.Voxels[i] != 0, ContourStyle.Reference);
            painter.PaintContour(canvas, panel, i => source.Labels.Voxels[i] != 0, Other);
        }

        SlicePainter.PaintMarks(canvas, panel, at.Index == 0 ? 50 : 10);
        var name = at.Index switch
        {
            0 => $"slice at z = {NumberText.SignedMm(place.Centre.Z)} mm",
            1 => $"{at.FieldMm:0} mm around the lesion",
            _ => at.Name,
        };
        PictureText.Plain(
            canvas, PictureText.Fit(name, PanelPixels, NotePixels, bold: at.Index >= 2), new SKPoint(at.Corner.X, at.Corner.Y + 19),
                NotePixels, bold: at.Index >= 2);
    }

    private static void PaintFrame(SKCanvas canvas, SlicePanel whole, LesionPlace place, double fieldMm)
    {
        var half = (float)(fieldMm / 2 * whole.PixelsPerMm);
        var middle = new SKPoint(whole.X(place.CentreColumn), whole.Y(place.CentreRow));
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, Color = SKColors.White, StrokeWidth = 1.5f, IsAntialias = true };
        canvas.DrawRect(SKRect.Create(middle.X - half, middle.Y - half, 2 * half, 2 * half), paint);
    }

    /// <summary>At least 40 mm, so that small lesions are seen amid anatomy, in steps of 10 mm.</summary>
    private static double FieldMm(AxialView view, DisplayBox box)
    {
        var extentMm = Math.Max((box.EndColumn - box.Column) * view.ColumnMm, (box.EndRow - box.Row) * view.RowMm);
        return Math.Max(LeastFieldMm, 10 * Math.Ceiling((extentMm + (2 * MarginMm)) / 10));
    }
}
