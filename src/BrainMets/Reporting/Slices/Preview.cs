using BrainMets.Lesions;
using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>
/// One picture of what was found in a scan: axial slices with the outlines of the predicted lesions (preview.png of a prediction).
/// </summary>
internal static class Preview
{
    private const int MostSlices = 12;
    private const int GapPixels = 6;
    private const int HeaderPixels = 64;
    private const double BarMm = 50;
    private const double LeastBrightShare = 0.04;

    // Thin and solid: on a whole slice a dash is as long as a small lesion.
    private static readonly ContourStyle Line = ContourStyle.Prediction with { WidthPixels = 1.6f, Dashed = false };

    /// <summary>
    /// Writes a PNG: up to twelve whole slices through the lesions, the largest lesion first, each outlined and numbered as in lesions.csv;
    /// slices
    /// evenly spaced from bottom to top when nothing was found. Below them a thumbnail of each finding and candidate.
    /// </summary>
    /// <exception cref="ArgumentException">The lesions lie on another grid than the scan.</exception>
    public static void Write(Volume<float> t1c, LesionSet lesions, string path)
    {
        if (!t1c.Geometry.SameGridAs(lesions.Geometry))
        {
            throw new ArgumentException(
                $"Case {lesions.CaseId}: lesions and scan must share one grid. Scan: {t1c.Geometry}. Lesions: {lesions.Geometry}.",
                nameof(lesions));
        }

        var view = new AxialView(t1c.Geometry);
        var painter = new SlicePainter(view, t1c);
        var slices = lesions.Lesions.Count == 0 ? EvenlySpaced(painter) : ThroughLesions(view, lesions);
        // The fewer the slices the larger; always about as wide, so that the header has room.
        var (columns, panelPixels) = slices.Count switch { <= 2 => (2, 460), <= 6 => (3, 400), _ => (4, 300) };
        var width = (columns * (panelPixels + GapPixels)) + GapPixels;
        var height = HeaderPixels + ((slices.Count + columns - 1) / columns * (panelPixels + GapPixels));
        var strip = ThumbnailStrip.Of(lesions, width);
        using var surface = SKSurface.Create(new SKImageInfo(width, height + strip.HeightPixels));
        surface.Canvas.Clear(SKColors.White);
        PaintHeader(surface.Canvas, lesions, slices, view, width);
        for (var i = 0; i < slices.Count; i++)
        {
            var (right, down) = (i % columns * (panelPixels + GapPixels), i / columns * (panelPixels + GapPixels));
            var panel = SlicePanel.Whole(view, slices[i], SKRect.Create(GapPixels + right, HeaderPixels + down, panelPixels, panelPixels));
            PaintSlice(surface.Canvas, painter, panel, lesions);
        }

        strip.Paint(surface.Canvas, painter, height, Line);
        PngFile.Write(surface, path);
    }

    private static void PaintHeader(SKCanvas canvas, LesionSet lesions, List<int> slices, AxialView view, int width)
    {
        var count = lesions.Lesions.Count;
        var found = count switch { 0 => "no lesions found", 1 => "1 lesion found", _ => $"{count} lesions found" };
        var volume = count == 0 ? "" : $", {NumberText.CcText(lesions.Lesions.Sum(l => l.VolumeMm3))} cc in all";
        var candidates = lesions.Candidates?.Lesions.Count switch { null or 0 => "", 1 => ", 1 candidate", var n => $", {n} candidates" };
        var title = $"{lesions.CaseId}: {found}{volume}{candidates}";
        PictureText.Plain(canvas, PictureText.Fit(title, width - 20, 19, bold: true), new SKPoint(10, 26), 19, bold: true);
        var shown = lesions.Lesions.Count(l => slices.Any(s => PixelsOn(view, lesions, l, s) > 0));
        var all = shown == count;
        var part = count == 0
            ? "Slices evenly spaced. "
            : all ? "Largest lesion first. " : $"Slices through {shown} of {count} lesions, largest first. ";
        ContourStyle[] lines =
            [.. count == 0 ? [] : (ContourStyle[])[Line], .. candidates.Length == 0 ? [] : (ContourStyle[])[ContourStyle.Candidate]];
        var x = PictureText.Legend(canvas, new SKPoint(10, 52), 14, lines);
        PictureText.Plain(canvas, part + "Research use; not a medical device.", new SKPoint(x, 52), 14);
    }

