namespace BrainMets.Dicom;

/// <summary>
/// The contour of a binary slice along the edges of its voxels, as closed polygons whose area is exactly the area of the voxels. Tracing
/// through the centres of the border voxels, as many tools do, loses half a voxel all around: 58 % of the volume of a 3 mm sphere at 1 mm.
/// Voxels that share an edge make one polygon; voxels that touch only at a corner make two. A hole is joined to its outer polygon by a
/// keyhole (<see cref="Keyhole"/>).
/// </summary>
internal static class VoxelContour
{
    /// <summary>
    /// One step along each direction: right, down, left, up. Next in the list is a turn toward the voxel that is being followed.
    /// </summary>
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>
    /// Polygons without a point between others on one straight line, the first point not repeated. One with more than
    /// <paramref name="mostPoints"/> points is cut along a line between voxels into pieces that each have fewer (or are one voxel);
    /// together they hold the same voxels.
    /// </summary>
    public static IReadOnlyList<PixelPoint[]> Trace(ReadOnlySpan<byte> mask, int width, int height, int mostPoints = int.MaxValue)
    {
        var components = Components(mask, width, height, out var count);
        var polygons = new List<PixelPoint[]>();
        for (var component = 1; component <= count; component++)
        {
            var polygon = Polygon(components, component, width, height);
            if (polygon.Length > Math.Max(mostPoints, 4))
            {
                polygons.AddRange(
                    CutInTwo(components, component, width, height).SelectMany(half => Trace(half, width, height, mostPoints)));
            }
            else
            {
                polygons.Add(polygon);
            }
        }

        return polygons;
    }

    /// <summary>Numbers the edge-connected regions of voxels, from 1 in the order of their first voxel.</summary>
    private static int[] Components(ReadOnlySpan<byte> mask, int width, int height, out int count)
    {
        var numbers = new int[width * height];
        var pending = new Stack<int>();
        count = 0;
        for (var start = 0; start < numbers.Length; start++)
        {
            if (mask[start] == 0 || numbers[start] != 0)
            {
                continue;
            }

            numbers[start] = ++count;
            pending.Push(start);
            while (pending.TryPop(out var at))
            {
                foreach (var (stepX, stepY) in Steps)
                {
                    var (x, y) = ((at % width) + stepX, (at / width) + stepY);
                    if ((uint)x < (uint)width && (uint)y < (uint)height && mask[x + (y * width)] != 0 && numbers[x + (y * width)] == 0)
                    {
                        numbers[x + (y * width)] = count;
                        pending.Push(x + (y * width));
                    }
                }
            }
        }

        return numbers;
    }

    private static PixelPoint[] Polygon(int[] components, int component, int width, int height)
    {
        var loops = Loops(components, component, width, height);
        var corners = Keyhole.Join(loops[0], loops.Skip(1).ToList());
        return WithoutStraightPoints(corners).Select(corner => new PixelPoint(corner.X - 0.5, corner.Y - 0.5)).ToArray();
    }

