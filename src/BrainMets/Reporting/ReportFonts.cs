using System.Reflection;
using ScottPlot;
using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>
/// The one type family of figures, slices and pages. It is compiled into the library: on a machine without fonts ScottPlot would draw every
/// title, axis and legend as nothing, without an error.
/// </summary>
internal static class ReportFonts
{
    public const string Family = "Open Sans";

    private const float ProbeSizePixels = 24;

    private static readonly Lazy<SKTypeface> Regular = new(() => Load("OpenSans-Regular.ttf"));
    private static readonly Lazy<SKTypeface> Bold = new(() => Load("OpenSans-Bold.ttf"));
    private static readonly Lazy<bool> Registered = new(AddToScottPlot);

    /// <summary>The typeface itself, shared by all; do not dispose it.</summary>
    public static SKTypeface Typeface(bool bold) => bold ? Bold.Value : Regular.Value;

    /// <summary>Makes this family ScottPlot's default; call before a plot is made. Safe to call often and from several threads.</summary>
    public static void Register() => _ = Registered.Value;

    /// <summary>CSS that carries both typefaces inside a page or an SVG, so that it looks the same on every machine.</summary>
    public static string FontFaceCss() => FontFace("OpenSans-Regular.ttf", "normal") + FontFace("OpenSans-Bold.ttf", "bold");

    /// <summary>
    /// Draws a word and looks for its ink. Null when text appears; otherwise what is wrong and what to do, for <c>mets doctor</c>.
    /// </summary>
    public static string? Check()
    {
        try
        {
            using var bitmap = new SKBitmap(120, 40, SKColorType.Gray8, SKAlphaType.Opaque);
            using var canvas = new SKCanvas(bitmap);
            canvas.Clear(SKColors.White);
            using var font = new SKFont(Typeface(bold: false), ProbeSizePixels);
            using var paint = new SKPaint { Color = SKColors.Black };
            canvas.DrawText("mm³ 0.95", 4, 30, SKTextAlign.Left, font, paint);
            canvas.Flush();
            return bitmap.GetPixelSpan().IndexOfAnyExcept((byte)255) >= 0
                ? null
                : $"The built-in font '{Family}' loads but renders nothing; figures would have no text. Reinstall the program.";
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or InvalidOperationException)
        {
            return $"Figures cannot be drawn: {e.GetBaseException().Message} Reinstall the program for this operating system and "
                + $"processor.";
        }
    }

    private static bool AddToScottPlot()
    {
        ScottPlot.Fonts.FontResolvers.Insert(0, new EmbeddedFontResolver());
        ScottPlot.Fonts.Default = Family;
        ScottPlot.Fonts.Sans = Family;
        return true;
    }

    private static SKTypeface Load(string file)
    {
        using var data = SKData.CreateCopy(Bytes(file));
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The built-in font {file} is not a usable font.");
    }

    private static string FontFace(string file, string weight) =>
        $"@font-face{{font-family:'{Family}';font-weight:{weight};src:url(data:font/ttf;base64,{Convert.ToBase64String(Bytes(file))})}}\n";

    private static byte[] Bytes(string file)
    {
        var name = $"BrainMets.Reporting.Fonts.{file}";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} was not compiled into the library.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>Gives ScottPlot the typefaces compiled into this library, so that figures never depend on the fonts of a machine.</summary>
internal sealed class EmbeddedFontResolver : IFontResolver
{
    /// <summary>Null for any other family: the next resolver is asked.</summary>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == ReportFonts.Family ? ReportFonts.Typeface(weight >= FontWeight.SemiBold) : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == ReportFonts.Family ? ReportFonts.Typeface(bold) : null;
}
