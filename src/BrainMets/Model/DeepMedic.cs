using BrainMets.Sampling;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BrainMets.Model;

/// <summary>
/// The multi-scale 3-D network of Kamnitsas et al. 2017 in the wide, deeper form the paper uses: one pathway at full resolution and one for
/// each context factor, each with weights of its own, joined and classified voxel by voxel. Two classes: background, metastasis.
/// </summary>
internal sealed class DeepMedic : SegmentationNetwork
{
    private readonly Pathway normal;
    private readonly ModuleList<Pathway> contexts;
    private readonly ModuleList<ConvolutionBlock> classifier;
    private readonly Parameter outputBias;

    /// <param name="options">Its shape.</param>
    /// <param name="seed">Fixes the initial weights.</param>
    /// <exception cref="ArgumentException">The options cannot be built; the message lists every error.</exception>
    public DeepMedic(DeepMedicOptions options, int seed = 1)
        : base(nameof(DeepMedic))
    {
        options.Validate();
        Options = options;
        using var random = new Generator((ulong)seed);
        normal = new Pathway(options, random);
        contexts = new ModuleList<Pathway>([.. options.ContextFactors.Select(_ => new Pathway(options, random))]);
        var widths = options.FullyConnected.Prepend((1 + options.ContextFactors.Count) * options.FeatureMaps[^1]).Append(2).ToArray();
        classifier = new ModuleList<ConvolutionBlock>(
        [
            .. Enumerable.Range(0, widths.Length - 1)
                .Select(i => new ConvolutionBlock((widths[i], widths[i + 1]), 1, i == 0 ? 0 : options.Dropout, options, random)),
        ]);
        outputBias = Parameter(zeros(2));
        RegisterComponents();
    }

    public override DeepMedicOptions Options { get; }

    /// <summary>Fixes what dropout draws in the next forward pass.</summary>
    public override void SeedDropout(long seed)
    {
        for (var i = 0; i < classifier.Count; i++)
        {
            classifier[i].SeedDropout(unchecked((seed * 31) + i));
        }
    }

    /// <summary>Null for a single layer: there the forward pass over a region has no block to begin with.</summary>
    public override FrozenNetwork? ForRegions() => Options.FeatureMaps.Count < 2 ? null : Freeze();

    /// <summary>The network in plain numbers as it is now, for prediction; later training does not change them.</summary>
    public FrozenNetwork Freeze()
    {
        using var guard = no_grad();
        return new FrozenNetwork(
            Options, normal.Freeze(), [.. contexts.Select(c => c.Freeze())], [.. classifier.Select(c => c.Freeze())],
                ConvolutionBlock.Values(outputBias));
    }

    /// <param name="normalInput">[N, 1, Z, Y, X].</param>
    /// <param name="contextInputs">One [N, 1, Z', Y', X'] for each context factor, aligned as <see cref="SegmentShape"/> defines.</param>
    /// <returns>Logits [N, 2, Z - 2h, Y - 2h, X - 2h] in float32, h the halo.</returns>
    public override Tensor forward(Tensor normalInput, IReadOnlyList<Tensor> contextInputs)
    {
        var features = new List<Tensor> { normal.call(normalInput) };
        for (var c = 0; c < contexts.Count; c++)
        {
            features.Add(Repeat(contexts[c].call(contextInputs[c]), Options.ContextFactors[c], features[0]));
        }

        var previousInput = cat(features, 1);
        var current = classifier[0].call(previousInput);
        for (var i = 1; i < classifier.Count; i++)
        {
            var next = classifier[i].call(current);
            if (i == 1 && classifier.Count > 2)
            {
                next = Pathway.AddShortcut(next, previousInput);
            }

            (previousInput, current) = (current, next);
        }

        return current.to(ScalarType.Float32).Plus(outputBias.view(1, 2, 1, 1, 1));
    }

    /// <summary>Repeats every voxel f times along z, y and x and cuts to the size of <paramref name="like"/> from the low side.</summary>
    private static Tensor Repeat(Tensor coarse, int factor, Tensor like)
    {
        var (n, c, z, y, x) = (coarse.shape[0], coarse.shape[1], coarse.shape[2], coarse.shape[3], coarse.shape[4]);
        var fine = coarse.view(n, c, z, 1, y, 1, x, 1)
            .expand(n, c, z, factor, y, factor, x, factor)
            .reshape(n, c, z * factor, y * factor, x * factor);
        return fine.narrow(2, 0, like.shape[2]).narrow(3, 0, like.shape[3]).narrow(4, 0, like.shape[4]);
    }
}

/// <summary>The weights of a trained network as plain arrays, at the time of the call.</summary>
/// <param name="Options">Its shape.</param>
/// <param name="Normal">The pathway at full resolution.</param>
/// <param name="Contexts">Those at lower resolution, in the order of the factors.</param>
/// <param name="Classifier">1 x 1 x 1 layers over the joined pathways; the last has two outputs, background and metastasis.</param>
/// <param name="OutputBias">Of the two.</param>
internal sealed record FrozenNetwork(
    DeepMedicOptions Options, FrozenPathway Normal, IReadOnlyList<FrozenPathway> Contexts, IReadOnlyList<FrozenBlock> Classifier,
        float[] OutputBias);

/// <summary>A pathway of a trained network in plain numbers.</summary>
/// <param name="InputBias">Added to the intensities before the first convolution.</param>
/// <param name="FirstWeight">Of the first convolution, [out, 1, Z, Y, X].</param>
/// <param name="Blocks">Layers from the second on.</param>
/// <param name="Residual">For every layer from the first: whether the input of the layer before is added to its output.</param>
internal sealed record FrozenPathway(float InputBias, float[] FirstWeight, IReadOnlyList<FrozenBlock> Blocks, IReadOnlyList<bool> Residual);

/// <summary>
/// A block of a trained network for prediction: its batch statistics are one scale and one shift a channel, so that it computes W *
/// activation(scale x + shift). Plain numbers, independent of the network they were taken from.
/// </summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Scale">One an input channel.</param>
/// <param name="Shift">One an input channel.</param>
/// <param name="Slope">Factor on negative values, one an input channel; 0 for ReLU.</param>
/// <param name="Weight">[out, in, Z, Y, X], x fastest.</param>
internal sealed record FrozenBlock(int Inputs, int Outputs, float[] Scale, float[] Shift, float[] Slope, float[] Weight);
