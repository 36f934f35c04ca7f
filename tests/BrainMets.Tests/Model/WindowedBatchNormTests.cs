using BrainMets.Model;
using BrainMets.Tests.Support;
using static TorchSharp.torch;

namespace BrainMets.Tests.Model;

public sealed class WindowedBatchNormTests
{
    [Fact]
    public void The_buffer_holds_how_many_batches_were_seen()
    {
        using var scope = NewDisposeScope();
        using var norm = new WindowedBatchNorm(2, 3, 1e-5);
        norm.train();

        for (var i = 0; i < 5; i++)
        {
            norm.call(rand([2, 2, 3, 3, 3]));
        }

        Assert.Equal(5, norm.state_dict()["batches"].item<long>());
    }

    [Fact]
    public void Inference_takes_the_mean_over_the_batches_that_were_seen()
    {
        using var scope = NewDisposeScope();
        using var norm = new WindowedBatchNorm(1, 3, 1e-5);
        norm.train();
        norm.call(Constant(1));
        norm.call(Constant(5));
        norm.eval();

        var output = norm.call(Constant(3));                  // mean of 1 and 5, variance 0

        Assert.All(output.data<float>().ToArray(), v => Assert.Equal(0, v, 1e-4f));
    }

    [Fact]
    public void A_network_filled_after_it_was_used_goes_on_from_the_batches_of_the_file()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var trained = Seen(3);
        using var fresh = Seen(1);
        ModelFile.Write(folder.File("three"), trained, new Dictionary<string, string>());
        var (tensors, _) = SafeTensors.Read(folder.File("three"));

        ModelFile.Load(folder.File("three"), fresh, tensors);
        Forward(fresh);
        Forward(trained);

        Assert.Equal(Batches(trained), Batches(fresh));
        Assert.All(Batches(fresh), b => Assert.Equal(4, b));
    }

    private static Tensor Constant(float value) => tensor(Enumerable.Repeat(value, 8).ToArray(), [1, 1, 2, 2, 2]);

    private static SegmentationNetwork Seen(int batches)
    {
        var model = SegmentationNetwork.Create(MiniConfig.Model, 1, "cpu");
        model.train();
        for (var i = 0; i < batches; i++)
        {
            Forward(model);
        }

        return model;
    }

    private static void Forward(SegmentationNetwork model)
    {
        var shape = model.Options.SegmentFor(new Size3(3, 3, 3));
        Tensor Input(Size3 size) => rand([2, 1, size.Z, size.Y, size.X]);
        model.call(Input(shape.Normal), [.. shape.ContextFactors.Select(f => Input(shape.Context(f)))]);
    }

    private static long[] Batches(SegmentationNetwork model) =>
        [.. ModelFile.Tensors(model).Where(t => t.Name.EndsWith("batches", StringComparison.Ordinal)).Select(t => t.Tensor.item<long>())];
}
