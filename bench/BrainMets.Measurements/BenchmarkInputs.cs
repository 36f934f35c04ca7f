using BrainMets.Model;
using BrainMets.Phantoms;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Training;

namespace BrainMets.Measurements;

/// <summary>
/// A made scan of a whole adult brain with metastases, of the same size whatever the seed: what is left out of a prediction depends on the
/// shape of a brain, so that a box of noise would tell another time.
/// </summary>
internal static class BenchmarkBrain
{
    /// <summary>Of the brain mask. At 1 x 1 x 1.5 mm these are about 0.95 million voxels.</summary>
    public const double BrainVolumeMl = 1420;

    private const int Lesions = 12;

    /// <summary>
    /// A phantom of site ucsf-like, its grid stretched until the brain has <see cref="BrainVolumeMl"/>; the brain mask is given.
    /// </summary>
    public static CaseImages Scan(int seed)
    {
        var site = SitePresets.UcsfLike with
        {
            Lesions =
            SitePresets.UcsfLike.Lesions with { MedianCount = Lesions, CountQuartileRange = 0 }
        };
        var phantom = PhantomCohort.CreateOne(site, 0, seed);
        var made = phantom.BrainMask.Voxels.AsSpan().Count((byte)1) * phantom.BrainMask.Geometry.VoxelVolumeMm3 / 1000;
        var grid = Scaled(phantom.T1c.Geometry, Math.Cbrt(BrainVolumeMl / made), phantom.T1c.Size);
        return new CaseImages
        {
            CaseId = "bench",
            Patient = "bench",
            Site = phantom.Site,
            T1c = new Volume<float>(grid, phantom.T1c.Voxels),
            Reference = new Volume<byte>(grid, phantom.Reference.Voxels),
            BrainMask = new Volume<byte>(grid, phantom.BrainMask.Voxels),
        };
    }

    /// <summary>The same head scanned with voxels <paramref name="factor"/> times as long on every axis.</summary>
    public static CaseImages AtResolution(CaseImages scan, double factor)
    {
        var size = scan.T1c.Size;
        var scaled = Scaled(scan.T1c.Geometry, factor, new Size3(Fewer(size.X, factor), Fewer(size.Y, factor), Fewer(size.Z, factor)));
        var grid = scaled with { VoxelToWorld = scaled.VoxelToWorld with { Origin = scan.T1c.Geometry.VoxelToWorld.Origin } };
        return scan with
        {
            T1c = Resampler.Linear(scan.T1c, grid, outside: 0),
            Reference = scan.Reference is { } reference ? Resampler.Nearest(reference, grid) : null,
            BrainMask = scan.BrainMask is { } brain ? Resampler.Nearest(brain, grid) : null,
        };
    }

    private static int Fewer(int voxels, double factor) => Math.Max(1, (int)(voxels / factor));

    private static VolumeGeometry Scaled(VolumeGeometry grid, double factor, Size3 size)
    {
        var map = grid.VoxelToWorld;
        return new VolumeGeometry(size, new Affine(factor * map.ColumnX, factor * map.ColumnY, factor * map.ColumnZ, factor * map.Origin));
    }
}

/// <summary>
/// The network of a benchmark: that of a preset with weights from a seed, or a trained one. Time does not depend on the weights.
/// </summary>
internal sealed class BenchmarkNetwork : IDisposable
{
    private const int SettlingSteps = 3;
    private const int SettlingSide = 9;

    private readonly bool isTrained;

    private BenchmarkNetwork(SegmentationNetwork network, ModelConfig config, bool isTrained) =>
        (Network, Config, this.isTrained) = (network, config, isTrained);

    public SegmentationNetwork Network { get; }

    /// <summary>The network as the one that the published tiling is made for.</summary>
    /// <exception cref="InvalidInputException">It is of another kind.</exception>
    public DeepMedic DeepMedic => Network as DeepMedic ?? throw new InvalidInputException(
        Config.Name, $"is a network of kind \"{NetworkKind.Of(Config.Model).Name}\"; the published tiling to compare with is DeepMedic's. "
            + "Give a network of that kind.");

    public ModelConfig Config { get; }

    public long Parameters => Network.ParameterCount;

    /// <param name="presetOrPath">A preset by name, or what <see cref="LoadedModel.Load"/> reads.</param>
    /// <param name="seed">Of the weights of a preset.</param>
    /// <param name="deviceName">cpu, cuda or cuda:N.</param>
    /// <exception cref="InvalidInputException">Neither a preset nor a model.</exception>
    public static BenchmarkNetwork Load(string presetOrPath, int seed, string deviceName)
    {
        if (ConfigFile.Presets.Contains(presetOrPath))
        {
            var config = ConfigFile.Load(presetOrPath);
            return new BenchmarkNetwork(SegmentationNetwork.Create(config.Model, seed, deviceName), config, isTrained: false);
        }

        var loaded = LoadedModel.Load(presetOrPath, deviceName); // Holds nothing but the network, which this object disposes.
        return new BenchmarkNetwork(loaded.Network, loaded.Config, isTrained: true);
    }

    /// <summary>
    /// Gives an untrained network the batch statistics of a few single segments of the case, and leaves its weights all but as they were:
    /// without any it does not normalise, its logits grow large, and rounding shows as it does in no trained network.
    /// </summary>
    public void Settle(PreparedCase prepared, Compute compute, CancellationToken cancellation)
    {
        if (isTrained)
        {
            return;
        }

        var input = Config.Model.Input();
        var side = (SettlingSide + input.SizeFactor - 1) / input.SizeFactor * input.SizeFactor;
        var sampling = Config.Sampling with { OutputSize = side, BatchSize = 1, StepsPerEpoch = SettlingSteps };
        var training = Config.Training with { Epochs = 1, Optimizer = Config.Training.Optimizer with { LearningRate = 1e-9 } };
        using var trainer = new Trainer(Network, training, sampling, compute with { Precision = Precision.Fp32 }, Config.Seed);
        var sampler = new PatchSampler(
            [new SamplingCase(WithOneLesionVoxel(prepared), input.ContextFactors, input.ContextPool)], sampling, Config.Seed);
        foreach (var _ in trainer.Run(sampler, 0, cancellation))
        {
            // One epoch of a few steps.
        }
    }

    /// <summary>A scan from a file has no reference, and the sampler wants one.</summary>
    private static PreparedCase WithOneLesionVoxel(PreparedCase prepared)
    {
        var reference = new Volume<byte>(prepared.Brain.Geometry);
        var brain = Array.FindAll([.. Enumerable.Range(0, reference.Voxels.Length)], i => prepared.Brain.Voxels[i] != 0);
        reference.Voxels[brain[brain.Length / 2]] = 1;
        return prepared with { Reference = reference };
    }

    public void Dispose() => Network.Dispose();
}
