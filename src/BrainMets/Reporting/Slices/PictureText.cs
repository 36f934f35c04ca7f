using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>Text on pictures, in the built-in font.</summary>
public static class PictureText
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
