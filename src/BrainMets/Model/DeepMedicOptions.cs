using BrainMets.Sampling;

namespace BrainMets.Model;

/// <summary>Shape of <see cref="DeepMedic"/>. Defaults are the paper's: 3,698,705 parameters (docs/method.md).</summary>
internal sealed record DeepMedicOptions : NetworkOptions
{
    /// <summary>Feature maps of each 3 x 3 x 3 layer, the same in every pathway.</summary>
    public IReadOnlyList<int> FeatureMaps { get; init; } = [30, 40, 50, 60, 70, 80, 90, 100, 110];

    /// <summary>Layers (from 1) to whose output the input of the layer before is added.</summary>
    public IReadOnlyList<int> ResidualLayers { get; init; } = [4, 6, 8];

    /// <summary>Feature maps of the hidden 1 x 1 x 1 layers.</summary>
    public IReadOnlyList<int> FullyConnected { get; init; } = [300, 300];

    /// <summary>Subsampling factors of the context pathways, each odd so that a block has a middle voxel.</summary>
    public IReadOnlyList<int> ContextFactors { get; init; } = [3, 5];

    public ContextPool ContextPool { get; init; } = ContextPool.Stride;

    public Activation Activation { get; init; } = Activation.PRelu;

    /// <summary>Probability that a hidden voxel of the second fully connected layer on is dropped in training, 0..1.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>Batch statistics of so many training steps are averaged for inference.</summary>
    public int BatchNormWindow { get; init; } = 60;

    /// <summary>Added to the variance; the published code has none and gives NaN on constant channels.</summary>
    public double BatchNormEpsilon { get; init; } = 1e-5;

    /// <summary>Voxels that valid convolutions consume on each side.</summary>
    public int Halo() => FeatureMaps.Count;

    /// <summary>All resolutions; tiles start where the blocks of every context factor start.</summary>
    public override NetworkInput Input() => new()
    {
        Halo = Halo(),
        ContextFactors = ContextFactors,
        ContextPool = ContextPool,
        TileBlock = ContextFactors.Aggregate(1, LeastCommonMultiple),
    };

    public override SegmentationNetwork Build(int seed) => new DeepMedic(this, seed);

    public override long ParameterCount()
    {
        var pathways = 1 + ContextFactors.Count;
        long pathway = 1;
        for (var i = 0; i < FeatureMaps.Count; i++)
        {
            var inputs = i == 0 ? 1 : FeatureMaps[i - 1];
            pathway += (27L * inputs * FeatureMaps[i]) + (i == 0 ? 0 : Normalised(inputs));
        }

        long head = 2;
        var maps = pathways * FeatureMaps[^1];
        foreach (var next in FullyConnected.Append(2))
        {
            head += Normalised(maps) + ((long)maps * next);
            maps = next;
        }

        return (pathways * pathway) + head;
    }

    public override IEnumerable<string> Faults()
    {
        if (FeatureMaps.Count == 0 || FeatureMaps.Any(m => m < 1))
        {
            yield return $"model.featureMaps is [{string.Join(", ", FeatureMaps)}]; it needs at least one layer, each of at least 1 map.";
        }

        if (FullyConnected.Count == 0 || FullyConnected.Any(m => m < 1))
        {
            yield return $"model.fullyConnected is [{string.Join(", ", FullyConnected)}]; it needs at least one layer, each of at least 1 "
                + "map.";
        }

        foreach (var factor in ContextFactors.Where(f => f < 3 || f % 2 == 0))
        {
            yield return $"model.contextFactors holds {factor}; a factor must be odd and at least 3.";
        }

        foreach (var layer in ResidualLayers.Where(l => l < 3 || l > FeatureMaps.Count))
        {
            yield return $"model.residualLayers holds {layer}; it must lie between 3 and the number of layers, {FeatureMaps.Count}.";
        }

        if (Dropout is < 0 or >= 1)
        {
            yield return $"model.dropout is {Dropout}; it must be at least 0 and below 1.";
        }

        foreach (var fault in BatchNormFaults(BatchNormWindow, BatchNormEpsilon))
        {
            yield return fault;
        }
    }

    /// <summary>Scale, shift and slope of each channel of a normalised, activated input.</summary>
    private long Normalised(int channels) => channels * (Activation == Activation.PRelu ? 3L : 2L);

    private static int LeastCommonMultiple(int a, int b) => a / GreatestCommonDivisor(a, b) * b;

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}

/// <summary>The function between batch normalisation and convolution.</summary>
internal enum Activation
{
    /// <summary>max(0, x) + a * min(0, x) with one learned slope a channel, initially 0.01 (the paper's).</summary>
    PRelu,

    /// <summary>max(0, x): a step in bf16 takes about a third less time.</summary>
    Relu,
}
