using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BrainMets.Model;

/// <summary>
/// The 3-D U-Net of Çiçek, Abdulkadir, Lienkamp, Brox and Ronneberger, "3D U-Net: Learning Dense Volumetric Segmentation from Sparse
/// Annotation", MICCAI 2016, with fewer levels and feature maps and a single output channel. On each level of the analysis path two valid 3
/// x 3 x 3 convolutions, each with batch normalisation and ReLU, the second with twice the feature maps; 2 x 2 x 2 max pooling between
/// levels. On the synthesis path an up-convolution of 2 x 2 x 2 with stride 2, concatenation with the centre of the analysis maps of that
/// level, and again two convolutions. The output is one 1 x 1 x 1 convolution, its sigmoid the probability of metastasis.
/// </summary>
/// <remarks>
/// All convolutions are valid, as published: no border is filled up with zeros, so that tiles which start at multiples of the coarsest
/// voxel give exactly what the whole volume gives. For the same reason batch normalisation uses the statistics of training in prediction,
/// where the paper has those of the present batch.
/// </remarks>
internal sealed class UNet : SegmentationNetwork
{
    private readonly ModuleList<UNetLevel> analysis;
    private readonly ModuleList<UNetLevel> synthesis;
    private readonly ModuleList<UpConvolution> raising;
    private readonly Parameter outputWeight;
    private readonly Parameter outputBias;

    /// <param name="options">Its shape.</param>
    /// <param name="seed">Fixes the initial weights.</param>
    /// <exception cref="ArgumentException">The options cannot be built; the message lists every error.</exception>
    public UNet(UNetOptions options, int seed = 1)
        : base(nameof(UNet))
    {
        options.Validate();
        Options = options;
        using var random = new Generator((ulong)seed);
        var maps = options.FeatureMaps;
        analysis = new ModuleList<UNetLevel>(
            [.. Enumerable.Range(0, maps.Count).Select(l => new UNetLevel(l == 0 ? 1 : 2 * maps[l - 1], maps[l], options, random))]);
        raising = new ModuleList<UpConvolution>([.. maps.Skip(1).Select(below => new UpConvolution(2 * below, random))]);
        synthesis = new ModuleList<UNetLevel>(
            [.. maps.Skip(1).Select((below, l) => new UNetLevel(2 * (maps[l] + below), 2 * maps[l], options, random, doubles: false))]);
        outputWeight = Parameter(ConvolutionBlock.InitialWeight((2 * maps[0], 1), 1, random));
        outputBias = Parameter(zeros(1));
        RegisterComponents();
    }

    public override UNetOptions Options { get; }

    /// <param name="normalInput">
    /// [N, 1, Z, Y, X]; the predicted sides, those of the input without both halos, must be multiples of 2 for each pooling.
    /// </param>
    /// <param name="contextInputs">None.</param>
    /// <returns>
    /// Logits [N, 2, Z - 2h, Y - 2h, X - 2h] in float32, h the halo. That of background is 0, which makes the softmax of both the sigmoid
    /// of the other.
    /// </returns>
    public override Tensor forward(Tensor normalInput, IReadOnlyList<Tensor> contextInputs)
    {
        var levels = new List<Tensor> { analysis[0].call(normalInput) };
        for (var level = 1; level < analysis.Count; level++)
        {
            using var pooled = functional.max_pool3d(levels[^1], [2, 2, 2]);
            levels.Add(analysis[level].call(pooled));
        }

        var current = levels[^1];
        for (var level = analysis.Count - 2; level >= 0; level--)
        {
            using var raised = raising[level].call(current);
            using var joined = cat([Centre(levels[level], raised), raised], 1);
            current = synthesis[level].call(joined);
        }

        var output = ValidConvolution.Of(current, outputWeight.to(current.dtype));
        var metastasis = output.to(ScalarType.Float32).Plus(outputBias.view(1, 1, 1, 1, 1));
        return cat([zeros_like(metastasis), metastasis], 1);
    }

    /// <summary>The middle of a tensor in the size of a smaller one.</summary>
    private static Tensor Centre(Tensor tensor, Tensor like)
    {
        for (var axis = 2; axis < 5; axis++)
        {
            tensor = tensor.narrow(axis, (tensor.shape[axis] - like.shape[axis]) / 2, like.shape[axis]);
        }

        return tensor;
    }
}

/// <summary>
/// Shape of <see cref="UNet"/>. By default three levels and 1,146,865 parameters; the published network has four levels of 32 to 256 maps.
/// </summary>
internal sealed record UNetOptions : NetworkOptions
{
    private const int MaximumLevels = 6;

    /// <summary>Feature maps of the first convolution of each level from full resolution down; the second has twice as many.</summary>
    public IReadOnlyList<int> FeatureMaps { get; init; } = [16, 32, 64];

    /// <summary>Batch statistics of so many training steps are averaged for inference.</summary>
    public int BatchNormWindow { get; init; } = 60;

    /// <summary>Added to the variance.</summary>
    public double BatchNormEpsilon { get; init; } = 1e-5;