    /// <summary>The outer loop first, then the holes; all corners in unit steps. Corner (i, j) is the upper left of voxel (i, j).</summary>
    private static List<List<(int X, int Y)>> Loops(int[] components, int component, int width, int height)
    {
        bool Inside(int x, int y) => (uint)x < (uint)width && (uint)y < (uint)height && components[x + (y * width)] == component;
        // bit d: a border edge leaves this corner in direction d, its voxel on the right hand
        var edges = new byte[(width + 1) * (height + 1)];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (Inside(x, y))
                {
                    edges[x + (y * (width + 1))] |= (byte)(Inside(x, y - 1) ? 0 : 1);
                    edges[x + 1 + (y * (width + 1))] |= (byte)(Inside(x + 1, y) ? 0 : 2);
                    edges[x + 1 + ((y + 1) * (width + 1))] |= (byte)(Inside(x, y + 1) ? 0 : 4);
                    edges[x + ((y + 1) * (width + 1))] |= (byte)(Inside(x - 1, y) ? 0 : 8);
                }
            }
        }

        var loops = new List<List<(int X, int Y)>>();
        for (var corner = 0; corner < edges.Length; corner++)       // the first edge in reading order is on the outer loop
        {
            while (edges[corner] != 0)
            {
                loops.Add(Follow(edges, corner % (width + 1), corner / (width + 1), width + 1));
            }
        }

        return loops;
    }

    private static List<(int X, int Y)> Follow(byte[] edges, int x, int y, int stride)
    {
        var loop = new List<(int X, int Y)>();
        var direction = int.TrailingZeroCount(edges[x + (y * stride)]);
        var (startX, startY, startDirection) = (x, y, direction);
        do
        {
            loop.Add((x, y));
            edges[x + (y * stride)] &= (byte)~(1 << direction);
            (x, y) = (x + Steps[direction].X, y + Steps[direction].Y);
            var leaving = edges[x + (y * stride)] | ((x, y) == (startX, startY) ? 1 << startDirection : 0);

            // Where two voxels touch at a corner, staying with the same voxel keeps them apart.
            direction = (leaving & (1 << ((direction + 1) & 3))) != 0 ? (direction + 1) & 3
                : (leaving & (1 << direction)) != 0 ? direction : (direction + 3) & 3;
        }
        while ((x, y, direction) != (startX, startY, startDirection));

        return loop;
    }

    private static IEnumerable<(int X, int Y)> WithoutStraightPoints(List<(int X, int Y)> corners)
    {
        for (var i = 0; i < corners.Count; i++)
        {
            var (before, at, after) = (corners[(i + corners.Count - 1) % corners.Count], corners[i], corners[(i + 1) % corners.Count]);
            if ((Math.Sign(at.X - before.X), Math.Sign(at.Y - before.Y)) != (Math.Sign(after.X - at.X), Math.Sign(after.Y - at.Y)))
            {
                yield return at;
            }
        }
    }

    private static IEnumerable<byte[]> CutInTwo(int[] components, int component, int width, int height)
    {
        var voxels = Enumerable.Range(0, width * height).Where(i => components[i] == component).ToList();
        var (lowX, highX) = (voxels.Min(i => i % width), voxels.Max(i => i % width));
        var (lowY, highY) = (voxels[0] / width, voxels[^1] / width);
        var alongX = highX - lowX >= highY - lowY;
        var middle = alongX ? (lowX + highX + 1) / 2 : (lowY + highY + 1) / 2;
        foreach (var first in new[] { true, false })
        {
            var half = new byte[width * height];
            foreach (var i in voxels.Where(i => (alongX ? i % width : i / width) < middle == first))
            {
                half[i] = 1;
            }

            yield return half;
        }
    }
}

/// <summary>
/// Joins holes to the contour around them, so that one polygon describes both: a channel of no width leads from the contour to the hole and
/// back (PS3.3, C.8.8.6.3). The other ways were rejected. Separate inner contours of type CLOSED_PLANAR mean a hole to some readers and are
/// filled by others (plastimatch unites contours by default). CLOSEDPLANAR_XOR is explicit but newer (2020) than most planning systems. A
/// keyhole gives the same area by the even-odd rule, by the winding rule (holes run the other way round) and by union.
/// </summary>
internal static class Keyhole
{
    /// <summary>
    /// All corners in unit steps along voxel edges. The channel runs along such edges, half a voxel from any centre: from the leftmost
    /// corner of the hole to the left, until it meets the contour or a hole joined before.
    /// </summary>
    public static List<(int X, int Y)> Join(List<(int X, int Y)> outer, IReadOnlyList<List<(int X, int Y)>> holes)
    {
        var joined = outer;
        foreach (var hole in holes.OrderBy(loop => loop.Min()))
        {
            var from = hole.Min();
            var start = hole.IndexOf(from);
            var to = Nearest(joined, from);
            joined =
            [
                .. joined.Take(to + 1),
                .. hole.Skip(start), .. hole.Take(start), from,
                .. joined.Skip(to),
            ];
        }

        return joined;
    }

    /// <summary>There always is one: all voxels between the hole and what lies left of it belong to the contour.</summary>
    private static int Nearest(List<(int X, int Y)> outline, (int X, int Y) from)
    {
        var nearest = -1;
        for (var i = 0; i < outline.Count; i++)
        {
            if (outline[i].Y == from.Y && outline[i].X <= from.X && (nearest < 0 || outline[i].X > outline[nearest].X))
            {
                nearest = i;
            }
        }

        return nearest;
    }
}
