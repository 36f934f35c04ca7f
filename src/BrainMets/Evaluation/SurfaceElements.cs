using System.Numerics;

namespace BrainMets.Evaluation;

/// <summary>
/// The surface of a mask as small pieces with areas, for family C. Pieces sit where eight voxels meet; the eight tell the shape of the
/// piece, by marching cubes with vertices half way between voxels (Lorensen and Cline 1987), and the spacing its area. Summed up as closed
/// formulas, without triangles: an area needs no more. Outside the grid is background.
/// </summary>
internal sealed class SurfaceElements
{
    private const int AllAxes = 0b111;
    private const int FullNeighbourhood = 0xff;

    /// <summary>The bits by which the numbers of two of the eight voxels differ when they are neighbours along x, y or z.</summary>
    private static readonly int[] Axes = [1, 2, 4];

    private SurfaceElements(Volume<byte> present, double[] areasMm2)
    {
        Present = present;
        AreasMm2 = areasMm2;
    }

    /// <summary>1 where there is a piece, on the grid of voxel corners: corner (i, j, k) is the lower corner of voxel (i, j, k).</summary>
    public Volume<byte> Present { get; }

    /// <summary>The area of each place of <see cref="Present"/>; 0 where there is none.</summary>
    public double[] AreasMm2 { get; }

    public static SurfaceElements Of(Volume<byte> mask)
    {
        var areaOfCode = AreasOfCodes(mask.Geometry.Spacing);
        var (size, affine) = (mask.Size, mask.Geometry.VoxelToWorld);
        var corners = new VolumeGeometry(
            new Size3(size.X + 1, size.Y + 1, size.Z + 1), affine with { Origin = affine.Apply(-0.5, -0.5, -0.5) });
        var present = new Volume<byte>(corners);
        var areasMm2 = new double[present.Voxels.Length];
        var codes = Codes(mask, corners.Size);
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] is > 0 and < FullNeighbourhood)
            {
                present.Voxels[i] = 1;
                areasMm2[i] = areaOfCode[codes[i]];
            }
        }

        return new SurfaceElements(present, areasMm2);
    }

    /// <summary>
    /// For each voxel corner which of the eight voxels around it belong to the mask: bit 0 steps along x, bit 1 along y, bit 2 along z.
    /// </summary>
    private static byte[] Codes(Volume<byte> mask, Size3 corners)
    {
        var codes = new byte[corners.Count];
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            if (mask.Voxels[i] == 0)
            {
                continue;
            }

            // A voxel is the upper neighbour of its lower corner and the lower neighbour of its upper corner.
            var (x, y, z) = mask.Size.Position(i);
            for (var corner = 0; corner < 8; corner++)
            {
                codes[corners.Index(x + (corner & 1), y + ((corner >> 1) & 1), z + (corner >> 2))] |= (byte)(1 << (7 - corner));
            }
        }

        return codes;
    }

    /// <summary>
    /// A surface is the same for both sides, so at most four voxels are considered: those of the rarer kind. Groups that touch only along
    /// an edge or at a corner get surfaces of their own.
    /// </summary>
    private static double[] AreasOfCodes(SpacingMm spacing)
    {
        double[] faces = [spacing.Y * spacing.Z, spacing.X * spacing.Z, spacing.X * spacing.Y];
        var areas = new double[256];
        for (var code = 1; code < FullNeighbourhood; code++)
        {
            var rest = BitOperations.PopCount((uint)code) > 4 ? ~code & FullNeighbourhood : code;
            while (rest != 0)
            {
                var group = GroupOf(BitOperations.TrailingZeroCount(rest), rest);
                areas[code] += AreaOfGroup(group, faces);
                rest &= ~group;
            }
        }

        return areas;
    }

    /// <summary>The voxels of a set that are face-connected to one of them.</summary>
    private static int GroupOf(int voxel, int set)
    {
        var group = 1 << voxel;
        while (true)
        {
            var grown = group;
            foreach (var member in Members(group))
            {
                grown |= set & ((1 << (member ^ 1)) | (1 << (member ^ 2)) | (1 << (member ^ 4)));
            }

            if (grown == group)
            {
                return group;
            }

            group = grown;
        }
    }

    /// <summary>
    /// The areas of the six shapes that one to four voxels can form. The vertices of the surface are the middles of the edges that leave
    /// the group; a projection on the plane across axis i counts in units of the face area across i.
    /// </summary>
    private static double AreaOfGroup(int group, double[] faces)
    {
        var members = Members(group).ToArray();
        var spanned = members.Aggregate(0, (axes, m) => axes | (m ^ members[0]));
        var flat = AllAxes & ~spanned;
        return (members.Length, BitOperations.PopCount((uint)spanned)) switch
        {
            (1, _) => Norm(AllAxes, faces) / 8, // a corner cut off: triangle
            (2, _) => Norm(flat, faces) / 2, // an edge cut off: rectangle
            (3, _) => (Norm(flat, faces) / 2) + (3 * Norm(AllAxes, faces) / 8), // an angle: triangle and trapezium
            (4, 2) => Norm(flat, faces), // a face: rectangle
            _ => AreaOfFourInSpace(members, group, faces),
        };
    }

    private static double AreaOfFourInSpace(int[] members, int group, double[] faces)
    {
        var inner = members.Where(m => AxesToNeighbours(m, group).Length > 1).ToArray();
        if (inner.Length == 1)
        {
            return 3 * Norm(AllAxes, faces) / 4; // a corner with its three neighbours: plane hexagon
        }

        // A screw of three steps: a bent hexagon, split into a triangle, a smaller one beside it and one on either side along
        // the middle step. Other splits would have other areas; this is the one of the published tables.

        var middle = inner[0] ^ inner[1];
        var sides = Axes.Where(axis => axis != middle).Sum(axis => Norm(middle | axis, faces) / 4);
        return (Norm(AllAxes, faces) / 2) + sides;
    }

    private static int[] AxesToNeighbours(int voxel, int group) => [.. Axes.Where(axis => (group & (1 << (voxel ^ axis))) != 0)];

    private static IEnumerable<int> Members(int group) => Enumerable.Range(0, 8).Where(v => (group & (1 << v)) != 0);

    /// <summary>The area of a surface whose projections are the faces across the given axes.</summary>
    private static double Norm(int axes, double[] faces) =>
        Math.Sqrt(Enumerable.Range(0, 3).Where(i => (axes & (1 << i)) != 0).Sum(i => faces[i] * faces[i]));
}
