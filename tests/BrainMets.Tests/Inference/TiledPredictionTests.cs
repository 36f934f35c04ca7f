using BrainMets.Inference;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;
using static TorchSharp.torch;

namespace BrainMets.Tests.Inference;

/// <summary>
/// Prediction by a network that has no form for a region: the U-Net. Its coarsest voxel is 4 x 4 x 4, and no size here is a multiple of
/// that.
/// </summary>
[Slow(7)]
public sealed class TiledPredictionTests
{
    private const int Halo = 20;

    private static readonly UNetOptions Options = new() { FeatureMaps = [3, 4, 5] };

    [Theory]
    [InlineData(8)]
    [InlineData(20)]
    public void Tiles_give_what_the_whole_volume_gives(int tileSize)
    {
        using var model = Drawn();
        var prepared = Noise(new Size3(35, 30, 21));

        var tiled = Predict(model, prepared, new InferenceOptions { TileSize = tileSize });
        var whole = Predict(model, prepared, new InferenceOptions { TileSize = 60 });

        Assert.Equal(0, Difference(tiled, whole), 1e-5);
        Assert.True(whole.Voxels.Max() - whole.Voxels.Min() > 0.1);         // not a constant that any tiling would give
    }

    /// <summary>The image mirrored at its edges, filled up to a multiple of the coarsest voxel on the far side.</summary>
    [Fact]
    public void A_volume_of_odd_sizes_is_filled_up_by_its_mirror_image()
    {
        using var model = Drawn();
        var prepared = Noise(new Size3(33, 30, 27));

        var map = Predict(model, prepared, new InferenceOptions());

        Assert.Equal(0, Difference(map, ByHand(model, prepared.Image)), 1e-5);
    }

    [Fact]
    public void There_is_one_way_on_the_CPU()
    {
        using var model = Drawn();
        var prepared = Noise(new Size3(20, 20, 20));

        Assert.Null(model.ForRegions());
        var byTiles = Predict(model, prepared, new InferenceOptions { ByTiles = true });
        Assert.Equal(byTiles.Voxels, Predict(model, prepared, new InferenceOptions()).Voxels);
    }

    [Fact]
    public void Prediction_leaves_no_tensor_behind()
    {
        using var model = Drawn();
        var prepared = Noise(new Size3(20, 20, 20));
        Predict(model, prepared, new InferenceOptions { TileSize = 12 });
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Predict(model, prepared, new InferenceOptions { TileSize = 12 });

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Bfloat16_stays_near_float32()
    {
        using var model = Drawn();
        var prepared = Noise(new Size3(20, 20, 20));

        var half = new Predictor(model, new Compute("cpu", Precision.Bf16), new InferenceOptions())
            .PredictOnWorkingGrid(prepared, CancellationToken.None);

        Assert.Equal(0, Difference(Predict(model, prepared, new InferenceOptions()), half), 0.05);
    }

    [Fact]
    public void A_tile_size_across_pooled_blocks_is_an_error()
    {
        using var model = Drawn();

        var error = Assert.Throws<ArgumentException>(() => new Predictor(model, Compute.Reference, new InferenceOptions { TileSize = 30 }));

        Assert.Contains(
            "must be a positive multiple of 4, so that pooled blocks do not straddle tiles", error.Message, StringComparison.Ordinal);
    }

    private static UNet Drawn()
    {
        var model = new UNet(Options, seed: 3);
        DrawnNumbers.Fill(model, 5);
        return model;
    }

    private static Volume<float> Predict(UNet model, PreparedCase prepared, InferenceOptions options) =>
        new Predictor(model, Compute.Reference, options).PredictOnWorkingGrid(prepared, CancellationToken.None);

    private static double Difference(Volume<float> a, Volume<float> b) => a.Voxels.Zip(b.Voxels).Max(p => Math.Abs(p.First - p.Second));

    /// <summary>One call of the network on everything at once.</summary>
    private static Volume<float> ByHand(UNet model, Volume<float> image)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        int Sides(int length) => ((length + 3) / 4 * 4) + (2 * Halo);
        int Mirrored(int index, int length) => index < 0 ? -index : index >= length ? (2 * (length - 1)) - index : index;
        var input = zeros([1, 1, Sides(image.Size.Z), Sides(image.Size.Y), Sides(image.Size.X)]);
        input.data<float>().CopyFrom(
        [
            .. from z in Enumerable.Range(-Halo, Sides(image.Size.Z))
               from y in Enumerable.Range(-Halo, Sides(image.Size.Y))
               from x in Enumerable.Range(-Halo, Sides(image.Size.X))
               select image[Mirrored(x, image.Size.X), Mirrored(y, image.Size.Y), Mirrored(z, image.Size.Z)],
        ]);
        var probability = model.call(input, []).select(1, 1).sigmoid();
        var inside = probability.narrow(1, 0, image.Size.Z).narrow(2, 0, image.Size.Y).narrow(3, 0, image.Size.X);
        return new Volume<float>(image.Geometry, inside.contiguous().data<float>().ToArray());
    }

    private static PreparedCase Noise(Size3 size)
    {
        var random = new Random(5);
        var geometry = new VolumeGeometry(size, Affine.FromSpacing(new SpacingMm(1, 1, 1.5)));
        var image = new Volume<float>(geometry).Map(_ => (float)(4 * random.NextDouble()));
        return new PreparedCase
        {
            CaseId = "noise",
            Patient = "noise",
            Image = image,
            Brain = image.Map(_ => (byte)1),
            Source = image.Geometry,
        };
    }
}
