using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BrainMets.Model;

/// <summary>Pre-activation block: batch norm -> activation -> dropout -> valid convolution without bias (He et al. 2016).</summary>
public sealed class ConvolutionBlock : Module<Tensor, Tensor>
{
    private readonly WindowedBatchNorm norm;
    private readonly Parameter? slope;
    private readonly Parameter weight;
    private readonly double dropout;

    public ConvolutionBlock(int inputs, int outputs, int kernel, double dropout, ModelOptions options)
        : base(nameof(ConvolutionBlock))
    {
        norm = new WindowedBatchNorm(inputs, options.BatchNormWindow, options.BatchNormEpsilon);
        slope = options.Activation == Activation.PRelu ? Parameter(full(inputs, 0.01f)) : null;
        weight = Parameter(InitialWeight(inputs, outputs, kernel));
        this.dropout = dropout;
        RegisterComponents();
    }

    /// <summary>N(0, sqrt(2 / fan-in)), drawn from torch's seeded generator; [out, in, Z, Y, X].</summary>
    public static Tensor InitialWeight(int inputs, int outputs, int kernel) =>
        randn([outputs, inputs, kernel, kernel, kernel]) * Math.Sqrt(2.0 / (inputs * kernel * kernel * kernel));

    /// <param name="input">[N, C, Z, Y, X]; the convolution runs in its type (weights are kept in float32 and cast).</param>
    public override Tensor forward(Tensor input)
    {
        var hidden = norm.call(input);
        hidden = slope is null ? functional.relu(hidden) : functional.prelu(hidden, slope.to(hidden.dtype));
        hidden = dropout > 0 && training ? functional.dropout(hidden, dropout, training: true) : hidden;
        return functional.conv3d(hidden, weight.to(hidden.dtype));
    }
}