    /// <summary>
    /// One resolution. Two convolutions consume two voxels of their level on each side, on every level but the last both on the way down
    /// and on the way up: 6 f - 4 voxels, where f = 2^(levels - 1) is the side of the coarsest voxel.
    /// </summary>
    public override NetworkInput Input()
    {
        var coarsest = 1 << (FeatureMaps.Count - 1);
        return new NetworkInput { Halo = (6 * coarsest) - 4, SizeFactor = coarsest, TileBlock = coarsest };
    }

    public override SegmentationNetwork Build(int seed) => new UNet(this, seed);

    public override long ParameterCount()
    {
        var count = (2L * FeatureMaps[0]) + 1;
        for (var level = 0; level < FeatureMaps.Count; level++)
        {
            long maps = 2 * FeatureMaps[level];
            count += Level(level == 0 ? 1 : 2 * FeatureMaps[level - 1], FeatureMaps[level], maps);
            if (level + 1 < FeatureMaps.Count)
            {
                long below = 2 * FeatureMaps[level + 1];
                count += (8 * below * below) + Level(maps + below, maps, maps);
            }
        }

        return count;
    }

    public override IEnumerable<string> Faults()
    {
        if (FeatureMaps.Count is 0 or > MaximumLevels || FeatureMaps.Any(m => m < 1))
        {
            yield return
                $"model.featureMaps is [{string.Join(", ", FeatureMaps)}]; it needs 1 to {MaximumLevels} levels, each of at least 1 map.";
        }

        foreach (var fault in BatchNormFaults(BatchNormWindow, BatchNormEpsilon))
        {
            yield return fault;
        }
    }

    /// <summary>Weights of two convolutions, scale and shift of their outputs.</summary>
    private static long Level(long inputs, long middle, long outputs) =>
        (27 * ((inputs * middle) + (middle * outputs))) + (2 * (middle + outputs));
}

/// <summary>
/// The two convolutions of a level, each followed by batch normalisation and ReLU; they have no bias, which the normalisation would cancel.
/// </summary>
internal sealed class UNetLevel : Module<Tensor, Tensor>
{
    private readonly Parameter firstWeight;
    private readonly WindowedBatchNorm firstNorm;
    private readonly Parameter secondWeight;
    private readonly WindowedBatchNorm secondNorm;

    /// <param name="inputs">Input channels.</param>
    /// <param name="maps">Of the first convolution.</param>
    /// <param name="options">Those of batch normalisation.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="doubles">Whether the second convolution has twice the maps, as on the analysis path.</param>
    public UNetLevel(int inputs, int maps, UNetOptions options, Generator random, bool doubles = true)
        : base(nameof(UNetLevel))
    {
        var outputs = doubles ? 2 * maps : maps;
        firstWeight = Parameter(ConvolutionBlock.InitialWeight((inputs, maps), 3, random));
        firstNorm = new WindowedBatchNorm(maps, options.BatchNormWindow, options.BatchNormEpsilon);
        secondWeight = Parameter(ConvolutionBlock.InitialWeight((maps, outputs), 3, random));
        secondNorm = new WindowedBatchNorm(outputs, options.BatchNormWindow, options.BatchNormEpsilon);
        RegisterComponents();
    }

    /// <param name="input">[N, C, Z, Y, X]; the convolutions run in its type (weights are kept in float32 and cast).</param>
    /// <returns>[N, C', Z - 4, Y - 4, X - 4].</returns>
    public override Tensor forward(Tensor input)
    {
        using var middle = Activated(input, firstWeight, firstNorm);
        return Activated(middle, secondWeight, secondNorm);
    }

    private static Tensor Activated(Tensor input, Parameter weight, WindowedBatchNorm norm)
    {
        using var convolved = ValidConvolution.Of(input, weight.to(input.dtype));
        using var normalised = norm.call(convolved);
        return functional.relu(normalised);
    }
}

/// <summary>
/// Transposed convolution of 2 x 2 x 2 with stride 2 without bias. Its eight outputs for one voxel do not overlap, so that it is a 1 x 1 x
/// 1 convolution to eight times the channels, laid out as the eight voxels: the convolution that is known to be right on every CPU (<see
/// cref="ValidConvolution"/>).
/// </summary>
internal sealed class UpConvolution : Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    /// <param name="channels">Of input and output.</param>
    /// <param name="random">Draws the weights.</param>
    public UpConvolution(int channels, Generator random)
        : base(nameof(UpConvolution))
    {
        weight = Parameter(ConvolutionBlock.InitialWeight((channels, 8 * channels), 1, random));
        RegisterComponents();
    }

    /// <param name="input">[N, C, Z, Y, X].</param>
    /// <returns>[N, C, 2 Z, 2 Y, 2 X].</returns>
    public override Tensor forward(Tensor input)
    {
        var (n, c, z, y, x) = (input.shape[0], input.shape[1], input.shape[2], input.shape[3], input.shape[4]);
        using var eight = ValidConvolution.Of(input, weight.to(input.dtype));           // [N, (dz, dy, dx, C), Z, Y, X]
        return eight.reshape(n, 2, 2, 2, c, z, y, x).permute(0, 4, 5, 1, 6, 2, 7, 3).reshape(n, c, 2 * z, 2 * y, 2 * x);
    }
}
