namespace BrainMets.Dicom;

/// <summary>
/// Joins holes to the outline around them, so that one polygon describes both: a channel of no width leads from the outline to the hole and back
/// (PS3.3, C.8.8.6.3). The other ways were rejected. Separate inner contours of type CLOSED_PLANAR mean a hole to some readers and are
/// filled by others (plastimatch unites contours unless told otherwise). CLOSEDPLANAR_XOR says it outright but is younger (2020) than most planning systems.
/// A keyhole gives the same area by the even-odd rule, by the winding rule (holes run the other way round) and by union.
/// </summary>
internal static class Keyhole
{
    /// <summary>
    /// All corners in unit steps along voxel edges. The channel runs along such edges, half a voxel from any centre: from the leftmost corner of the hole to the left,
    /// until it meets the outline or a hole joined before.
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

    /// <summary>There always is one: all voxels between the hole and what lies left of it belong to the outline.</summary>
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
