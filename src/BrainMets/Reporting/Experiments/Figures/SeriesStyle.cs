using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>Colour and marker of the n-th of several curves. Six colours and seven markers, so that no two of the first 42 are alike.</summary>
internal readonly record struct SeriesStyle(Color Color, MarkerShape Marker)
{
    // The first three of the Okabe-Ito colours are those farthest apart for all kinds of colour vision.
    private static readonly Color[] Colors =
    [
        FigureStyle.Blue, FigureStyle.Vermillion, FigureStyle.Green, FigureStyle.Purple, Color.FromHex("#E69F00"), Color.FromHex("#222222"),
    ];

    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleDown,
        MarkerShape.OpenCircle, MarkerShape.OpenSquare,
    ];

    public static SeriesStyle Of(int index) => new(Colors[index % Colors.Length], Markers[index % Markers.Length]);
}
