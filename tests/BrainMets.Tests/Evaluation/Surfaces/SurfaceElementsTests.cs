using BrainMets.Evaluation.Surfaces;
using BrainMets.Imaging;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation.Surfaces;

/// <summary>The areas of family C, seen through the weights of the distances.</summary>
public sealed class SurfaceElementsTests
{
    private static readonly SpacingMm Spacing = new(0.7, 1.3, 2.5);

    // Areas of the faces of a voxel across x, y and z.
    private static readonly double[] Faces = [1.3 * 2.5, 0.7 * 2.5, 0.7 * 1.3];

    [Fact]
    public void One_voxel_is_an_octahedron() =>
        Assert.Equal(Norm(Faces), Area(MaskOf.Box(2, 2, 2, 1, 1, 1)), 12); // eight corners, each an eighth of the norm

    [Fact]
    public void A_box_has_flat_faces_bevelled_edges_and_cut_corners()
    {
        var expected = Norm(Faces)
            + (2 * ((4 * Norm([Faces[1], Faces[2]]) / 2) + (3 * Norm([Faces[0], Faces[2]]) / 2) + (2 * Norm([Faces[0], Faces[1]]) / 2)) * 2)
            + (2 * ((3 * 2 * Faces[0]) + (4 * 2 * Faces[1]) + (4 * 3 * Faces[2])));

        Assert.Equal(expected, Area(MaskOf.Box(1, 1, 1, 5, 4, 3)), 9);
    }

    [Fact]
    public void Voxels_that_touch_at_an_edge_or_a_corner_have_surfaces_of_their_own()
    {
        Assert.Equal(2 * Norm(Faces), Area(MaskOf.Box(2, 2, 2, 1, 1, 1), MaskOf.Box(3, 3, 2, 1, 1, 1)), 12);
        Assert.Equal(2 * Norm(Faces), Area(MaskOf.Box(2, 2, 2, 1, 1, 1), MaskOf.Box(3, 3, 3, 1, 1, 1)), 12);
    }

    [Fact]
    public void A_hollow_has_the_surface_of_what_it_lacks()
    {
        var solid = MaskOf.Boxes(Grid(), MaskOf.Box(0, 0, 0, 8, 7, 6));
        var random = new Random(2);
        for (var round = 0; round < 20; round++)
        {
            var shape = new Volume<byte>(Grid());
            for (var i = 0; i < shape.Voxels.Length; i++)
            {
                var (x, y, z) = shape.Size.Position(i);
                shape.Voxels[i] = (byte)(x is > 1 and < 6 && y is > 1 and < 5 && z is > 1 and < 4 && random.Next(2) == 0 ? 1 : 0);
            }

            var hollowed = new Volume<byte>(Grid(), [.. solid.Voxels.Zip(shape.Voxels, (s, h) => (byte)(s - h))]);

            Assert.Equal(Area(solid) + Area(shape), Area(hollowed), 9);
        }
    }

    [Fact]
    public void An_angle_and_a_screw_of_voxels_have_the_area_of_their_triangles()
    {
        // Where three or four voxels of a 2 x 2 x 2 block meet; the other corners are single voxels, pairs and triples.
        PointMm[] angle = [new(0.5, 1, 1), new(0.5, 1, 0), new(1, 0.5, 0), new(1, 0, 0.5), new(0.5, 0, 1)];
        Assert.Equal(AreaOfFan(angle[0], angle[1], angle[4]) + AreaOfFan(angle[1], angle[2], angle[3], angle[4]), (Faces[0] / 2) + (3 * Norm(Faces) / 8), 12);

        Assert.Equal(ByBlocks(MaskOf.Box(2, 2, 2, 1, 1, 2), MaskOf.Box(2, 3, 2, 1, 1, 1)), Area(MaskOf.Box(2, 2, 2, 1, 1, 2), MaskOf.Box(2, 3, 2, 1, 1, 1)), 9);
    }

    /// <summary>An L of three voxels in the plane across x: at each voxel corner one, two or three of them meet; counted by hand.</summary>
    private static double ByBlocks(params Box3[] voxels)
    {
        var corners = from box in voxels
                      from z in Enumerable.Range(box.Z, box.Size.Z)
                      from dx in Enumerable.Range(0, 2)
                      from dy in Enumerable.Range(0, 2)
                      from dz in Enumerable.Range(0, 2)
                      select (Corner: (box.X + dx, box.Y + dy, z + dz), Voxel: (box.X, box.Y, z));
        return corners.GroupBy(c => c.Corner).Sum(g =>
        {
            var met = g.Select(c => c.Voxel).ToArray();
            return met.Length switch
            {
                1 => Norm(Faces) / 8,
                2 when met[0].Y == met[1].Y => Norm([Faces[0], Faces[1]]) / 2, // side by side along z
                2 when met[0].z == met[1].z => Norm([Faces[0], Faces[2]]) / 2, // along y
                2 => Norm(Faces) / 4, // diagonal: two corners
                _ => (Faces[0] / 2) + (3 * Norm(Faces) / 8),
            };
        });
    }

    private static VolumeGeometry Grid() => MaskOf.Grid(8, 7, 6, Affine.FromSpacing(Spacing));

    private static double Area(params Box3[] boxes) => Area(MaskOf.Boxes(Grid(), boxes));

    private static double Area(Volume<byte> mask)
    {
        var total = 0.0;
        foreach (var area in SurfaceDistances.Between(mask, mask)!.ElementsReferenceToPrediction.Weights) // not empty
        {
            total += area;
        }

        return total;
    }

    /// <summary>The area of a plane polygon given in voxels, as a fan of triangles.</summary>
    private static double AreaOfFan(params PointMm[] voxels)
    {
        var corners = voxels.Select(v => new PointMm(v.X * Spacing.X, v.Y * Spacing.Y, v.Z * Spacing.Z)).ToArray();
        return Enumerable.Range(1, corners.Length - 2).Sum(i =>
        {
            var (a, b) = (corners[i] - corners[0], corners[i + 1] - corners[0]);
            return new PointMm((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X)).Length / 2;
        });
    }

    private static double Norm(double[] faces) => Math.Sqrt(faces.Sum(f => f * f));
}
