using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>The configuration a network was trained with, as its file carries it: prediction must prepare cases in the same way.</summary>
public static class TrainedConfig
{
    public const string Key = "brainmets.config";

    /// <exception cref="InvalidInputException">The file carries none.</exception>
    public static ModelConfig From(string path, IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Key, out var json)
            ? ConfigFile.FromJson(path, json)
            : throw new InvalidInputException(path, $"carries no \"{Key}\", so it is unknown how cases were prepared for it. Give a model made by `mets train`.");
}
