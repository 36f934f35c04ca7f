using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Tests.Model;

public sealed class DeepMedicTests
{
    private static readonly DeepMedicOptions Compact = new()
    {
        FeatureMaps = [16, 16, 16, 16, 16, 16, 16, 32, 32],
        FullyConnected = [80, 80],
        Activation = Activation.Relu,
        Dropout = 0,
    };

    [Fact]
    public void The_paper_network_has_its_published_number_of_parameters()
    {
        using var model = new DeepMedic(new DeepMedicOptions());

        var parameters = model.parameters().Sum(p => p.numel());

        Assert.Equal(3_698_705, parameters);
        Assert.Equal(3_698_705, new DeepMedicOptions().ParameterCount());
    }

    [Fact]
    public void Arithmetic_counts_the_parameters_of_other_shapes_too()
    {
        using var model = new DeepMedic(Compact);

        Assert.Equal(model.parameters().Sum(p => p.numel()), Compact.ParameterCount());
    }

    [Theory]
    [InlineData(37, 19, 25, 22)]
    [InlineData(19, 1, 19, 19)]
    [InlineData(45, 27, 27, 24)]
    public void Segment_sizes_are_the_published_ones(int input, int output, int context3, int context5)
    {
        var shape = new DeepMedicOptions().SegmentFor(new Size3(output, output, output));

        Assert.Equal(input, shape.Normal.X);
        Assert.Equal(context3, shape.Context(3).X);
        Assert.Equal(context5, shape.Context(5).X);
        Assert.Equal(100 - 17, shape.ContextStart(109, 3));                 // hr_start is 100
        Assert.Equal(100 - 34, shape.ContextStart(109, 5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mixed_precision_pass_stays_near_float32(bool training)
    {
        using var scope = NewDisposeScope();
        using var model = new DeepMedic(Compact);
        model.train(training);
        var shape = Compact.SegmentFor(new Size3(9, 9, 9));
        var normal = randn([4, 1, 27, 27, 27]);
        Tensor[] contexts =
            [.. shape.ContextFactors.Select(f => randn([4, 1, shape.Context(f).Z, shape.Context(f).Y, shape.Context(f).X]))];
        using var guard = no_grad();

        var full = model.call(normal, contexts);
        var half = model.call(normal.bfloat16(), [.. contexts.Select(c => c.bfloat16())]);

        Assert.Equal([4L, 2, 9, 9, 9], full.shape);
        Assert.True((full - half).abs().mean().item<float>() < 0.05 * full.std().item<float>());
    }
}
