using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>Paints slices of one scan with contours, side letters and scale bars onto a picture.</summary>
internal sealed class SlicePainter(AxialView view, Volume<float> image)
{
    private const float LetterSizePixels = 15;

    private readonly IntensityWindow window = IntensityWindow.Of(image.Voxels);

    public AxialView View => view;

    /// <summary>Which share of a slice is brighter than a tenth of white: near 0 where there is only air.</summary>
    public double BrightShare(int slice)
    {
        const byte tenth = 26;
        var bright = 0;
        for (var row = 0; row < view.Rows; row++)
        {
            for (var column = 0; column < view.Columns; column++)
            {
                bright += window.Grey(image.Voxels[view.Index(column, row, slice)]) > tenth ? 1 : 0;
            }
        }

        return (double)bright / (view.Rows * view.Columns);
    }

    /// <summary>The slice itself, interpolated linearly between voxel centres; black where the scan has no voxels.</summary>
    public void PaintImage(SKCanvas canvas, SlicePanel panel)
    {
        using var black = new SKPaint { Color = SKColors.Black };
        canvas.DrawRect(panel.Target, black);
        using var bitmap = new SKBitmap(new SKImageInfo(view.Columns, view.Rows, SKColorType.Gray8, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (var row = 0; row < view.Rows; row++)
        {
            for (var column = 0; column < view.Columns; column++)
            {
                pixels[(row * bitmap.RowBytes) + column] = window.Grey(image.Voxels[view.Index(column, row, panel.Slice)]);
            }
        }

        using var slice = SKImage.FromBitmap(bitmap);
        var place = new SKRect(panel.X(-0.5), panel.Y(-0.5), panel.X(view.Columns - 0.5), panel.Y(view.Rows - 0.5));
        Clipped(canvas, panel, () => canvas.DrawImage(slice, place, new SKSamplingOptions(SKFilterMode.Linear)));
    }

    /// <summary>
    /// The outline, along voxel edges, of the voxels for which <paramref name="inside"/> (given their array index) is true; all of them lie
    /// in <paramref name="box"/>, where one is given, and nothing else is asked.
    /// </summary>
    public void PaintContour(SKCanvas canvas, SlicePanel panel, Func<int, bool> inside, ContourStyle style, DisplayBox? box = null)
    {
        var (left, top) = (box?.Column ?? 0, box?.Row ?? 0);
        var (columns, rows) = ((box?.EndColumn ?? view.Columns) - left, (box?.EndRow ?? view.Rows) - top);
        var outlines = MaskContour.Trace(columns, rows, (column, row) => inside(view.Index(left + column, top + row, panel.Slice)));
        using var paint = style.Paint();
        Clipped(canvas, panel, () =>
        {
            foreach (var outline in outlines)
            {
                using var path = new SKPath();
                path.AddPoly([.. outline.Select(c => new SKPoint(panel.X(left + c.Column - 0.5), panel.Y(top + c.Row - 0.5)))], true);
                canvas.DrawPath(path, paint);
            }
        });
    }

    /// <summary>R and L at the sides (patient's right on the left), and a bar of the given length in the lower right corner.</summary>
    public static void PaintMarks(SKCanvas canvas, SlicePanel panel, double barMm)
    {
        var t = panel.Target;
        PictureText.Outlined(canvas, "R", new SKPoint(t.Left + 12, t.MidY + 5), LetterSizePixels, SKTextAlign.Center);
        PictureText.Outlined(canvas, "L", new SKPoint(t.Right - 12, t.MidY + 5), LetterSizePixels, SKTextAlign.Center);
        var length = (float)(barMm * panel.PixelsPerMm);
        using var halo = new SKPaint { Color = SKColors.Black, StrokeWidth = 6 };
        using var line = new SKPaint { Color = SKColors.White, StrokeWidth = 3 };
        var (from, to) = (new SKPoint(t.Right - 12 - length, t.Bottom - 12), new SKPoint(t.Right - 12, t.Bottom - 12));
        canvas.DrawLine(from - new SKPoint(1.5f, 0), to + new SKPoint(1.5f, 0), halo);
        canvas.DrawLine(from, to, line);
        PictureText.Outlined(canvas, $"{barMm:0.#} mm", new SKPoint((from.X + to.X) / 2, from.Y - 7), 13, SKTextAlign.Center);
    }

    private static void Clipped(SKCanvas canvas, SlicePanel panel, Action paint)
    {
        using var restore = new SKAutoCanvasRestore(canvas, doSave: true);
        canvas.ClipRect(panel.Target);
        paint();
    }
}

/// <summary>
/// A part of one slice placed on a picture: which slice, which point of it is in the middle, at how many pixels a millimetre, and where on
/// the picture. Positions are display positions of <see cref="AxialView"/> (centres of voxels are whole numbers).
/// </summary>
internal sealed record SlicePanel(AxialView View, int Slice, SKRect Target, double CentreColumn, double CentreRow, double PixelsPerMm)
{
    /// <summary>The whole slice, as large as fits the target at its true proportions.</summary>
    public static SlicePanel Whole(AxialView view, int slice, SKRect target)
    {
        var pixelsPerMm = Math.Min(target.Width / (view.Columns * view.ColumnMm), target.Height / (view.Rows * view.RowMm));
        return new SlicePanel(view, slice, target, (view.Columns - 1) / 2.0, (view.Rows - 1) / 2.0, pixelsPerMm);
    }

    /// <summary>Picture position of a display column; -0.5 is the left edge of the first voxel.</summary>
    public float X(double column) => (float)(Target.MidX + ((column - CentreColumn) * View.ColumnMm * PixelsPerMm));

    /// <summary>Picture position of a display row; -0.5 is the upper edge of the first voxel.</summary>
    public float Y(double row) => (float)(Target.MidY + ((row - CentreRow) * View.RowMm * PixelsPerMm));
}

/// <summary>Text on pictures, in the built-in font.</summary>
internal static class PictureText
{
    /// <summary>White with a dark rim: readable on any grey.</summary>
    public static void Outlined(SKCanvas canvas, string text, SKPoint baseline, float sizePixels, SKTextAlign align)
    {
        using var font = Font(sizePixels, bold: true);
        using var rim = new SKPaint { Color = SKColors.Black, IsAntialias = true, StrokeWidth = 3, StrokeJoin = SKStrokeJoin.Round };
        rim.Style = SKPaintStyle.Stroke;
        using var fill = new SKPaint { Color = SKColors.White, IsAntialias = true };
        canvas.DrawText(text, baseline.X, baseline.Y, align, font, rim);
        canvas.DrawText(text, baseline.X, baseline.Y, align, font, fill);
    }

    /// <summary>Black on a white ground. Returns how many pixels wide it is.</summary>
    public static float Plain(SKCanvas canvas, string text, SKPoint baseline, float sizePixels, bool bold = false)
    {
        using var font = Font(sizePixels, bold);
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        canvas.DrawText(text, baseline.X, baseline.Y, SKTextAlign.Left, font, paint);
        return font.MeasureText(text);
    }

    /// <summary>The text, cut with an ellipsis to the width given; the full text must stand elsewhere.</summary>
    public static string Fit(string text, float widthPixels, float sizePixels, bool bold = false)
    {
        using var font = Font(sizePixels, bold);
        if (font.MeasureText(text) <= widthPixels)
        {
            return text;
        }

        var length = text.Length;
        while (length > 0 && font.MeasureText(string.Concat(text.AsSpan(0, length), "…")) > widthPixels)
        {
            length--;
        }

        return string.Concat(text.AsSpan(0, length), "…");
    }

    /// <summary>A sample of each contour line and its name. Returns where the legend ends.</summary>
    public static float Legend(SKCanvas canvas, SKPoint baseline, float sizePixels, params ContourStyle[] styles)
    {
        var x = baseline.X;
        foreach (var style in styles)
        {
            using var line = style.Paint();
            line.StrokeWidth += 1;
            canvas.DrawLine(x, baseline.Y - (sizePixels * 0.35f), x + 30, baseline.Y - (sizePixels * 0.35f), line);
            x += 36 + Plain(canvas, style.Name, new SKPoint(x + 36, baseline.Y), sizePixels) + 18;
        }

        return x;
    }

    private static SKFont Font(float sizePixels, bool bold) =>
        new(ReportFonts.Typeface(bold), sizePixels) { Edging = SKFontEdging.Antialias, Subpixel = true };
}

/// <summary>Pictures as PNG bytes and files.</summary>
internal static class PngFile
{
    public static byte[] Encode(SKSurface surface)
    {
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public static void Write(SKSurface surface, string path) => AtomicFile.WriteBytes(path, Encode(surface));
}
