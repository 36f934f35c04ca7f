using BrainMets.Imaging;
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

        Assert.Equal(code, Orientation.Code(affine));
    }

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void A_turn_by_fewer_than_45_degrees_keeps_the_name(string code)
    {
        var turn = Grids.Turned(new SpacingMm(1, 1, 1), (0.25, -0.3, 0.2), default);
        var unflip = turn with { ColumnX = -1 * turn.ColumnX };

        Assert.Equal(code, Orientation.Code(unflip.After(FromCode(code, new SpacingMm(0.5, 1, 3)))));
    }

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void Closest_ras_visits_the_same_voxels_in_ras_order(string code)
    {
        var affine = FromCode(code, new SpacingMm(0.5, 1, 3)) with { Origin = new PointMm(-4, 5, 6) };
        var geometry = new VolumeGeometry(new Size3(2, 3, 4), affine);

        var ras = Orientation.ClosestRas(geometry);

        Assert.Equal("RAS", Orientation.Code(ras.VoxelToWorld));
        Assert.Equal(Centres(geometry).Order(), Centres(ras).Order());
    }

    [Fact]
    public void Closest_ras_of_an_oblique_grid_keeps_its_angles_and_its_voxels() =>
        Random3.ObliqueGrid.Sample(geometry =>
        {
            var ras = Orientation.ClosestRas(geometry);

            Assert.Equal(geometry.VoxelVolumeMm3, ras.VoxelVolumeMm3, 9);
            Assert.Equal(Centres(geometry).Order(), Centres(ras).Order());
            Assert.Equal(ras, Orientation.ClosestRas(ras));
        });

    /// <summary>Every voxel centre, rounded to a micrometre so that two sums in different order agree.</summary>
    private static List<(double X, double Y, double Z)> Centres(VolumeGeometry geometry)
    {
        var centres = new List<(double X, double Y, double Z)>();
        Grids.ForEach(geometry.Size, (x, y, z) =>
        {
            var p = geometry.VoxelToWorld.Apply(x, y, z);
            centres.Add((Math.Round(p.X, 3) + 0.0, Math.Round(p.Y, 3) + 0.0, Math.Round(p.Z, 3) + 0.0)); // + 0.0: no negative zero
        });
        return centres;
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
