using BrainMets.Preprocessing;
using BrainMets.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace BrainMets.Tests.Preprocessing;

[Slow(6)]
public sealed class MindgrabNetworkTests
{
    /// <summary>Two whole slabs and a part of one.</summary>
    private static readonly Size3 Size = new(37, 20, 23);

    [Fact]
    public void Slabs_in_one_feature_map_give_what_the_whole_volume_gives()
    {
        var (values, input) = Random(5);
        using var network = new MindgrabNetwork(values);

        var logits = network.Logits(input, Size, null, CancellationToken.None);

        Assert.Equal(WholeVolume(values, input).Length, logits.Length);
        var (whole, worst) = (WholeVolume(values, input), 0f);
        for (var i = 0; i < whole.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(whole[i] - logits[i]));
        }

        Assert.InRange(worst, 0, 2e-3);
    }

    [Fact]
    public void Statistics_of_every_layer_are_reported()
    {
        var (values, input) = Random(6);
        using var network = new MindgrabNetwork(values);
        var heard = new List<LayerStatistics>();

        network.Logits(input, Size, new Listener(heard.Add), CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, MindgrabNetwork.LayerCount), heard.Select(s => s.Layer));
        Assert.All(heard, s => Assert.Equal((15, 15), (s.Means.Length, s.Variances.Length)));
    }

    [Fact]
    public void It_stops_when_asked_and_leaves_no_tensor()
    {
        var (values, input) = Random(7);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var network = new MindgrabNetwork(values))
        {
            using var stop = new CancellationTokenSource();
            var heard = 0;
            Assert.Throws<OperationCanceledException>(() => network.Logits(
                input,
                Size,
                new Listener(_ =>
                {
                    heard++;
                    stop.Cancel();
                }),
                stop.Token));
            Assert.Equal(1, heard);
            network.Logits(input, Size, null, CancellationToken.None);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    /// <summary>The network as one would write it with memory to spare, in double.</summary>
    private static float[] WholeVolume(float[] values, float[] input)
    {
        using var noGrad = inference_mode();
        using var scope = NewDisposeScope();
        var x = tensor(input).to(float64).reshape(1, 1, Size.X, Size.Y, Size.Z);
        var (from, all) = (0, tensor(values).to(float64));
        for (var layer = 0; layer < 25; layer++)
        {
            var inputs = layer == 0 ? 1 : 15;
            long dilation = 16 >> (layer % 5);
            var kernel = all.narrow(0, from, 27 * inputs * 15).reshape(3, 3, 3, inputs, 15).permute(4, 3, 0, 1, 2);
            from += 27 * inputs * 15;
            x = nn.functional.conv3d(
                x, kernel, null, strides: [1, 1, 1], padding: [dilation, dilation, dilation], dilation: [dilation, dilation, dilation]);
            x = nn.functional.gelu(nn.functional.instance_norm(x, eps: 1e-5));
        }

        var head = all.narrow(0, from, 30).reshape(15, 2).t().reshape(2, 15, 1, 1, 1);
        x = nn.functional.conv3d(x, head, all.narrow(0, from + 30, 2)); // [1, 2, D, H, W]
        return x.to(float32).permute(0, 2, 3, 4, 1).contiguous().data<float>().ToArray();
    }

    private static (float[] Values, float[] Input) Random(int seed)
    {
        var random = new Random(seed);
        return (
            [.. Enumerable.Range(0, MindgrabNetwork.ValueCount).Select(_ => (random.NextSingle() - 0.5f) / 5)],
            [.. Enumerable.Range(0, (int)Size.Count).Select(_ => random.NextSingle())]);
    }

    private sealed class Listener(Action<LayerStatistics> hear) : IProgress<LayerStatistics>
    {
        public void Report(LayerStatistics value) => hear(value);
    }
}
