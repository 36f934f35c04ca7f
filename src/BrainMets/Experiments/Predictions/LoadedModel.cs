using System.Security.Cryptography;
using BrainMets.Experiments.Configuration;
using BrainMets.Experiments.Runs;
using BrainMets.Imaging;
using BrainMets.Model;
using BrainMets.Model.Weights;
using BrainMets.Preprocessing.Domain;

namespace BrainMets.Experiments.Predictions;

/// <summary>A trained network in memory with what must travel with it: how cases are prepared for it and which thresholds it has.</summary>
public sealed class LoadedModel : IDisposable
{
    private LoadedModel(DeepMedic network, ExperimentConfig config, OperatingPoints points, string sha256) =>
        (Network, Config, OperatingPoints, Sha256) = (network, config, points, sha256);

    public DeepMedic Network { get; }

    public ExperimentConfig Config { get; }

    public OperatingPoints OperatingPoints { get; }

    /// <summary>Of the file, in lower-case hexadecimal; stands in every output.</summary>
    public string Sha256 { get; }

    /// <summary>What kind of scan it was trained for: the ranges of its card, else the defaults.</summary>
    public TrainedDomain Domain { get; private init; } = TrainedDomain.Default;

    /// <summary>Reads a safetensors file, a model folder (model.safetensors with its card) or a run folder (its best checkpoint).</summary>
    /// <exception cref="CaseDataException">Nothing of the kind there, a broken file, or one whose SHA-256 is not that of its card.</exception>
    public static LoadedModel Load(string path, string deviceName)
    {
        var file = ModelCard.Locate(path);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        ModelCard.Verify(file, sha256);
        var (network, metadata) = ModelFile.Read(file);
        network.MoveTo(deviceName);
        return new LoadedModel(
            network, TrainedConfig.From(file, metadata), OperatingPoints.FromMetadata(metadata) ?? OperatingPoints.Unknown, sha256)
        {
            Domain = ModelCard.Beside(file)?.Domain ?? TrainedDomain.Default,
        };
    }

    public void Dispose() => Network.Dispose();
}
