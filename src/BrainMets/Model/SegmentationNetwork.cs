using System.Text.Json.Serialization;
using BrainMets.Sampling;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BrainMets.Model;

/// <summary>
/// A network that classifies each voxel of a box as background or metastasis: the only interface of a network that training, prediction and
/// files use. Another network derives from this class, has its own options, and is listed in <see cref="NetworkKind"/>; nothing else
/// changes (docs/networks.md).
/// </summary>
internal abstract class SegmentationNetwork(string name) : Module<Tensor, IReadOnlyList<Tensor>, Tensor>(name)
{
    /// <summary>Its shape, from which an equal network can be built.</summary>
    public abstract NetworkOptions Options { get; }

    /// <summary>Number of trainable parameters.</summary>
    public long ParameterCount => Options.ParameterCount();

    /// <summary>
    /// A network of the kind of its options with weights drawn from the seed: the same seed gives the same weights on every device.
    /// </summary>
    /// <param name="options">Kind and shape.</param>
    /// <param name="seed">Fixes the initial weights.</param>
    /// <param name="deviceName">cpu, cuda or cuda:N.</param>
    /// <exception cref="ArgumentException">The options cannot be built; the message lists every error.</exception>
    public static SegmentationNetwork Create(NetworkOptions options, int seed, string deviceName)
    {
        var network = options.Build(seed);
        network.MoveTo(deviceName);
        return network;
    }

    /// <summary>Runs a batch through the network.</summary>
    /// <param name="batch">Of the shape that <see cref="NetworkOptions.SegmentFor"/> gives.</param>
    /// <param name="compute">Device and number format of the convolutions; the network must be on that device.</param>
    /// <returns>
    /// Logits of background and metastasis, [N, 2, Z, Y, X] float32, of the size of the batch's output. Their softmax is the probability.
    /// </returns>
    public Tensor Logits(Batch batch, Compute compute) => call(compute.Input(batch.Normal), [.. batch.Contexts.Select(compute.Input)]);

    /// <summary>Fixes what dropout draws in the next forward pass; nothing for a network without dropout.</summary>
    public virtual void SeedDropout(long seed)
    {
    }

    /// <summary>
    /// The network in plain numbers, for the forward pass over the brain as one region (BrainForward of the stage Inference); null for a
    /// network that has none, which predicts by tiles.
    /// </summary>
    public virtual FrozenNetwork? ForRegions() => null;

    /// <summary>Moves parameters and statistics to cpu, cuda or cuda:N.</summary>
    public void MoveTo(string deviceName) => this.to(device(deviceName));

    /// <summary>Frees the weights. Declared here so that callers in stages without TorchSharp need none of its types.</summary>
    public new void Dispose() => base.Dispose();
}

/// <summary>
/// Shape of a network and all that can be computed without building it. The properties of a derived record are the keys of the section
/// "model" of a configuration; what is computed is a method, so that it is not written.
/// </summary>
[JsonConverter(typeof(NetworkOptionsConverter))]
internal abstract record NetworkOptions
{
    /// <summary>The part of a configuration that holds them.</summary>
    public const string Section = "model";

    /// <summary>The input that the network needs to predict a box.</summary>
    public abstract NetworkInput Input();

    /// <summary>Builds the network, with initial weights drawn from the seed.</summary>
    /// <exception cref="ArgumentException">The options cannot be built; the message lists every error.</exception>
    public abstract SegmentationNetwork Build(int seed);

    /// <summary>Number of trainable parameters, by arithmetic.</summary>
    public abstract long ParameterCount();

    /// <summary>Every error of the options, as sentences; empty when they can be built.</summary>
    public abstract IEnumerable<string> Faults();

    /// <summary>The input for a predicted box of this size.</summary>
    public SegmentShape SegmentFor(Size3 output) => new(output, Input().Halo, Input().ContextFactors);

    /// <exception cref="ArgumentException">The options cannot be built; the message lists every error.</exception>
    public void Validate()
    {
        if (Faults().ToList() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(" ", faults));
        }
    }

    /// <summary>The errors of the two options of <see cref="WindowedBatchNorm"/>.</summary>
    protected static IEnumerable<string> BatchNormFaults(int window, double epsilon)
    {
        if (window is < 1 or > 1_000_000)
        {
            yield return $"model.batchNormWindow is {window}; it must lie between 1 and 1000000.";
        }

        if (!(epsilon is >= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"model.batchNormEpsilon is {epsilon}; it must lie between 0 and 1.");
        }
    }
}

/// <summary>The input that a network needs to predict a box, and the boxes it can predict.</summary>
internal sealed record NetworkInput
{
    /// <summary>Voxels beyond the predicted box on each side that valid convolutions consume.</summary>
    public required int Halo { get; init; }

    /// <summary>Subsampling factors of the inputs at lower resolution; empty for a network of a single resolution.</summary>
    public IReadOnlyList<int> ContextFactors { get; init; } = [];

    /// <summary>How the inputs at lower resolution are made.</summary>
    public ContextPool ContextPool { get; init; }

    /// <summary>The sides of a predicted box must be multiples of this number of voxels: 2 for each pooling, else 1.</summary>
    public int SizeFactor { get; init; } = 1;

    /// <summary>
    /// Tiles start at, and measure, multiples of this number of voxels: then coarse grids agree from tile to tile, and tiles give what the
    /// whole volume gives. A multiple of <see cref="SizeFactor"/>.
    /// </summary>
    public int TileBlock { get; init; } = 1;
}