    private static void PaintSlice(SKCanvas canvas, SlicePainter painter, SlicePanel panel, LesionSet lesions)
    {
        var labels = lesions.Labels.Voxels;
        painter.PaintImage(canvas, panel);
        foreach (var lesion in lesions.Lesions.Where(l => PixelsOn(painter.View, lesions, l, panel.Slice) > 0))
        {
            painter.PaintContour(canvas, panel, i => labels[i] == lesion.Label, Line, DisplayBox.Of(painter.View, lesion.Box));
        }

        foreach (var lesion in lesions.Lesions.Where(l => PixelsOn(painter.View, lesions, l, panel.Slice) > 0))
        {
            var box = DisplayBox.Of(painter.View, lesion.Box);
            if (box.UpperRight(painter.View, panel.Slice, i => labels[i] == lesion.Label) is var (column, row))
            {
                var corner = new SKPoint(panel.X(column + 0.5) + 3, panel.Y(row - 0.5) - 2);
                PictureText.Outlined(canvas, $"{lesion.Label}", corner, 14, SKTextAlign.Left);
            }
        }

        SlicePainter.PaintMarks(canvas, panel, BarMm);
        var middle = painter.View.World(panel.CentreColumn, panel.CentreRow, panel.Slice);
        var lowerLeft = new SKPoint(panel.Target.Left + 8, panel.Target.Bottom - 10);
        PictureText.Outlined(canvas, $"z = {NumberText.SignedMm(middle.Z)} mm", lowerLeft, 13, SKTextAlign.Left);
    }

    /// <summary>Between the lowest and the highest slice that shows something: a mosaic of air helps nobody.</summary>
    private static List<int> EvenlySpaced(SlicePainter painter)
    {
        var bright = Enumerable.Range(0, painter.View.Slices)
            .AsParallel().AsOrdered().Where(s => painter.BrightShare(s) >= LeastBrightShare).ToList();
        var (first, last) = bright.Count == 0 ? (0, painter.View.Slices - 1) : (bright[0], bright[^1]);
        var count = Math.Min(MostSlices, last - first + 1);
        return [.. Enumerable.Range(0, count).Select(i => first + (int)((i + 0.5) * (last - first + 1) / count))];
    }

    private static List<int> ThroughLesions(AxialView view, LesionSet lesions)
    {
        var slices = new List<int>();
        foreach (var lesion in lesions.Lesions.OrderByDescending(l => l.VolumeMm3).ThenBy(l => l.Label))
        {
            if (slices.Count < MostSlices && !slices.Any(s => PixelsOn(view, lesions, lesion, s) > 0))
            {
                var box = DisplayBox.Of(view, lesion.Box);
                slices.Add(Enumerable.Range(box.Slice, box.EndSlice - box.Slice).MaxBy(s => PixelsOn(view, lesions, lesion, s)));
            }
        }

        return slices;
    }

    private static int PixelsOn(AxialView view, LesionSet lesions, Lesion lesion, int slice) =>
        DisplayBox.Of(view, lesion.Box).CountOn(view, slice, i => lesions.Labels.Voxels[i] == lesion.Label);
}

/// <summary>
/// Rows of small pictures below a preview: each finding and each candidate on the slice where it is largest, 40 mm or as much more as it
/// needs around its middle.
/// </summary>
internal sealed class ThumbnailStrip
{
    /// <summary>With ten candidates, three rows of eight. Findings beyond are in the slices above.</summary>
    private const int Most = 24;

    private const int GapPixels = 6;
    private const int TitlePixels = 30;
    private const int CaptionPixels = 36;
    private const int TextPixels = 13;
    private const int LeastPixels = 140;
    private const double MarginMm = 4;
    private const double BarMm = 10;

    private readonly LesionSet lesions;
    private readonly IReadOnlyList<Lesion> candidates;
    private readonly IReadOnlyList<Lesion> shown;
    private readonly int perRow;
    private readonly int panelPixels;

    private ThumbnailStrip(LesionSet lesions, int widthPixels)
    {
        this.lesions = lesions;
        candidates = lesions.Candidates?.Lesions ?? [];
        shown = [.. lesions.Lesions.OrderByDescending(l => l.VolumeMm3).ThenBy(l => l.Label).Take(Math.Max(0, Most - candidates.Count)),
            .. candidates];
        perRow = (widthPixels - GapPixels) / (LeastPixels + GapPixels);
        panelPixels = ((widthPixels - GapPixels) / perRow) - GapPixels;
    }

