using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

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
    public void An_angle_of_voxels_has_the_area_of_its_triangles()
    {
        // Where three voxels of a 2 x 2 x 2 block meet; the other corners of the L are single voxels and pairs.
        PointMm[] cut = [new(0.5, 1, 1), new(0.5, 1, 0), new(1, 0.5, 0), new(1, 0, 0.5), new(0.5, 0, 1)];
        var (triangle, trapezium) = (AreaOfFan(cut[0], cut[1], cut[4]), AreaOfFan(cut[1], cut[2], cut[3], cut[4]));
        Box3[] angle = [MaskOf.Box(2, 2, 2, 1, 1, 2), MaskOf.Box(2, 3, 2, 1, 1, 1)];

        Assert.Equal((Faces[0] / 2) + (3 * Norm(Faces) / 8), triangle + trapezium, 12);
        Assert.Equal(ByBlocks(angle), Area(angle), 9);
    }

    [Fact]
    public void A_screw_of_voxels_has_the_area_of_its_triangles()
    {
        // Four voxels in three steps, along x, z and y; the bent hexagon where all four meet.
        PointMm[] cut = [new(0, 1, 0.5), new(0, 0.5, 1), new(1, 0.5, 1), new(1, 0, 0.5), new(0.5, 0, 0), new(0.5, 1, 0)];
        var hexagon = AreaOfFan(cut[1], cut[3], cut[5]) + AreaOfFan(cut[0], cut[1], cut[5])
            + AreaOfFan(cut[1], cut[2], cut[3]) + AreaOfFan(cut[3], cut[4], cut[5]);
        Assert.Equal((Norm(Faces) / 2) + (Norm([Faces[0], Faces[2]]) / 4) + (Norm([Faces[1], Faces[2]]) / 4), hexagon, 12);

        Box3[] screw = [MaskOf.Box(2, 2, 2, 1, 1, 2), MaskOf.Box(3, 2, 2, 1, 1, 1), MaskOf.Box(2, 3, 3, 1, 1, 1)];
        Assert.Equal(ByBlocks(screw), Area(screw), 9);
    }

    /// <summary>Adds up the shapes of the voxels that meet at each voxel corner; four only as a screw along x, z and y.</summary>
    private static double ByBlocks(params Box3[] boxes)
    {
        var corners = from box in boxes
                      from z in Enumerable.Range(box.Z, box.Size.Z)
                      from corner in Enumerable.Range(0, 8)
                      let place = (box.X + (corner & 1), box.Y + ((corner >> 1) & 1), z + (corner >> 2))
                      select (Corner: place, Voxel: new[] { box.X, box.Y, z });
        return corners.GroupBy(c => c.Corner, c => c.Voxel).Sum(met => OfBlock([.. met]));
    }

    private static double OfBlock(int[][] voxels)
    {
        bool Touch(int[] a, int[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Sum() == 1;
        var steps = (
            from a in voxels
            from b in voxels
            where Touch(a, b)
            select Enumerable.Range(0, 3).Single(i => a[i] != b[i])).Distinct().ToArray();
        var across = Enumerable.Range(0, 3).Except(steps).Select(i => Faces[i]).ToArray();
        return (voxels.Length, steps.Length) switch
        {
            (4, 3) => (Norm(Faces) / 2) + (Norm([Faces[0], Faces[2]]) / 4) + (Norm([Faces[1], Faces[2]]) / 4),
            (3, 2) => (across[0] / 2) + (3 * Norm(Faces) / 8),
            (3, 1) => (Norm(across) / 2) + (Norm(Faces) / 8), // a pair and a single voxel
            (2, 1) => Norm(across) / 2,
            (_, 0) => voxels.Length * Norm(Faces) / 8,
            _ => throw new InvalidOperationException("A shape these tests do not make."),
        };
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
