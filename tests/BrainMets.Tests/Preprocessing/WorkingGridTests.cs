using BrainMets.Preprocessing;

namespace BrainMets.Tests.Preprocessing;

public sealed class WorkingGridTests
{
    private static readonly VolumeGeometry Source = SomeGrids.ObliqueSagittal(new Size3(60, 50, 24), new SpacingMm(0.8, 0.9, 3));
    private static readonly SpacingMm Spacing = new(1, 1, 1.5);

    [Fact]
    public void The_working_grid_is_nearest_RAS_with_the_spacing_asked_for()
    {
        var grid = WorkingGrid.Covering(Source, Spacing);

        Assert.Equal("RAS", AnatomicalOrientation.Code(grid.VoxelToWorld));
        Assert.Equal(1.0, grid.Spacing.X, 9);
        Assert.Equal(1.0, grid.Spacing.Y, 9);
        Assert.Equal(1.5, grid.Spacing.Z, 9);
    }

    [Fact]
    public void Oblique_angles_are_kept()
    {
        var grid = WorkingGrid.Covering(Source, Spacing);

        // Right is the source's z axis, anterior its x axis backwards, superior its y axis backwards.
        Assert.Equal(0, (grid.VoxelToWorld.ColumnX - ((1 / 3.0) * Source.VoxelToWorld.ColumnZ)).Length, 9);
        Assert.Equal(0, (grid.VoxelToWorld.ColumnY + ((1 / 0.8) * Source.VoxelToWorld.ColumnX)).Length, 9);
        Assert.Equal(0, (grid.VoxelToWorld.ColumnZ + ((1.5 / 0.9) * Source.VoxelToWorld.ColumnY)).Length, 9);
    }

    [Fact]
    public void The_field_of_view_is_covered_about_the_same_centre_and_no_centre_lies_beyond_it()
    {
        var grid = WorkingGrid.Covering(Source, Spacing);

        Assert.Equal(0, (SomeGrids.Middle(grid) - SomeGrids.Middle(Source)).Length, 6);
        Assert.Equal(new Size3(72, 48, 30), grid.Size); // 24 x 3 mm at 1; 60 x 0.8 at 1; 50 x 0.9 at 1.5
        var toSource = Source.VoxelToWorld.Inverse().After(grid.VoxelToWorld);
        var corner = toSource.Apply(grid.Size.X - 1, grid.Size.Y - 1, grid.Size.Z - 1);
        Assert.InRange(corner.X, -0.5, 59.5);
        Assert.InRange(corner.Y, -0.5, 49.5);
        Assert.InRange(corner.Z, -0.5, 23.5);
    }

    [Fact]
    public void A_grid_that_has_the_spacing_already_is_only_reordered()
    {
        var source = new VolumeGeometry(
            new Size3(7, 8, 9), new Affine(new PointMm(-1, 0, 0), new PointMm(0, -1, 0), new PointMm(0, 0, 1.5), new PointMm(3, 4, 5)));
        var random = new Random(5);
        var image = new Volume<float>(source).Map(_ => random.NextSingle());

        var resampled = WorkingGrid.Resample(image, WorkingGrid.Covering(source, Spacing));

        Assert.Equal(source.Size, resampled.Size);
        Assert.Equal(image[6, 7, 3], resampled[0, 0, 3], 1e-6f);
        Assert.Equal(image[2, 5, 8], resampled[4, 2, 8], 1e-6f);
    }

    [Fact]
    public void A_voxel_keeps_its_place_in_the_world()
    {
        var spot = Source.VoxelToWorld.Apply(31, 22, 13);
        var image = SomeGrids.Sample(Source, p => Math.Exp(-0.5 * Math.Pow((p - spot).Length / 4, 2)));

        var resampled = WorkingGrid.Resample(image, WorkingGrid.Covering(Source, Spacing));

        var (weighted, sum) = (default(PointMm), 0.0);
        for (var i = 0; i < resampled.Voxels.Length; i++)
        {
            var (x, y, z) = resampled.Size.Position(i);
            (weighted, sum) =
                (weighted + (resampled.Voxels[i] * resampled.Geometry.VoxelToWorld.Apply(x, y, z)), sum + resampled.Voxels[i]);
        }

        Assert.InRange((((1 / sum) * weighted) - spot).Length, 0, 0.1);
    }

    [Fact]
    public void A_smooth_field_survives_preparing_and_restoring()
    {
        double Field(PointMm p) => Math.Sin(p.X / 15) + Math.Cos(p.Y / 18) + (p.Z / 40);
        var image = SomeGrids.Sample(Source, Field);

        var restored = SourceGrid.Restore(WorkingGrid.Resample(image, WorkingGrid.Covering(Source, Spacing)), Source);

        Assert.Equal(Source, restored.Geometry);
        var largest = 0f;
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            var (x, y, z) = image.Size.Position(i);
            if (x is > 2 and < 57 && y is > 2 and < 47 && z is > 0 and < 23)
            {
                largest = Math.Max(largest, Math.Abs(image.Voxels[i] - restored.Voxels[i]));
            }
        }

        Assert.InRange(largest, 0, 0.02);
    }

    [Fact]
    public void Texture_finer_than_the_target_is_averaged_instead_of_aliased()
    {
        var fine = new VolumeGeometry(new Size3(120, 12, 12), Affine.FromSpacing(new SpacingMm(0.4, 1, 1.5)));
        var stripes = new Volume<float>(fine);
        for (var i = 0; i < stripes.Voxels.Length; i++)
        {
            stripes.Voxels[i] = fine.Size.Position(i).X % 2 == 0 ? 100 : 0;
        }

        var coarse = WorkingGrid.Resample(stripes, WorkingGrid.Covering(fine, Spacing));

        Assert.All(Enumerable.Range(4, coarse.Size.X - 8), x => Assert.InRange(coarse[x, 6, 6], 45, 55));
    }

    [Fact]
    public void Outside_the_cropped_working_grid_a_restored_map_is_0()
    {
        var part = new Volume<float>(WorkingGrid.Covering(Source, Spacing).Crop(new Box3(30, 20, 10, new Size3(10, 10, 10))));
        part.Voxels.AsSpan().Fill(1);

        var restored = SourceGrid.Restore(part, Source);

        Assert.Equal(0, restored[0, 0, 0]);
        Assert.Contains(1f, restored.Voxels);
    }
}