    /// <summary>0 when there is nothing to show.</summary>
    public int HeightPixels => shown.Count == 0 ? 0 : TitlePixels + ((shown.Count + perRow - 1) / perRow * (panelPixels + CaptionPixels));

    /// <summary>The strip of a picture of this width.</summary>
    public static ThumbnailStrip Of(LesionSet lesions, int widthPixels) => new(lesions, widthPixels);

    /// <summary>Paints it from <paramref name="top"/> down; findings with <paramref name="line"/>.</summary>
    public void Paint(SKCanvas canvas, SlicePainter painter, int top, ContourStyle line)
    {
        if (shown.Count == 0)
        {
            return;
        }

        var findings = shown.Count - candidates.Count;
        var what = candidates.Count == 0 ? "Each lesion"
            : findings == 0
            ? "Candidates (dashed; no findings, for a reader to check)"
            : "Each lesion and candidate (dashed; no finding, for a reader to check)";
        var part = findings < lesions.Lesions.Count ? $", {findings} of {lesions.Lesions.Count} lesions" : "";
        PictureText.Plain(canvas, $"{what}{part}: number, maximum probability, slice.", new SKPoint(10, top + 20), 14);
        for (var i = 0; i < shown.Count; i++)
        {
            var corner = new SKPoint(
                GapPixels + (i % perRow * (panelPixels + GapPixels)), top + TitlePixels + (i / perRow * (panelPixels + CaptionPixels)));
            PaintOne(canvas, painter, (shown[i], i >= findings), (corner, line));
        }
    }

    private void PaintOne(
        SKCanvas canvas, SlicePainter painter, (Lesion Lesion, bool IsCandidate) one, (SKPoint Corner, ContourStyle Line) place)
    {
        var view = painter.View;
        var labels = one.IsCandidate && lesions.Candidates is { } set ? set.Labels : lesions.Labels;
        var box = DisplayBox.Of(view, one.Lesion.Box);
        var slice = Enumerable.Range(box.Slice, box.EndSlice - box.Slice)
            .MaxBy(s => box.CountOn(view, s, i => labels.Voxels[i] == one.Lesion.Label));
        var target = SKRect.Create(place.Corner.X, place.Corner.Y, panelPixels, panelPixels);
        var panel = new SlicePanel(view, slice, target, (box.Column + box.EndColumn - 1) / 2.0, (box.Row + box.EndRow - 1) / 2.0,
            panelPixels / box.FieldMm(view, MarginMm));
        painter.PaintImage(canvas, panel);
        PaintContours(canvas, painter, panel, lesions.Labels, lesions.Lesions, place.Line);
        if (lesions.Candidates is { } others)
        {
            PaintContours(canvas, painter, panel, others.Labels, others.Lesions, ContourStyle.Candidate);
        }

        SlicePainter.PaintMarks(canvas, panel, BarMm);
        var score = one.Lesion.MaxProbability is { } p ? $", {NumberText.Ratio(p)}" : "";
        var name = one.IsCandidate ? "candidate " : "lesion ";
        PictureText.Plain(canvas, $"{name}{one.Lesion.Label}{score}", new SKPoint(target.Left, target.Bottom + 14), TextPixels, bold: true);
        var middle = view.World(panel.CentreColumn, panel.CentreRow, slice);
        PictureText.Plain(canvas, $"z = {NumberText.SignedMm(middle.Z)} mm", new SKPoint(target.Left, target.Bottom + 29), TextPixels);
    }

    /// <summary>
    /// All that the panel shows a part of, not only the one in its middle: an unmarked neighbour would seem to be missed.
    /// </summary>
    private static void PaintContours(
        SKCanvas canvas, SlicePainter painter, SlicePanel panel, Volume<int> labels, IReadOnlyList<Lesion> lesions, ContourStyle style)
    {
        foreach (var lesion in lesions)
        {
            var box = DisplayBox.Of(painter.View, lesion.Box);
            var isShown = panel.Slice >= box.Slice && panel.Slice < box.EndSlice
                && panel.X(box.EndColumn) >= panel.Target.Left && panel.X(box.Column - 1) <= panel.Target.Right
                && panel.Y(box.EndRow) >= panel.Target.Top && panel.Y(box.Row - 1) <= panel.Target.Bottom;
            if (isShown)
            {
                painter.PaintContour(canvas, panel, i => labels.Voxels[i] == lesion.Label, style, box);
            }
        }
    }
}
