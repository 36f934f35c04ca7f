using BrainMets.Model;
using BrainMets.Tests.Support;
using static TorchSharp.torch;

namespace BrainMets.Tests.Model;

public sealed class UNetTests
{
    /// <summary>Four levels of 32 to 256 maps, as published.</summary>
    private static readonly UNetOptions Published = new() { FeatureMaps = [32, 64, 128, 256] };

    [Fact]
    public void Sizes_are_those_of_the_paper()
    {
        var shape = Published.SegmentFor(new Size3(44, 44, 28));

        Assert.Equal(new Size3(132, 132, 116), shape.Normal);
        Assert.Empty(shape.ContextFactors);
    }

    [Fact]
    public void The_number_of_parameters_is_that_of_the_paper_but_for_what_differs()
    {
        const long PaperHas = 19_069_955;
        const long FewerInputs = 2 * 27 * 32;                               // the paper's images have three channels
        const long FewerOutputs = 2 * (64 + 1);                             // and three classes
        const long Scales = 96 + 192 + 384 + 768 + 512 + 256 + 128;         // one a map; the shift stands for the paper's bias

        Assert.Equal(PaperHas - FewerInputs - FewerOutputs + Scales, Published.ParameterCount());
    }

    [Theory]
    [InlineData(16, 32, 64)]
    [InlineData(3)]
    [InlineData(2, 5)]
    [InlineData(2, 3, 2, 1)]
    public void Arithmetic_counts_the_parameters_of_the_network(params int[] maps)
    {
        using var model = new UNet(new UNetOptions { FeatureMaps = maps });

        Assert.Equal(model.parameters().Sum(p => p.numel()), model.ParameterCount);
    }

    [Fact]
    public void The_default_has_about_a_million_parameters() => Assert.Equal(1_146_865, new UNetOptions().ParameterCount());

    /// <summary>Three sides that differ, so that no two axes can be exchanged.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(2, 3)]
    [InlineData(2, 1, 2)]
    public void It_gives_what_its_definition_gives(params int[] maps)
    {
        using var scope = NewDisposeScope();
        using var model = new UNet(new UNetOptions { FeatureMaps = maps }, seed: 3);
        DrawnNumbers.Fill(model, 5);
        model.eval();
        using var guard = no_grad();
        var shape = model.Options.SegmentFor(new Size3(12, 8, 4));
        var random = new Random(1);
        var image = new double[1, shape.Normal.Z, shape.Normal.Y, shape.Normal.X];
        var input = zeros([1, 1, shape.Normal.Z, shape.Normal.Y, shape.Normal.X]);
        var values = Enumerable.Range(0, (int)shape.Normal.Count).Select(_ => (float)((4 * random.NextDouble()) - 2)).ToArray();
        Buffer.BlockCopy(Array.ConvertAll(values, v => (double)v), 0, image, 0, 8 * values.Length);
        input.data<float>().CopyFrom(values);

        var logits = model.call(input, []);
        var expected = new PlainUNet(model, maps.Length).Logit(image).Cast<double>().ToArray();

        Assert.Equal([1L, 2, 4, 8, 12], logits.shape);
        var difference = logits.select(1, 1).contiguous().data<float>().Zip(expected).Max(p => Math.Abs(p.First - p.Second));
        Assert.Equal(0, difference, 1e-4 * expected.Max(Math.Abs));
        Assert.True(expected.Max() - expected.Min() > 0.1);
        var sigmoid = 1 / (1 + Math.Exp(-expected[7]));
        Assert.Equal(sigmoid, logits.softmax(1).select(1, 1).contiguous().data<float>()[7], 1e-4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mixed_precision_pass_stays_near_float32(bool training)
    {
        using var scope = NewDisposeScope();
        using var model = new UNet(new UNetOptions());
        model.train(training);
        var side = model.Options.SegmentFor(new Size3(8, 8, 8)).Normal.X;
        var input = randn([2, 1, side, side, side], generator: new Generator(1));
        using var guard = no_grad();

        var full = model.call(input, []).select(1, 1);
        var half = model.call(input.bfloat16(), []).select(1, 1);

        Assert.True((full - half).abs().mean().item<float>() < 0.05 * full.std().item<float>());
    }

    [Fact]
    public void What_cannot_be_built_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => new UNet(new UNetOptions { FeatureMaps = [4, 0], BatchNormEpsilon = -1 }));

        Assert.Contains(
            "model.featureMaps is [4, 0]; it needs 1 to 6 levels, each of at least 1 map.", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.batchNormEpsilon is -1", error.Message, StringComparison.Ordinal);
    }
}
