using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Prediction;

namespace BrainMets.Tests.Support;

/// <summary>
/// A small network with weights from a seed, as a file that prediction accepts: where a test needs a network and not what it has learned.
/// </summary>
internal static class MiniNetwork
{
    /// <summary>The folder, laid out as a run's.</summary>
    public static string Write(string folder, int seed, Func<ModelConfig, ModelConfig>? change = null)
    {
        var config = MiniConfig.Experiment with { Name = Path.GetFileName(folder), Seed = seed };
        config = change?.Invoke(config) ?? config;
        using var network = SegmentationNetwork.Create(config.Model, seed, "cpu");
        ModelFile.Write(new RunFolder(folder).BestCheckpoint, network, new Dictionary<string, string>
        {
            [TrainedConfig.Key] = ConfigFile.ToJson(config),
        });
        return folder;
    }
}
