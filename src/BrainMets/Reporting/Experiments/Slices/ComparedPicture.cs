using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>
/// One lesion as several sources outlined it: the whole slice, the part around the lesion untouched, and the same part once for each source with its outline and that of the
/// reference. One panel a source, because outlines along the same voxel edges would hide each other in one.
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
                GapPixels + (i % columns * (PanelPixels + GapPixels)), HeaderPixels + (i / columns * (NamePixels + PanelPixels + GapPixels)));
            PaintPanel(canvas, images, place, (i, fieldMm, corner, i < 2 ? "" : names[i - 2]));
        }

        return PngFile.Encode(surface);
    }

    private static void PaintHeader(SKCanvas canvas, string title, int width)
    {
        const int legendPixels = 330;
        PictureText.Plain(canvas, PictureText.Fit(title, width - legendPixels - 30, TitlePixels, bold: true), new SKPoint(GapPixels, 27), TitlePixels, bold: true);
        PictureText.Legend(canvas, new SKPoint(width - legendPixels, 27), NotePixels, ContourStyle.Reference, Other);
    }

    /// <summary>Panel 0 is the whole slice, 1 the part untouched, the others the sources.</summary>
    private static void PaintPanel(SKCanvas canvas, ComparedCase images, LesionPlace place, (int Index, double FieldMm, SKPoint Corner, string Name) at)
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
            canvas, PictureText.Fit(name, PanelPixels, NotePixels, bold: at.Index >= 2), new SKPoint(at.Corner.X, at.Corner.Y + 19), NotePixels, bold: at.Index >= 2);
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
