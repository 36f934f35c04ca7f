using BrainMets.Imaging;
using BrainMets.Lesions;
using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>
/// Rows of small pictures below a preview: each finding and each candidate on the slice where it is largest, 40 mm or as much more as it needs around its middle.
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
    private const double LeastFieldMm = 40;
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
        shown = [.. lesions.Lesions.OrderByDescending(l => l.VolumeMm3).ThenBy(l => l.Label).Take(Math.Max(0, Most - candidates.Count)), .. candidates];
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
            : findings == 0 ? "Candidates (dashed; no findings, for a reader to check)" : "Each lesion and candidate (dashed; no finding, for a reader to check)";
        var part = findings < lesions.Lesions.Count ? $", {findings} of {lesions.Lesions.Count} lesions" : "";
        PictureText.Plain(canvas, $"{what}{part}: number, highest probability, slice.", new SKPoint(10, top + 20), 14);
        for (var i = 0; i < shown.Count; i++)
        {
            var corner = new SKPoint(GapPixels + (i % perRow * (panelPixels + GapPixels)), top + TitlePixels + (i / perRow * (panelPixels + CaptionPixels)));
            PaintOne(canvas, painter, (shown[i], i >= findings), (corner, line));
        }
    }

    private void PaintOne(SKCanvas canvas, SlicePainter painter, (Lesion Lesion, bool IsCandidate) one, (SKPoint Corner, ContourStyle Line) place)
    {
        var view = painter.View;
        var labels = one.IsCandidate && lesions.Candidates is { } set ? set.Labels : lesions.Labels;
        var box = DisplayBox.Of(view, one.Lesion.Box);
        var slice = Enumerable.Range(box.Slice, box.EndSlice - box.Slice).MaxBy(s => box.CountOn(view, s, i => labels.Voxels[i] == one.Lesion.Label));
        var target = SKRect.Create(place.Corner.X, place.Corner.Y, panelPixels, panelPixels);
        var panel = new SlicePanel(view, slice, target, (box.Column + box.EndColumn - 1) / 2.0, (box.Row + box.EndRow - 1) / 2.0, panelPixels / FieldMm(view, box));
        painter.PaintImage(canvas, panel);
        PaintContours(canvas, painter, panel, (lesions.Labels, lesions.Lesions, place.Line));
        if (lesions.Candidates is { } others)
        {
            PaintContours(canvas, painter, panel, (others.Labels, others.Lesions, ContourStyle.Candidate));
        }

        SlicePainter.PaintMarks(canvas, panel, BarMm);
        var score = one.Lesion.MaxProbability is { } p ? $", {NumberText.Ratio(p)}" : "";
        var name = one.IsCandidate ? "candidate " : "lesion ";
        PictureText.Plain(canvas, $"{name}{one.Lesion.Label}{score}", new SKPoint(target.Left, target.Bottom + 14), TextPixels, bold: true);
        var middle = view.World(panel.CentreColumn, panel.CentreRow, slice);
        PictureText.Plain(canvas, $"z = {NumberText.SignedMm(middle.Z)} mm", new SKPoint(target.Left, target.Bottom + 29), TextPixels);
    }

    /// <summary>All that the panel shows a part of, not only the one in its middle: an unmarked neighbour would seem to be missed.</summary>
    private static void PaintContours(SKCanvas canvas, SlicePainter painter, SlicePanel panel, (Volume<int> Labels, IReadOnlyList<Lesion> Lesions, ContourStyle Style) of)
    {
        foreach (var lesion in of.Lesions)
        {
            var box = DisplayBox.Of(painter.View, lesion.Box);
            var isShown = panel.Slice >= box.Slice && panel.Slice < box.EndSlice
                && panel.X(box.EndColumn) >= panel.Target.Left && panel.X(box.Column - 1) <= panel.Target.Right
                && panel.Y(box.EndRow) >= panel.Target.Top && panel.Y(box.Row - 1) <= panel.Target.Bottom;
            if (isShown)
            {
                painter.PaintContour(canvas, panel, i => of.Labels.Voxels[i] == lesion.Label, of.Style, box);
            }
        }
    }

    /// <summary>Side of the square shown, in steps of 10 mm, so that nothing is cut and small ones compare in size.</summary>
    private static double FieldMm(AxialView view, DisplayBox box)
    {
        var extentMm = Math.Max((box.EndColumn - box.Column) * view.ColumnMm, (box.EndRow - box.Row) * view.RowMm);
        return Math.Max(LeastFieldMm, 10 * Math.Ceiling((extentMm + (2 * MarginMm)) / 10));
    }
}
