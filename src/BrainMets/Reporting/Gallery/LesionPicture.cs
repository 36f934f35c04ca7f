using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>
/// One lesion on the slice where it is largest: the whole slice with a frame that shows where, the part around it untouched, and the same
/// part
/// with the outlines of both. The untouched one is there because an outline hides what it surrounds.
/// </summary>
public static class LesionPicture
{
    private const int PanelPixels = 400;
    private const int GapPixels = 10;
    private const int HeaderPixels = 40;
    private const int FooterPixels = 28;
    private const float TitlePixels = 18;
    private const float NotePixels = 15;
    private const double LeastFieldMm = 40;
    private const double MarginMm = 12;

    /// <summary>The picture as PNG.</summary>
    public static byte[] Paint(GalleryCase images, LesionPlace place, string title)
    {
        var width = (3 * PanelPixels) + (4 * GapPixels);
        using var surface = SKSurface.Create(new SKImageInfo(width, HeaderPixels + PanelPixels + FooterPixels));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        var fieldMm = FieldMm(images.Painter.View, place.Box);
        var whole = SlicePanel.Whole(images.Painter.View, place.Slice, Target(0));
        var plain = new SlicePanel(images.Painter.View, place.Slice, Target(1), place.CentreColumn, place.CentreRow, PanelPixels / fieldMm);
        var outlined = plain with { Target = Target(2) };
        foreach (var panel in new[] { whole, plain, outlined })
        {
            images.Painter.PaintImage(canvas, panel);
        }

        PaintFrame(canvas, whole, place, fieldMm);
        images.Painter.PaintContour(canvas, outlined, i => images.Reference.Labels.Voxels[i] != 0, ContourStyle.Reference);
        images.Painter.PaintContour(canvas, outlined, i => images.Prediction.Labels.Voxels[i] != 0, ContourStyle.Prediction);
        SlicePainter.PaintMarks(canvas, whole, 50);
        SlicePainter.PaintMarks(canvas, plain, 10);
        SlicePainter.PaintMarks(canvas, outlined, 10);
        PaintText(canvas, place, title, fieldMm);
        return PngFile.Encode(surface);
    }

    private static void PaintText(SKCanvas canvas, LesionPlace place, string title, double fieldMm)
    {
        var third = Target(2);
        var fitted = PictureText.Fit(title, third.Left - 30, TitlePixels, bold: true);
        PictureText.Plain(canvas, fitted, new SKPoint(GapPixels, 26), TitlePixels, bold: true);
        PictureText.Legend(canvas, new SKPoint(third.Left, 26), NotePixels, ContourStyle.Reference, ContourStyle.Prediction);
        var baseline = HeaderPixels + PanelPixels + 19;
        var whole = $"whole slice, z = {NumberText.SignedMm(place.Centre.Z)} mm; frame: part shown";
        PictureText.Plain(canvas, whole, new SKPoint(GapPixels, baseline), NotePixels);
        PictureText.Plain(canvas, $"{fieldMm:0} mm around the lesion", new SKPoint(Target(1).Left, baseline), NotePixels);
        PictureText.Plain(canvas, "the same, outlined along voxel edges", new SKPoint(third.Left, baseline), NotePixels);
    }

    private static void PaintFrame(SKCanvas canvas, SlicePanel whole, LesionPlace place, double fieldMm)
    {
        var half = (float)(fieldMm / 2 * whole.PixelsPerMm);
        var middle = new SKPoint(whole.X(place.CentreColumn), whole.Y(place.CentreRow));
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, Color = SKColors.White, StrokeWidth = 1.5f, IsAntialias = true };
        canvas.DrawRect(SKRect.Create(middle.X - half, middle.Y - half, 2 * half, 2 * half), paint);
    }

    /// <summary>
    /// Side of the square shown: at least 40 mm, so that small lesions are seen amid anatomy and compare in size, in steps of 10 mm.
    /// </summary>
    private static double FieldMm(AxialView view, DisplayBox box)
    {
        var extentMm = Math.Max((box.EndColumn - box.Column) * view.ColumnMm, (box.EndRow - box.Row) * view.RowMm);
        return Math.Max(LeastFieldMm, 10 * Math.Ceiling((extentMm + (2 * MarginMm)) / 10));
    }

    private static SKRect Target(int column) =>
        SKRect.Create(GapPixels + (column * (PanelPixels + GapPixels)), HeaderPixels, PanelPixels, PanelPixels);
}
