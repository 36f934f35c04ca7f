using BrainMets.Inference;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Inference;

[Slow(4)]
public sealed class PredictorTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(30)]
    public void Tiles_give_what_the_whole_volume_gives(int tileSize)
    {
        using var model = new DeepMedic(MiniConfig.Model);
        var prepared = Noise(new Size3(52, 47, 38));

        var tiled = new Predictor(model, Compute.Reference,
            new InferenceOptions { TileSize = tileSize, ByTiles = true }).PredictOnWorkingGrid(prepared, CancellationToken.None);
        var whole = new Predictor(model, Compute.Reference, new InferenceOptions { TileSize = 60, ByTiles = true }).PredictOnWorkingGrid(
            prepared, CancellationToken.None);

        Assert.Equal(0, tiled.Voxels.Zip(whole.Voxels).Max(p => Math.Abs(p.First - p.Second)), 1e-5);
        Assert.True(whole.Voxels.Max() - whole.Voxels.Min() > 0.01);        // not a constant that any tiling would give
    }

    /// <summary>With the mirror a scan and its mirror image get one answer, which a network alone does not give.</summary>
    [Fact]
    public void Averaged_over_the_mirrored_scan_left_and_right_are_alike()
    {
        using var model = new DeepMedic(MiniConfig.Model);
        var prepared = Noise(new Size3(45, 40, 30));
        var turned = prepared with { Image = Turned(prepared.Image) };
        Volume<float> Predict(PreparedCase c, bool mirror) =>
            new Predictor(model, Compute.Reference, new InferenceOptions { Mirror = mirror }).PredictOnWorkingGrid(
                c, CancellationToken.None);
        double Difference(bool mirror) =>
            Turned(Predict(turned, mirror)).Voxels.Zip(Predict(prepared, mirror).Voxels).Max(p => Math.Abs(p.First - p.Second));

        Assert.Equal(0, Difference(mirror: true), 1e-6);
        Assert.True(Difference(mirror: false) > 1e-3);
    }

    [Fact]
    public void Outside_the_brain_the_probability_is_zero_and_inside_it_is_not()
    {
        using var model = new DeepMedic(MiniConfig.Model);
        var prepared = Noise(new Size3(40, 40, 30));
        for (var i = 0; i < prepared.Brain.Voxels.Length; i += 2)
        {
            prepared.Brain.Voxels[i] = 0;
        }

        var map = new Predictor(model, Compute.Reference, new InferenceOptions()).PredictOnWorkingGrid(prepared, CancellationToken.None);

        Assert.All(map.Voxels.Zip(prepared.Brain.Voxels), p => Assert.Equal(p.Second == 0, p.First == 0));
    }

    [Fact]
    public void The_probability_comes_back_on_the_grid_of_the_source()
    {
        using var model = new DeepMedic(MiniConfig.Model);
        var images = MiniCases.Images("a", 1);

        var map = new Predictor(model, Compute.Reference, new InferenceOptions()).Predict(
            MiniCases.Prepared("a", 1), CancellationToken.None);

        Assert.Equal(images.T1c.Geometry, map.Probability.Geometry);
        Assert.InRange(map.Probability.Voxels.Max(), 0.01f, 1f);
    }

    [Fact]
    public void A_case_without_brain_runs_no_tile()
    {
        using var model = new DeepMedic(MiniConfig.Model);
        var prepared = Noise(new Size3(20, 20, 20));
        Array.Clear(prepared.Brain.Voxels);

        var map = new Predictor(model, Compute.Reference, new InferenceOptions()).PredictOnWorkingGrid(prepared, CancellationToken.None);

        Assert.All(map.Voxels, p => Assert.Equal(0, p));
    }

    [Fact]
    public void Prediction_leaves_no_tensor_behind()
    {
        using var model = new DeepMedic(MiniConfig.Model);
        var prepared = Noise(new Size3(40, 40, 30));
        var predictor = new Predictor(model, Compute.Reference, new InferenceOptions { TileSize = 15 });
        predictor.PredictOnWorkingGrid(prepared, CancellationToken.None);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        predictor.PredictOnWorkingGrid(prepared, CancellationToken.None);

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_tile_size_across_context_blocks_is_refused()
    {
        using var model = new DeepMedic(MiniConfig.Model);

        var error = Assert.Throws<ArgumentException>(() => new Predictor(model, Compute.Reference, new InferenceOptions { TileSize = 40 }));

        Assert.Contains("multiple of 15", error.Message, StringComparison.Ordinal);
    }

    private static PreparedCase Noise(Size3 size)
    {
        var random = new Random(5);
        var image = new Volume<float>(new VolumeGeometry(size, Affine.FromSpacing(new SpacingMm(1, 1, 1.5)))).Map(
            _ => (float)(4 * random.NextDouble()));
        return new PreparedCase
        {
            CaseId = "noise",
            Patient = "noise",
            Image = image,
            Brain = image.Map(_ => (byte)1),
            Source = image.Geometry,
        };
    }

    private static Volume<float> Turned(Volume<float> volume)
    {
        var turned = new Volume<float>(volume.Geometry);
        for (var i = 0; i < volume.Voxels.Length; i++)
        {
            var (x, y, z) = volume.Size.Position(i);
            turned[volume.Size.X - 1 - x, y, z] = volume.Voxels[i];
        }

        return turned;
    }
}
