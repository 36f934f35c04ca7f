using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BrainMets.Model;

/// <summary>One resolution's stack of 3 x 3 x 3 valid convolutions with residual connections (docs/method.md, "Residual wiring").</summary>
internal sealed class Pathway : Module<Tensor, Tensor>
{
    private readonly Parameter inputBias;
    private readonly Parameter firstWeight;
    private readonly ModuleList<ConvolutionBlock> blocks;
    private readonly bool[] residual;

    public Pathway(DeepMedicOptions options, Generator random)
        : base(nameof(Pathway))
    {
        var maps = options.FeatureMaps;
        inputBias = Parameter(zeros(1));
        firstWeight = Parameter(ConvolutionBlock.InitialWeight((1, maps[0]), 3, random));
        blocks = new ModuleList<ConvolutionBlock>(
            [.. Enumerable.Range(1, maps.Count - 1).Select(i => new ConvolutionBlock((maps[i - 1], maps[i]), 3, 0, options, random))]);
        residual = [.. Enumerable.Range(1, maps.Count).Select(options.ResidualLayers.Contains)];
        RegisterComponents();
    }

    /// <param name="input">[N, 1, Z, Y, X].</param>
    /// <returns>[N, C, Z - 2h, Y - 2h, X - 2h] with h the number of layers.</returns>
    public override Tensor forward(Tensor input)
    {
        // The bias is kept in the input's type: it is added to raw intensities before a valid convolution.
        var previousInput = input.Plus(inputBias.to(input.dtype));
        var current = ValidConvolution.Of(previousInput, firstWeight.to(input.dtype));
        for (var i = 0; i < blocks.Count; i++)
        {
            var next = blocks[i].call(current);
            if (residual[i + 1])
            {
                next = AddShortcut(next, previousInput);
            }

            (previousInput, current) = (current, next);
        }

        return current;
    }

    /// <summary>Its numbers as prediction needs them.</summary>
    internal FrozenPathway Freeze() =>
        new(ConvolutionBlock.Values(inputBias)[0], ConvolutionBlock.Values(firstWeight), [.. blocks.Select(b => b.Freeze())], residual);

    /// <summary>
    /// Adds the centre of <paramref name="earlier"/> to the channels both have: missing channels count as zero, surplus ones are dropped.
    /// </summary>
    internal static Tensor AddShortcut(Tensor later, Tensor earlier)
    {
        var channels = Math.Min(later.shape[1], earlier.shape[1]);
        var cropped = earlier.narrow(1, 0, channels);
        for (var axis = 2; axis < 5; axis++)
        {
            var start = (earlier.shape[axis] - later.shape[axis]) / 2;
            cropped = cropped.narrow(axis, start, later.shape[axis]);
        }

        if (channels == later.shape[1])
        {
            return later.Plus(cropped);
        }

        var sum = later.narrow(1, 0, channels).Plus(cropped);
        return cat([sum, later.narrow(1, channels, later.shape[1] - channels)], 1);
    }
}
