using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>Line of a contour. Colours are from the Okabe-Ito palette; dashes tell the two apart without colour as well.</summary>
public sealed record ContourStyle(string Name, SKColor Color, float WidthPixels, bool Dashed)
{
    public static ContourStyle Reference { get; } = new("reference", SKColor.Parse("#E69F00"), 2.4f, Dashed: false);

    public static ContourStyle Prediction { get; } = new("prediction", SKColor.Parse("#56B4E9"), 2.4f, Dashed: true);

    /// <summary>What is below the threshold and no finding.</summary>
    public static ContourStyle Candidate { get; } = new("candidate, no finding", SKColor.Parse("#D55E00"), 1.6f, Dashed: true);

    /// <summary>A new paint; the caller disposes it.</summary>
    public SKPaint Paint() => new()
    {
        Style = SKPaintStyle.Stroke,
        Color = Color,
        StrokeWidth = WidthPixels,
        StrokeJoin = SKStrokeJoin.Miter,
        IsAntialias = true,
        PathEffect = Dashed ? SKPathEffect.CreateDash([7, 4], 0) : null,
    };
}
