using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Tests.Model;

public sealed class ValidConvolutionTests
{
    [Theory]
    [InlineData(4, 6, 3)]
    [InlineData(30, 40, 3)]
    [InlineData(1, 16, 3)]
    [InlineData(80, 2, 1)]
    public void Output_and_gradients_are_those_of_the_definition(int inputs, int outputs, int kernel)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var input = randn([2, inputs, 7, 6, 5], generator: random).requires_grad_();
        var weight = randn([outputs, inputs, kernel, kernel, kernel], generator: random).requires_grad_();

        var output = ValidConvolution.Of(input, weight);
        output.sum().backward();

        var (x, w, y) = (Values(input), Values(weight), Values(output));
        Assert.Equal([2, outputs, 8 - kernel, 7 - kernel, 6 - kernel], output.shape);
        var (inputGradient, weightGradient) = (new double[x.Length], new double[w.Length]);
        var (position, last) = (0, kernel * kernel * kernel);
        foreach (var (n, o, z, yy, xx) in Places(output.shape))
        {
            var sum = 0.0;
            for (var i = 0; i < inputs; i++)
            {
                for (var tap = 0; tap < last; tap++)
                {
                    var (dx, dy, dz) = (tap % kernel, tap / kernel % kernel, tap / kernel / kernel);
                    var from = ((((((n * inputs) + i) * 7) + z + dz) * 6) + yy + dy) * 5 + xx + dx;
                    var by = (((o * inputs) + i) * last) + tap;
                    sum += (double)x[from] * w[by];
                    inputGradient[from] += w[by];
                    weightGradient[by] += x[from];
                }
            }

            Assert.Equal(sum, y[position++], 1e-3);
        }

        Assert.All(Values(input.grad!).Zip(inputGradient), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
        Assert.All(Values(weight.grad!).Zip(weightGradient), pair => Assert.Equal(pair.Second, pair.First, 2e-3));
    }

    [Fact]
    public void Filling_channels_up_changes_nothing_where_the_library_is_right()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var (input, weight) = (randn([1, 16, 6, 6, 6], generator: random), randn([16, 16, 3, 3, 3], generator: random));

        Assert.Equal(Values(nn.functional.conv3d(input, weight)), Values(ValidConvolution.Padded(input, weight)));
    }

    [Fact]
    public void A_thread_that_records_no_gradients_may_ask_first()
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();

        Assert.Equal([1, 3, 4, 4, 4], ValidConvolution.Of(randn([1, 2, 6, 6, 6]), randn([3, 2, 3, 3, 3])).shape);
    }

    private static IEnumerable<(int N, int C, int Z, int Y, int X)> Places(long[] shape) =>
        from n in Enumerable.Range(0, (int)shape[0])
        from c in Enumerable.Range(0, (int)shape[1])
        from z in Enumerable.Range(0, (int)shape[2])
        from y in Enumerable.Range(0, (int)shape[3])
        from x in Enumerable.Range(0, (int)shape[4])
        select (n, c, z, y, x);

    private static float[] Values(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
