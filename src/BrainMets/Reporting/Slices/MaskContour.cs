using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>
/// The outline of a mask on one slice, along voxel edges. Tracing voxel centres instead would shrink every lesion by half a voxel all
/// round,
/// which is most of a small one.
/// </summary>
internal static class MaskContour
{
    // Right, down, left, up in image coordinates (row grows downwards).
    private static readonly (int Column, int Row)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>
    /// Closed polygons of voxel corners; corner (c, r) is the upper left of pixel (c, r), so that a polygon encloses whole pixels. Outer
    /// borders run clockwise as seen on the page, holes the other way. Pixels that touch at a corner only get outlines of their own.
    /// </summary>
    public static IReadOnlyList<(int Column, int Row)[]> Trace(int columns, int rows, Func<int, int, bool> inside)
    {
        bool Inside(int column, int row) => column >= 0 && row >= 0 && column < columns && row < rows && inside(column, row);

        var edges = Edges(columns, rows, Inside);
        var outlines = new List<(int Column, int Row)[]>();
        foreach (var start in edges.Keys.OrderBy(k => (k.Row, k.Column)).ToList())
        {
            while (edges[start] != 0)
            {
                outlines.Add(Follow(edges, start));
            }
        }

        return outlines;
    }

    // For each corner a bit set of the directions in which an edge leaves it, with the mask always to the right of the direction.
    private static Dictionary<(int Column, int Row), int> Edges(int columns, int rows, Func<int, int, bool> inside)
    {
        var edges = new Dictionary<(int Column, int Row), int>();
        void Add(int column, int row, int direction) => edges[(column, row)] = edges.GetValueOrDefault((column, row)) | (1 << direction);

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (!inside(column, row))
                {
                    continue;
                }

                AddIf(!inside(column, row - 1), column, row, 0);
                AddIf(!inside(column + 1, row), column + 1, row, 1);
                AddIf(!inside(column, row + 1), column + 1, row + 1, 2);
                AddIf(!inside(column - 1, row), column, row + 1, 3);
            }
        }

        return edges;

        void AddIf(bool border, int column, int row, int direction)
        {
            if (border)
            {
                Add(column, row, direction);
            }
        }
    }

    private static (int Column, int Row)[] Follow(Dictionary<(int Column, int Row), int> edges, (int Column, int Row) start)
    {
        var corners = new List<(int Column, int Row)>();
        var (here, direction) = (start, FirstOf(edges[start]));
        var firstDirection = direction;
        do
        {
            edges[here] &= ~(1 << direction);
            here = (here.Column + Steps[direction].Column, here.Row + Steps[direction].Row);
            // Where two pixels touch at a corner two edges leave it; turning right stays with the pixel we came along.
            var turn = new[] { (direction + 1) % 4, direction, (direction + 3) % 4 };
            var leaving = here == start ? edges[here] | (1 << firstDirection) : edges[here];
            var next = turn.First(d => (leaving & (1 << d)) != 0);
            if (next != direction)
            {
                corners.Add(here);
            }

            direction = next;
        }
        while (here != start || direction != firstDirection);

        return [.. corners];
    }

    private static int FirstOf(int directions) => int.TrailingZeroCount(directions);
}

/// <summary>Line of a contour. Colours are from the Okabe-Ito palette; dashes tell the two apart without colour as well.</summary>
internal sealed record ContourStyle(string Name, SKColor Color, float WidthPixels, bool Dashed)
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
