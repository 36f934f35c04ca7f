using BrainMets.Inference;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace BrainMets.Tests.Inference;

/// <summary>
/// The fast way over the brain against the network's own forward pass on tiles, with weights, slopes and statistics that are all drawn at
/// random.
/// </summary>
public sealed class RegionForwardTests
{
    private static readonly DeepMedicOptions Small = new()
    {
        FeatureMaps = [5, 18, 16, 20, 33],
        ResidualLayers = [3, 4, 5],
        FullyConnected = [40, 30, 21],
    };

    public static TheoryData<string> Shapes => [.. Options.Keys];

    private static Dictionary<string, DeepMedicOptions> Options => new()
    {
        ["residual connections one after the other, the last layer too"] = Small,
        ["a second hidden layer wider than the joined features"] = Small with { FullyConnected = [24, 130] },
        ["one hidden layer, ReLU, averaged contexts"] =
            Small with { FullyConnected = [17], Activation = Activation.Relu, ContextPool = ContextPool.Mean },
        ["no context"] = Small with { ContextFactors = [] },
        ["one context of factor 7"] = Small with { ContextFactors = [7], ResidualLayers = [] },
        ["the paper's"] = new DeepMedicOptions(),
    };

    [Slow(12)]
    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_gives_what_the_forward_pass_of_the_network_gives(string shape)
    {
        using var model = Drawn(Options[shape]);
        var prepared = Brain(new Size3(37, 41, 33));

        var options = new InferenceOptions { TileSize = 7 * 15 };           // a multiple of every factor here

        var fast = Predict(model, prepared, options);
        var plain = Predict(model, prepared, options with { ByTiles = true });

        Assert.Equal(0, Difference(fast, plain), 1e-4);
        Assert.True(plain.Voxels.Max() - plain.Voxels.Where(p => p > 0).Min() > 0.1);
    }

    [Fact]
    public void In_slabs_and_on_any_number_of_threads_it_gives_the_same_bytes()
    {
        using var model = Drawn(Small);
        var prepared = Brain(new Size3(40, 35, 31));
        var reader = new SegmentReader(prepared, Small.ContextFactors, Small.ContextPool);
        Volume<float> On(int threads, int bytes)
        {
            var map = new Volume<float>(prepared.Image.Geometry);
            new RegionForward<ushort>(model.Freeze(), threads, CancellationToken.None) { LargestBytes = bytes }.Predict(
                reader, prepared.Brain, map);
            return map;
        }

        var one = On(1, int.MaxValue);

        Assert.Equal(one.Voxels, On(3, int.MaxValue).Voxels);
        Assert.Equal(one.Voxels, On(2, 200_000).Voxels);                    // a few slices at once
        Assert.True(one.Voxels.Max() > 0.1);
    }

    [Fact]
    public void In_bfloat16_it_stays_near_float32()
    {
        using var model = Drawn(Small);
        var prepared = Brain(new Size3(30, 30, 30));

        var half = Half(model, prepared);
        var full = Predict(model, prepared, new InferenceOptions());

        Assert.InRange(Difference(half, full), 1e-6, 0.1);
    }

    /// <summary>The bias of the output makes lesion rare, as it is with a trained network.</summary>
    [Fact]
    public void Where_lesion_is_possible_bfloat16_gives_the_numbers_of_float32()
    {
        using var model = Drawn(Small);
        var prepared = Brain(new Size3(50, 40, 30));
        var rare = Predict(model, prepared, new InferenceOptions()).Voxels.Where(p => p > 0).Order().ToArray()[^2000];
        using (var guard = no_grad())
        {
            var bias = model.named_parameters().Single(p => p.name == "outputBias").parameter;
            bias[1].copy_(bias[1].Plus(Math.Log(0.02 / rare)));
        }

        var half = Half(model, prepared);
        var full = Predict(model, prepared, new InferenceOptions());

        var possible = full.Voxels.Zip(half.Voxels).Where(p => p.First > 0.05).ToList();
        Assert.InRange(possible.Count, 100, prepared.Brain.Voxels.Count(v => v != 0) / 2);
        Assert.Equal(0, possible.Max(p => Math.Abs(p.First - p.Second)), 1e-5);
        Assert.InRange(Difference(half, full), 1e-6, 0.02);                 // elsewhere it is bfloat16
    }

    [Fact]
    public void It_leaves_no_tensor_behind_and_the_number_of_threads_as_it_was()
    {
        using var model = Drawn(Small);
        var prepared = Brain(new Size3(20, 20, 20));
        _ = Predict(model, prepared, new InferenceOptions());
        var (tensors, threads) = (DisposeScopeManager.Statistics.ThreadTotalLiveCount, get_num_threads());

        _ = Predict(model, prepared, new InferenceOptions());

        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(threads, get_num_threads());
    }

    [Fact]
    public void A_frozen_network_does_not_follow_later_training()
    {
        using var model = Drawn(Small);
        var prepared = Brain(new Size3(20, 20, 20));
        var reader = new SegmentReader(prepared, Small.ContextFactors, Small.ContextPool);
        var frozen = model.Freeze();
        var before = Predict(model, prepared, new InferenceOptions());
        DrawnNumbers.Fill(model, 99);

        var map = new Volume<float>(prepared.Image.Geometry);
        new RegionForward<float>(frozen, 1, CancellationToken.None).Predict(reader, prepared.Brain, map);

        Assert.Equal(before.Voxels, map.Voxels);
        Assert.True(Difference(before, Predict(model, prepared, new InferenceOptions())) > 0.01);
    }

    [Fact]
    public void Asked_to_stop_it_stops()
    {
        using var model = Drawn(Small);
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            new Predictor(model, Compute.Reference, new InferenceOptions()).PredictOnWorkingGrid(Brain(new Size3(20, 20, 20)), stop.Token));
    }

    private static Volume<float> Predict(DeepMedic model, PreparedCase prepared, InferenceOptions options) =>
        new Predictor(model, Compute.Reference, options).PredictOnWorkingGrid(prepared, CancellationToken.None);

    private static Volume<float> Half(DeepMedic model, PreparedCase prepared) =>
        new Predictor(model, new Compute("cpu", Precision.Bf16), new InferenceOptions()).PredictOnWorkingGrid(
            prepared, CancellationToken.None);

    private static double Difference(Volume<float> a, Volume<float> b) => a.Voxels.Zip(b.Voxels).Max(p => Math.Abs(p.First - p.Second));

    private static DeepMedic Drawn(DeepMedicOptions options)
    {
        var model = new DeepMedic(options, seed: 3);
        DrawnNumbers.Fill(model, 5);
        return model;
    }

    /// <summary>Noise in a ball with a piece cut out, touching one side of the grid.</summary>
    private static PreparedCase Brain(Size3 size)
    {
        var geometry = new VolumeGeometry(size, Affine.FromSpacing(new SpacingMm(1, 1, 1.5)));
        var random = new Random(1);
        var (image, brain) = (new Volume<float>(geometry), new Volume<byte>(geometry));
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            var (x, y, z) = size.Position(i);
            var (u, v, w) = ((x / (0.4 * size.X)) - 1, (y / (0.45 * size.Y)) - 1.1, (z / (0.5 * size.Z)) - 1);
            var inside = (u * u) + (v * v) + (w * w) < 1 && (x < size.X / 2 || y < size.Y / 2);
            brain.Voxels[i] = inside ? (byte)1 : (byte)0;
            image.Voxels[i] = inside ? (float)((random.NextDouble() * 4) - 2) : -3;
        }

        return new PreparedCase { CaseId = "noise", Patient = "noise", Image = image, Brain = brain, Source = geometry };
    }
}
