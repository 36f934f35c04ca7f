using BrainMets.Preprocessing;

namespace BrainMets.Tests.Preprocessing;

public sealed class MindgrabInputTests
{
    [Fact]
    public void White_is_the_lower_edge_of_the_bin_before_98_percent_of_what_is_not_0()
    {
        // 0 … 1000 once each: bins of width 1. 1001 - floor(0.02 · 1000) = 981 voxels are reached in bin 980 (0 … 980), so white is 979.
        var voxels = Enumerable.Range(0, 1001).Select(v => (float)v).ToArray();

        Assert.Equal((0.0, 979.0), MindgrabInput.Window(voxels));
    }

    [Fact]
    public void Black_is_the_minimum_once_2_percent_are_negative()
    {
        var voxels = Enumerable.Range(-500, 1001).Select(v => (float)v).ToArray();

        Assert.Equal(-500.0, MindgrabInput.Window(voxels).Low);
    }

    [Fact]
    public void The_middle_of_the_source_lies_on_voxel_128_and_beyond_its_centres_is_black()
    {
        var geometry = new VolumeGeometry(
            new Size3(40, 50, 30), new Affine(new PointMm(0, 1, 0), new PointMm(0, 0, 1), new PointMm(1, 0, 0), new PointMm(3, -7, 11)));
        var image = new Volume<float>(geometry).Map(_ => 100f);
        image[20, 25, 15] = 50;

        var conformed = MindgrabInput.Conform(image);

        Assert.Equal("LIA", AnatomicalOrientation.Code(conformed.Geometry.VoxelToWorld));
        Assert.Equal(geometry.VoxelToWorld.Apply(20, 25, 15), conformed.Geometry.VoxelToWorld.Apply(128, 128, 128));
        Assert.InRange(conformed[128, 128, 128], 1, 250);
        Assert.Equal(40 * 50 * 30, conformed.Voxels.Count(v => v > 0));
    }

    [Fact]
    public void Quantiles_over_all_voxels_become_0_and_1()
    {
        // 100 voxels 0 … 99: the quantiles are 1.98 and 97.02.
        var normalized = MindgrabInput.Normalize([.. Enumerable.Range(0, 100).Select(v => (byte)v)]);

        Assert.Equal((0f, 1f), (normalized[1], normalized[98]));
        Assert.Equal((50 - 1.98) / (95.04 + 1e-3), normalized[50], 1e-6);
    }

    [Fact]
    public void A_tensors_order_is_that_of_a_volume_turned_round()
    {
        var size = new Size3(2, 3, 4);
        var volume = Enumerable.Range(0, 24).ToArray();

        var turned = ConformedGrid.ToTensor<int>(volume, size);

        Assert.Equal(size.Index(1, 2, 3), turned[(((1 * 3) + 2) * 4) + 3]);
        Assert.Equal(size.Index(1, 0, 2), turned[(((1 * 3) + 0) * 4) + 2]);
        Assert.Equal(volume, ConformedGrid.FromTensor<int>(turned, size));
    }

    [Fact]
    public void A_mask_goes_back_to_its_source_with_halves_to_the_lower_index()
    {
        var source = new VolumeGeometry(new Size3(4, 4, 4), Affine.FromSpacing(new SpacingMm(1, 1, 1.5)));
        var conformed = new Volume<byte>(ConformedGrid.AlongWorldAxes(source, new Size3(8, 8, 8)));
        conformed[4, 4, 4] = 1; // lies on source voxel (2, 2, 2); its lower neighbour along y (Inferior) is 1 mm above

        var restored = ConformedGrid.Restore(conformed, source);

        Assert.Equal(1, restored[2, 2, 2]);
        Assert.Single(restored.Voxels, v => v != 0);
    }
}
