using BrainMets.Experiments.Configuration;
using BrainMets.Imaging;

namespace BrainMets.Experiments.Runs;

/// <summary>The configuration a network was trained with, as its file carries it: prediction must prepare cases in the same way.</summary>
public static class TrainedConfig
{
    public const string Key = "brainmets.config";

    /// <exception cref="CaseDataException">The file carries none.</exception>
    public static ExperimentConfig From(string path, IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Key, out var json)
            ? ConfigFile.FromJson(path, json)
            : throw new CaseDataException(path, $"carries no \"{Key}\", so it is unknown how cases were prepared for it. Give a model made by `mets train`.");
}
