namespace BrainMets.Tests.Imaging;

public sealed class VolumeGeometryTests
{
    private static readonly VolumeGeometry Grid = Grids.Oblique(new Size3(40, 50, 60));

    [Fact]
    public void A_grid_is_the_same_as_itself_read_from_a_file_of_seven_digits()
    {
        var a = Grid.VoxelToWorld;
        static PointMm Seven(PointMm p) => new((float)p.X, (float)p.Y, (float)p.Z);

        var rounded = new Affine(Seven(a.ColumnX), Seven(a.ColumnY), Seven(a.ColumnZ), Seven(a.Origin));

        Assert.True(Grid.SameGridAs(new VolumeGeometry(Grid.Size, rounded)));
    }

    [Fact]
    public void A_shift_a_flip_a_turn_and_another_size_are_other_grids()
    {
        var a = Grid.VoxelToWorld;

        Assert.False(Grid.SameGridAs(Grid with { VoxelToWorld = a with { Origin = a.Origin + new PointMm(0, 0.02, 0) } }));
        Assert.False(Grid.SameGridAs(Grid with { VoxelToWorld = a with { ColumnX = -1 * a.ColumnX, Origin = a.Apply(39, 0, 0) } }));
        Assert.False(Grid.SameGridAs(Grid with { VoxelToWorld = a with { ColumnZ = a.ColumnZ + new PointMm(0.001, 0, 0) } }));
        Assert.False(Grid.SameGridAs(Grid with { Size = new Size3(40, 60, 50) }));
    }

    [Fact]
    public void A_grid_with_values_that_are_not_finite_is_the_same_as_none() =>
        Assert.False(Grid.SameGridAs(Grid with { VoxelToWorld = Grid.VoxelToWorld with { Origin = new PointMm(double.NaN, 0, 0) } }));

    [Fact]
    public void Memory_runs_x_then_y_then_z()
    {
        var size = new Size3(3, 4, 5);

        Assert.Equal(0, size.Index(0, 0, 0));
        Assert.Equal(1, size.Index(1, 0, 0));
        Assert.Equal(3, size.Index(0, 1, 0));
        Assert.Equal(12, size.Index(0, 0, 1));
        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal(i, size.Index(size.Position(i).X, size.Position(i).Y, size.Position(i).Z)));
    }

    [Fact]
    public void A_volume_with_the_wrong_number_of_voxels_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Volume<float>(Grids.Oblique(new Size3(2, 3, 4)), new float[23]));

        Assert.Contains("24 voxels, got 23", error.Message, StringComparison.Ordinal);
    }
}
