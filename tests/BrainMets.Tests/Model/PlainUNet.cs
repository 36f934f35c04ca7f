using BrainMets.Model;

namespace BrainMets.Tests.Model;

/// <summary>
/// The U-Net from its definition, voxel by voxel in double precision: slow and obvious, to compare the network with. Feature maps are
/// [channel, z, y, x].
/// </summary>
internal sealed class PlainUNet(SegmentationNetwork network, int levels)
{
    private readonly Dictionary<string, (double[] Values, long[] Shape)> tensors = ModelFile.Tensors(network).ToDictionary(
        t => t.Name,
        t => (t.Tensor.to(TorchSharp.torch.ScalarType.Float64).data<double>().ToArray(), t.Tensor.shape));

    /// <summary>Logit of metastasis, [1, z, y, x].</summary>
    public double[,,,] Logit(double[,,,] input)
    {
        var analysis = new List<double[,,,]> { Level(input, "analysis.0") };
        for (var level = 1; level < levels; level++)
        {
            analysis.Add(Level(Pooled(analysis[^1]), $"analysis.{level}"));
        }

        var current = analysis[^1];
        for (var level = levels - 2; level >= 0; level--)
        {
            current = Level(Joined(analysis[level], Raised(current, tensors[$"raising.{level}.weight"].Values)), $"synthesis.{level}");
        }

        var bias = tensors["outputBias"].Values[0];
        return Map(Convolved(current, "outputWeight"), (_, value) => value + bias);
    }

    private double[,,,] Level(double[,,,] input, string name)
    {
        var middle = Activated(Convolved(input, name + ".firstWeight"), name + ".firstNorm");
        return Activated(Convolved(middle, name + ".secondWeight"), name + ".secondNorm");
    }

    private double[,,,] Convolved(double[,,,] input, string name)
    {
        var (weight, shape) = tensors[name];
        var (inputs, side) = ((int)shape[1], (int)shape[2]);
        return Made((int)shape[0], input.GetLength(1) - side + 1, input.GetLength(2) - side + 1, input.GetLength(3) - side + 1,
            (c, z, y, x) =>
        {
            var sum = 0.0;
            for (var i = 0; i < inputs; i++)
            {
                for (var (dz, at) = (0, ((c * inputs) + i) * side * side * side); dz < side; dz++)
                {
                    for (var dy = 0; dy < side; dy++)
                    {
                        for (var dx = 0; dx < side; dx++, at++)
                        {
                            sum += weight[at] * input[i, z + dz, y + dy, x + dx];
                        }
                    }
                }
            }

            return sum;
        });
    }

    /// <summary>Normalised by the mean statistics of the batches seen; then negative values are 0.</summary>
    private double[,,,] Activated(double[,,,] input, string name)
    {
        var (scale, shift) = (tensors[name + ".scale"].Values, tensors[name + ".shift"].Values);
        var (means, variances) = (tensors[name + ".means"], tensors[name + ".variances"]);
        var slots = (int)Math.Min(tensors[name + ".batches"].Values[0], means.Shape[0]);
        double Mean(double[] values, int channel) => Enumerable.Range(0, slots).Average(s => values[(s * scale.Length) + channel]);
        var mean = Enumerable.Range(0, scale.Length).Select(c => Mean(means.Values, c)).ToArray();
        var deviation = Enumerable.Range(0, scale.Length).Select(c => Math.Sqrt(Mean(variances.Values, c) + 1e-5)).ToArray();
        return Map(input, (c, value) => Math.Max(0, (scale[c] * (value - mean[c]) / deviation[c]) + shift[c]));
    }

    private static double[,,,] Pooled(double[,,,] input) => Made(
        input.GetLength(0), input.GetLength(1) / 2, input.GetLength(2) / 2, input.GetLength(3) / 2,
        (c, z, y, x) => Enumerable.Range(0, 8).Max(i => input[c, (2 * z) + (i / 4), (2 * y) + (i / 2 % 2), (2 * x) + (i % 2)]));

    /// <summary>Every voxel becomes eight; which of them decides which eighth of the weights, [(dz, dy, dx, out), in], is used.</summary>
    private static double[,,,] Raised(double[,,,] input, double[] weight)
    {
        var channels = input.GetLength(0);
        return Made(channels, 2 * input.GetLength(1), 2 * input.GetLength(2), 2 * input.GetLength(3), (c, z, y, x) =>
        {
            var row = (((((z % 2 * 2) + (y % 2)) * 2) + (x % 2)) * channels) + c;
            return Enumerable.Range(0, channels).Sum(i => weight[(row * channels) + i] * input[i, z / 2, y / 2, x / 2]);
        });
    }

    /// <summary>The middle of the first, then the second.</summary>
    private static double[,,,] Joined(double[,,,] wide, double[,,,] raised)
    {
        var own = wide.GetLength(0);
        int Start(int axis) => (wide.GetLength(axis) - raised.GetLength(axis)) / 2;
        return Made(
            own + raised.GetLength(0), raised.GetLength(1), raised.GetLength(2), raised.GetLength(3),
            (c, z, y, x) => c < own ? wide[c, z + Start(1), y + Start(2), x + Start(3)] : raised[c - own, z, y, x]);
    }

    private static double[,,,] Map(double[,,,] input, Func<int, double, double> change) => Made(
        input.GetLength(0), input.GetLength(1), input.GetLength(2), input.GetLength(3), (c, z, y, x) => change(c, input[c, z, y, x]));

    private static double[,,,] Made(int channels, int sizeZ, int sizeY, int sizeX, Func<int, int, int, int, double> value)
    {
        var made = new double[channels, sizeZ, sizeY, sizeX];
        for (var c = 0; c < channels; c++)
        {
            for (var z = 0; z < sizeZ; z++)
            {
                for (var y = 0; y < sizeY; y++)
                {
                    for (var x = 0; x < sizeX; x++)
                    {
                        made[c, z, y, x] = value(c, z, y, x);
                    }
                }
            }
        }

        return made;
    }
}
