using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BrainMets.Model;

/// <summary>Pre-activation block: batch norm -> activation -> dropout -> valid convolution without bias (He et al. 2016).</summary>
internal sealed class ConvolutionBlock : Module<Tensor, Tensor>
{
    private readonly WindowedBatchNorm norm;
    private readonly Parameter? slope;
    private readonly Parameter weight;
    private readonly SeededDropout? dropout;

    public ConvolutionBlock((int Inputs, int Outputs) maps, int kernel, double dropoutRate, DeepMedicOptions options, Generator random)
        : base(nameof(ConvolutionBlock))
    {
        norm = new WindowedBatchNorm(maps.Inputs, options.BatchNormWindow, options.BatchNormEpsilon);
        slope = options.Activation == Activation.PRelu ? Parameter(TensorArithmetic.Filled(maps.Inputs, 0.01f)) : null;
        weight = Parameter(InitialWeight(maps, kernel, random));
        dropout = dropoutRate > 0 ? new SeededDropout(dropoutRate) : null;
        RegisterComponents();
    }

    /// <summary>N(0, sqrt(2 / fan-in)); [out, in, Z, Y, X].</summary>
    public static Tensor InitialWeight((int Inputs, int Outputs) maps, int kernel, Generator random)
    {
        using var normal = randn([maps.Outputs, maps.Inputs, kernel, kernel, kernel], generator: random);
        return normal.Times(Math.Sqrt(2.0 / (maps.Inputs * kernel * kernel * kernel)));
    }

    /// <summary>Fixes what dropout draws next.</summary>
    public void SeedDropout(long seed) => dropout?.Seed(seed);

    /// <param name="input">[N, C, Z, Y, X]; the convolution runs in its type (weights are kept in float32 and cast).</param>
    public override Tensor forward(Tensor input)
    {
        var hidden = norm.call(input);
        hidden = slope is null ? functional.relu(hidden)
            : training ? TrainablePRelu(hidden, slope.to(hidden.dtype).view(1, -1, 1, 1, 1))
            : functional.prelu(hidden, slope.to(hidden.dtype));
        hidden = dropout is not null && training ? dropout.Apply(hidden) : hidden;
        return ValidConvolution.Of(hidden, weight.to(hidden.dtype));
    }

    /// <summary>
    /// max(0, x) + slope min(0, x). The library's own operation gives the same numbers, but its gradient takes as long as a third of a
    /// convolution's; these are five passes over the memory (docs/performance.md).
    /// </summary>
    private static Tensor TrainablePRelu(Tensor input, Tensor slope) =>
        functional.relu(input).Plus(functional.relu(input.neg()) * slope.neg());

    /// <summary>Its numbers as prediction needs them.</summary>
    internal FrozenBlock Freeze()
    {
        var (scale, shift) = norm.Affine();
        return new FrozenBlock(
            (int)weight.shape[1], (int)weight.shape[0], scale, shift, slope is null
                ? new float[scale.Length]
                : Values(slope), Values(weight));
    }

    /// <summary>A copy of all numbers of a tensor in its logical order.</summary>
    internal static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }

    protected override void Dispose(bool disposing)
    {
        dropout?.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>
/// Dropout of single voxels, kept ones scaled up (so inference needs no factor), drawn from a generator of its own: the library's generator
/// is shared by everything in the process, and a resumed training could not repeat them.
/// </summary>
internal sealed class SeededDropout(double rate) : IDisposable
{
    private readonly Generator generator = new();

    public void Seed(long seed) => generator.manual_seed(seed);

    /// <summary>The same draws whatever the device and the type of the input.</summary>
    public Tensor Apply(Tensor input)
    {
        using var uniform = rand(input.shape, ScalarType.Float32, generator: generator);
        using var kept = uniform.IsAtLeast(rate);
        using var onDevice = kept.CopyTo(input.device).to(input.dtype);
        return input * onDevice.Times(1 / (1 - rate));
    }

    public void Dispose() => generator.Dispose();
}
