using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

/// <summary>Surface Dice against other tools' results.</summary>
public sealed class SurfaceDiceVectorTests
{
    internal static readonly string[] Single = ["monai-nsd-3d-shift10", "monai-nsd-subvoxel", "monai-nsd-empty"];

    [Theory]
    [InlineData("tau=0", 0)]
    [InlineData("tau=5.5", 5.5)]
    [InlineData("tau=6", 6)]
    public void Thin_bars_have_the_published_shares(string key, double toleranceMm)
    {
        // Only the foreground: its complement has another surface here, where every voxel of a single slice is on the surface.
        var (inputs, expected) = (Vectors.Inputs("monai-nsd-10x10"), Vectors.Expected("monai-nsd-10x10").GetProperty("foreground"));
        var grid = Vectors.Grid(inputs.GetProperty("gt").GetProperty("shape"));

        var share = Between(
            Vectors.Boxes(grid, inputs.GetProperty("gt").GetProperty("boxes")),
                Vectors.Boxes(grid, inputs.GetProperty("pred").GetProperty("boxes")));

        Assert.Equal(expected.Number(key), share.SurfaceDice(toleranceMm).Voxels!.Value, 1e-6);
    }

    [Fact]
    public void Slabs_and_their_complements_have_the_published_share_at_tolerance_zero()
    {
        var (inputs, expected) = (Vectors.Inputs("monai-nsd-3d-shift10"), Vectors.Expected("monai-nsd-3d-shift10"));
        var grid = Vectors.Grid(inputs.GetProperty("gt").GetProperty("shape"));
        var reference = Vectors.Boxes(grid, inputs.GetProperty("gt").GetProperty("boxes"));
        var prediction = Vectors.Boxes(grid, inputs.GetProperty("pred").GetProperty("boxes"));
        static Volume<byte> Complement(Volume<byte> mask) => mask.Map(v => (byte)(1 - v));

        Assert.Equal(expected.Number("fg_tau0"), Between(reference, prediction).SurfaceDice(0).Voxels!.Value, 7);
        Assert.Equal(
            expected.Number("bg_complement_tau0"), Between(Complement(reference), Complement(prediction)).SurfaceDice(0).Voxels!.Value, 7);
    }

    [Fact]
    public void Single_voxels_and_slabs_have_the_published_share_of_area()
    {
        var (inputs, expected) = (Vectors.Inputs("monai-nsd-subvoxel"), Vectors.Expected("monai-nsd-subvoxel"));
        Volume<byte> Voxel(string name)
        {
            var mm = inputs.GetProperty("spacing").Numbers();
            var at = inputs.GetProperty(name).EnumerateArray().Select(v => v.GetInt32()).ToArray();
            return MaskOf.Boxes(
                MaskOf.Grid(128, 128, 128, Affine.FromSpacing(new SpacingMm(mm[0], mm[1], mm[2]))),
                    MaskOf.Box(at[0], at[1], at[2], 1, 1, 1));
        }

        Volume<byte> Slab(int thickness) => MaskOf.Boxes(
            MaskOf.Grid(100, 100, 100, Affine.FromSpacing(new SpacingMm(2, 1, 1))), MaskOf.Box(0, 0, 0, thickness, 100, 100));

        var voxels = Between(Voxel("gt_voxel"), Voxel("pred_voxel")).SurfaceDice(inputs.Number("tau"));
        Assert.Equal(expected.Number("both_present"), voxels.AreaWeighted!.Value, 12);
        Assert.Equal(expected.Number("slabs_0:50_vs_0:51_of_100^3_spacing_2_1_1"),
            Between(Slab(50), Slab(51)).SurfaceDice(1).AreaWeighted!.Value, 1e-3);
    }

    [Fact]
    public void Surface_dice_of_an_empty_mask_is_undefined_where_others_say_nan_or_zero()
    {
        var (empty, full) = (new Volume<byte>(MaskOf.Grid(4, 4, 4)), MaskOf.Boxes(MaskOf.Grid(4, 4, 4), MaskOf.Box(1, 1, 1, 1, 1, 1)));

        Assert.Equal("NaN", Vectors.Expected("monai-nsd-empty").GetProperty("both_absent").GetString());
        Assert.Equal(0, Vectors.Expected("monai-nsd-empty").Number("one_absent"));
        Assert.Null(SurfaceDistances.Between(empty, empty));
        Assert.Null(SurfaceDistances.Between(full, empty));
    }

    private static SurfaceDistances Between(Volume<byte> reference, Volume<byte> prediction)
    {
        var distances = SurfaceDistances.Between(reference, prediction);
        Assert.NotNull(distances);
        return distances;
    }
}
