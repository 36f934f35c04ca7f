using BrainMets.Imaging;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>The network of a benchmark: that of a preset with weights from a seed, or a trained one. Time does not depend on the weights.</summary>
public sealed class BenchmarkNetwork : IDisposable
{
    private const int SettlingSteps = 3;

    private readonly bool isTrained;

    private BenchmarkNetwork(DeepMedic network, ModelConfig config, bool isTrained) => (Network, Config, this.isTrained) = (network, config, isTrained);

    public DeepMedic Network { get; }

    public ModelConfig Config { get; }

    public long Parameters => ParameterCount.Of(Network.Options);

    /// <param name="presetOrPath">A preset by name, or what <see cref="LoadedModel.Load"/> reads.</param>
    /// <param name="seed">Of the weights of a preset.</param>
    /// <param name="deviceName">cpu, cuda or cuda:N.</param>
    /// <exception cref="InvalidInputException">Neither a preset nor a model.</exception>
    public static BenchmarkNetwork Load(string presetOrPath, int seed, string deviceName)
    {
        if (ConfigFile.Presets.Contains(presetOrPath))
        {
            var config = ConfigFile.Load(presetOrPath);
            return new BenchmarkNetwork(DeepMedic.Create(config.Model, seed, deviceName), config, isTrained: false);
        }

        var loaded = LoadedModel.Load(presetOrPath, deviceName); // Holds nothing but the network, which this object disposes.
        return new BenchmarkNetwork(loaded.Network, loaded.Config, isTrained: true);
    }

    /// <summary>
    /// Gives an untrained network the batch statistics of a few single segments of the case, and leaves its weights all but as they were: without any it does
    /// not normalise, its logits grow large, and rounding shows as it does in no trained network.
    /// </summary>
    public void Settle(PreparedCase prepared, Compute compute, CancellationToken cancellation)
    {
        if (isTrained)
        {
            return;
        }

        var sampling = Config.Sampling with { OutputSize = 9, BatchSize = 1, StepsPerEpoch = SettlingSteps };
        var training = Config.Training with { Epochs = 1, Optimizer = Config.Training.Optimizer with { LearningRate = 1e-9 } };
        using var trainer = new Trainer(Network, training, sampling, compute with { Precision = Precision.Fp32 }, Config.Seed);
        var sampler = new PatchSampler([new SamplingCase(WithOneLesionVoxel(prepared), Config.Model.ContextFactors, Config.Model.ContextPool)], sampling, Config.Seed);
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
