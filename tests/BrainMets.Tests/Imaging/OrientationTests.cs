using CsCheck;

namespace BrainMets.Tests.Imaging;

public sealed class OrientationTests
{
    public static TheoryData<string> AllCodes =>
    [
        .. from order in new[] { (0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0) }
           from flips in Enumerable.Range(0, 8)
           select string.Concat(
               Letter(order.Item1, (flips & 1) == 0), Letter(order.Item2, (flips & 2) == 0), Letter(order.Item3, (flips & 4) == 0)),
    ];

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void Each_of_the_48_orientations_is_named(string code)
    {
        var affine = FromCode(code, new SpacingMm(0.5, 1, 3));

        Assert.Equal(code, AnatomicalOrientation.Code(affine));
    }

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void A_turn_by_fewer_than_45_degrees_keeps_the_name(string code)
    {
        var turn = Grids.Turned(new SpacingMm(1, 1, 1), (0.25, -0.3, 0.2), default);
        var unflip = turn with { ColumnX = -1 * turn.ColumnX };

        Assert.Equal(code, AnatomicalOrientation.Code(unflip.After(FromCode(code, new SpacingMm(0.5, 1, 3)))));
    }

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void Closest_ras_visits_the_same_voxels_in_ras_order(string code)
    {
        var affine = FromCode(code, new SpacingMm(0.5, 1, 3)) with { Origin = new PointMm(-4, 5, 6) };
        var geometry = new VolumeGeometry(new Size3(2, 3, 4), affine);

        var ras = AnatomicalOrientation.ClosestRas(geometry);

        Assert.Equal("RAS", AnatomicalOrientation.Code(ras.VoxelToWorld));
        Assert.True(SameCentres(geometry, ras));
    }

    [Fact]
    public void Closest_ras_of_an_oblique_grid_keeps_its_angles_and_its_voxels() =>
        Random3.ObliqueGrid.Sample(geometry =>
        {
            var ras = AnatomicalOrientation.ClosestRas(geometry);

            Assert.Equal(geometry.VoxelVolumeMm3, ras.VoxelVolumeMm3, 9);
            Assert.True(SameCentres(geometry, ras), $"{geometry} became {ras}");
            Assert.Equal(ras, AnatomicalOrientation.ClosestRas(ras));
        });

    /// <summary>True when every voxel centre of one grid is a voxel centre of the other, no two of them the same.</summary>
    private static bool SameCentres(VolumeGeometry one, VolumeGeometry other)
    {
        var toOther = other.VoxelToWorld.Inverse().After(one.VoxelToWorld);
        var met = new HashSet<(double X, double Y, double Z)>();
        var allThere = true;
        Grids.ForEach(one.Size, (x, y, z) =>
        {
            var p = toOther.Apply(x, y, z);
            var nearest = (X: Math.Round(p.X), Y: Math.Round(p.Y), Z: Math.Round(p.Z));
            var distance = new PointMm(p.X - nearest.X, p.Y - nearest.Y, p.Z - nearest.Z).Length;
            allThere &= distance < 1e-6 && other.Size.Contains((int)nearest.X, (int)nearest.Y, (int)nearest.Z) && met.Add(nearest);
        });
        return allThere && met.Count == other.Size.Count;
    }

    private static char Letter(int axis, bool positive) => "RASLPI"[axis + (positive ? 0 : 3)];

    private static Affine FromCode(string code, SpacingMm spacing)
    {
        PointMm Column(char letter, double length)
        {
            var axis = "RASLPI".IndexOf(letter, StringComparison.Ordinal) % 3;
            var sign = "RAS".Contains(letter, StringComparison.Ordinal) ? 1 : -1;
            return (sign * length) * new PointMm(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
        }

        return new Affine(Column(code[0], spacing.X), Column(code[1], spacing.Y), Column(code[2], spacing.Z), default);
    }
}
