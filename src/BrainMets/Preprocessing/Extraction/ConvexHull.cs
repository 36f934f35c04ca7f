using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>
/// The convex hull of part of a mask, as the intersection of half-spaces in many evenly spread directions: at 400 directions it stands
/// less than 0.3 mm off the true hull of a brain.
/// </summary>
public static class ConvexHull
{
    private const int DirectionCount = 400;

    private static readonly PointMm[] Directions = SpreadDirections();

    /// <summary>Fills the hull of the mask's slices from <paramref name="lowestSlice"/> up, in place.</summary>
    public static void FillAbove(Volume<byte> mask, int lowestSlice)
    {
        var rows = FilledRows(mask, lowestSlice);
        if (rows.Count == 0)
        {
            return;
        }

        var reach = Array.ConvertAll(Directions, d => Reach(rows, d));
        for (var z = lowestSlice; z < mask.Size.Z; z++)
        {
            for (var y = 0; y < mask.Size.Y; y++)
            {
                var (low, high) = Inside(reach, mask.Size.X, y, z);
                if (high >= low)
                {
                    mask.Voxels.AsSpan(mask.Size.Index(low, y, z), high - low + 1).Fill(1);
                }
            }
        }
    }

    /// <summary>The ends of each row are all that can lie on the hull.</summary>
    private static List<(int First, int Last, int Y, int Z)> FilledRows(Volume<byte> mask, int lowestSlice)
    {
        var rows = new List<(int First, int Last, int Y, int Z)>();
        for (var z = lowestSlice; z < mask.Size.Z; z++)
        {
            for (var y = 0; y < mask.Size.Y; y++)
            {
                var row = mask.Voxels.AsSpan(mask.Size.Index(0, y, z), mask.Size.X);
                if (row.IndexOfAnyExcept((byte)0) is var first && first >= 0)
                {
                    rows.Add((first, row.LastIndexOfAnyExcept((byte)0), y, z));
                }
            }
        }

        return rows;
    }

    /// <summary>How far the rows reach in a direction.</summary>
    private static double Reach(List<(int First, int Last, int Y, int Z)> rows, PointMm direction)
    {
        var farthest = double.NegativeInfinity;
        foreach (var (first, last, y, z) in rows)
        {
            farthest = Math.Max(farthest, Math.Max(direction.X * first, direction.X * last) + (direction.Y * y) + (direction.Z * z));
        }

        return farthest;
    }

    /// <summary>The voxels of one row that no half-space cuts off.</summary>
    private static (int Low, int High) Inside(double[] reach, int sizeX, int y, int z)
    {
        const double Slack = 1e-6;
        var (low, high) = (0.0, sizeX - 1.0);
        for (var i = 0; i < reach.Length; i++)
        {
            var (d, rest) = (Directions[i], reach[i] + Slack - (Directions[i].Y * y) - (Directions[i].Z * z));
            if (d.X > 0)
            {
                high = Math.Min(high, rest / d.X);
            }
            else if (d.X < 0)
            {
                low = Math.Max(low, rest / d.X);
            }
            else if (rest < 0)
            {
                return (0, -1);
            }
        }

        return ((int)Math.Ceiling(low), (int)Math.Floor(high));
    }

    /// <summary>Points of a Fibonacci spiral on the unit sphere.</summary>
    private static PointMm[] SpreadDirections()
    {
        var turn = Math.PI * (1 + Math.Sqrt(5));
        return
        [
            .. Enumerable.Range(0, DirectionCount).Select(i =>
            {
                var z = 1 - (2 * (i + 0.5) / DirectionCount);
                var radius = Math.Sqrt(1 - (z * z));
                return new PointMm(radius * Math.Cos(turn * (i + 0.5)), radius * Math.Sin(turn * (i + 0.5)), z);
            }),
        ];
    }
}
