using BrainMets.Experiments.Configuration;
using BrainMets.Experiments.Predictions;
using BrainMets.Model;

namespace BrainMets.Experiments.Benchmarks.Materials;

/// <summary>The network of a benchmark: that of a preset with weights from a seed, or a trained one. Time does not depend on the weights.</summary>
public sealed class BenchmarkNetwork : IDisposable
{
    private BenchmarkNetwork(DeepMedic network, ExperimentConfig config) => (Network, Config) = (network, config);

    public DeepMedic Network { get; }

    public ExperimentConfig Config { get; }

    public long Parameters => ParameterCount.Of(Network.Options);

    /// <param name="presetOrPath">A preset by name, or what <see cref="LoadedModel.Load"/> reads.</param>
    /// <param name="seed">Of the weights of a preset.</param>
    /// <param name="deviceName">cpu, cuda or cuda:N.</param>
    /// <exception cref="Imaging.CaseDataException">Neither a preset nor a model.</exception>
    public static BenchmarkNetwork Load(string presetOrPath, int seed, string deviceName)
    {
        if (ConfigFile.Presets.Contains(presetOrPath))
        {
            var config = ConfigFile.Load(presetOrPath);
            return new BenchmarkNetwork(DeepMedic.Create(config.Model, seed, deviceName), config);
        }

        var loaded = LoadedModel.Load(presetOrPath, deviceName); // Holds nothing but the network, which this object disposes.
        return new BenchmarkNetwork(loaded.Network, loaded.Config);
    }

    public void Dispose() => Network.Dispose();
}
