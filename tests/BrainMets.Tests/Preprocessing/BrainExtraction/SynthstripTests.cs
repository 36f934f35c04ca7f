using BrainMets.Preprocessing;
using BrainMets.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace BrainMets.Tests.Preprocessing;

public sealed class SynthstripTests
{
    private static readonly Size3 Size = new(64, 64, 128);

    [Fact]
    public void The_layers_are_those_of_the_published_checkpoint()
    {
        string[] expected =
        [
            "encoder.0.0.conv 1 16", "encoder.0.1.conv 16 16", "encoder.1.0.conv 16 32", "encoder.1.1.conv 32 32", "encoder.2.0.conv 32 64",
                "encoder.2.1.conv 64 64",
            "encoder.3.0.conv 64 64", "encoder.3.1.conv 64 64", "encoder.4.0.conv 64 64", "encoder.4.1.conv 64 64",
                "encoder.5.0.conv 64 64", "encoder.5.1.conv 64 64",
            "decoder.0.0.conv 64 64", "decoder.0.1.conv 64 64", "decoder.1.0.conv 128 64", "decoder.1.1.conv 64 64",
                "decoder.2.0.conv 128 64", "decoder.2.1.conv 64 64",
            "decoder.3.0.conv 128 64", "decoder.3.1.conv 64 64", "decoder.4.0.conv 128 64", "decoder.4.1.conv 64 64",
                "decoder.5.0.conv 96 32", "decoder.5.1.conv 32 32",
            "remaining.0.conv 48 16", "remaining.1.conv 16 16", "remaining.2.conv 16 1",
        ];

        Assert.Equal(expected, SynthstripLayer.All.Select(l => $"{l.Name} {l.Inputs} {l.Outputs}"));
    }

    [Fact]
    public void The_number_of_weights_is_that_of_the_published_checkpoint()
    {
        var count = SynthstripLayer.All.Sum(l => (27L * l.Inputs * l.Outputs) + l.Outputs);

        Assert.Equal(ExpectedCount, count);
    }

    [Slow(10)]
    [Fact]
    public void Slabs_give_what_the_whole_volume_gives()
    {
        var random = new Random(3);
        var (weights, input) = (SynthstripFile.RandomWeights(3), new float[Size.Count]);
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = random.NextSingle();
        }

        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        float[] distances;
        using (var network = new SynthstripNetwork(weights))
        {
            distances = network.Distances(input, Size, null, CancellationToken.None);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        var (whole, worst) = (WholeVolume(weights, input), 0f);
        for (var i = 0; i < whole.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(whole[i] - distances[i]));
        }

        Assert.InRange(worst, 0, 1e-4);
    }

    [Fact]
    public void Weights_come_back_from_a_safetensors_file()
    {
        using var folder = new TemporaryFolder();
        var weights = SynthstripFile.RandomWeights(4);
        SynthstripFile.Write(folder.File("w"), weights);

        var read = SynthstripWeights.Read(folder.File("w"));

        Assert.Equal(weights.Count, read.Count);
        Assert.All(weights, w => Assert.Equal(w.Value, read[w.Key]));
    }

    [Fact]
    public void A_missing_a_misshapen_and_a_surplus_tensor_are_named()
    {
        using var folder = new TemporaryFolder();
        var weights = SynthstripFile.RandomWeights(4);
        weights.Remove("remaining.2.conv.bias");
        weights["decoder.0.0.conv.bias"] = new float[63];
        weights["other"] = [1];
        SynthstripFile.Write(folder.File("w"), weights);

        var error = Assert.Throws<InvalidInputException>(() => SynthstripWeights.Read(folder.File("w")));

        Assert.Contains("decoder.0.0.conv.bias has shape [63], expected [64]", error.Message, StringComparison.Ordinal);
        Assert.Contains("remaining.2.conv.bias is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("other is not part of the network", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_is_padded_to_multiples_of_64_around_what_is_not_0()
    {
        var image = new Volume<float>(
            new VolumeGeometry(new Size3(150, 200, 100),
                new Affine(new PointMm(-1, 0, 0), new PointMm(0, 1, 0), new PointMm(0, 0, 2), new PointMm(70, -90, -60))));
        image[40, 50, 30] = 10;
        image[100, 170, 80] = 10;

        var conformed = SynthstripInput.Conform(image);

        Assert.Equal(new Size3(192, 192, 192), conformed.Size);
        Assert.Equal("LIA", AnatomicalOrientation.Code(conformed.Geometry.VoxelToWorld));
        Assert.Equal(image.Geometry.VoxelToWorld.Apply(70, 110, 55).X, conformed.Geometry.VoxelToWorld.Apply(96, 96, 96).X, 1.0);
        Assert.Equal(image.Geometry.VoxelToWorld.Apply(70, 110, 55).Z, conformed.Geometry.VoxelToWorld.Apply(96, 96, 96).Z, 1.5);
    }

    /// <summary>
    /// As 4-byte numbers 10,266,244 bytes; the published checkpoint of 30,851,709 bytes holds them and two moments of its optimiser of the
    /// same size.
    /// </summary>
    private const long ExpectedCount = 2_566_561;

    private static float[] WholeVolume(Dictionary<string, float[]> weights, float[] input)
    {
        using var noGrad = inference_mode();
        using var scope = NewDisposeScope();
        var layers = SynthstripLayer.All.ToDictionary(l => l.Name);
        Tensor Convolved(string name, Tensor x) => nn.functional.conv3d(
            x, tensor(weights[name + ".conv.weight"]).reshape(layers[name + ".conv"].WeightShape), tensor(weights[name + ".conv.bias"]),
                strides: [1, 1, 1], padding: [1, 1, 1]);
        Tensor Activated(string name, Tensor x)
        {
            var convolved = Convolved(name, x);
            return convolved.relu() - ((-convolved).relu() * torch.tensor(new[] { 0.2f }));
        }
        var x = tensor(input).reshape(1, 1, Size.X, Size.Y, Size.Z);
        var skips = new Stack<Tensor>();
        for (var level = 0; level < 6; level++)
        {
            skips.Push(Activated($"encoder.{level}.1", Activated($"encoder.{level}.0", x)));
            x = nn.functional.max_pool3d(skips.Peek(), [2, 2, 2]);
        }

        for (var level = 0; level < 6; level++)
        {
            x = Activated($"decoder.{level}.1", Activated($"decoder.{level}.0", x));
            x = cat([nn.functional.interpolate(x, scale_factor: [2, 2, 2], mode: InterpolationMode.Nearest), skips.Pop()], 1);
        }

        return Convolved("remaining.2", Activated("remaining.1", Activated("remaining.0", x))).contiguous().data<float>().ToArray();
    }
}
