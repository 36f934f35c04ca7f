using BrainMets.Imaging;
using BrainMets.Model;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>
/// A trained model with what must travel with it: how cases are prepared for it, which thresholds it has, how its map is calibrated. Of one network the weights stay in
/// memory; of several that are averaged each is read when its turn comes, so that there is never more than one.
/// </summary>
public sealed class LoadedModel : IDisposable
{
    private readonly ModelSource source;
    private readonly string device;
    private readonly DeepMedic? only;

    private LoadedModel(ModelSource source, string device)
    {
        (this.source, this.device) = (source, device);
        only = source.Networks.Count == 1 ? source.Networks[0].Open(device) : null;
        var points = OperatingPoints.Mean([.. source.Networks.Select(n => n.OperatingPoints ?? OperatingPoints.Unknown)]);
        OperatingPoints = source.Card?.OperatingPoints ?? (Calibration is { } calibration ? calibration.Of(points) : points);
    }

    /// <summary>One at least; their probabilities are averaged.</summary>
    public IReadOnlyList<NetworkFile> Networks => source.Networks;

    /// <summary>The network, where there is one.</summary>
    /// <exception cref="InvalidInputException">There are several.</exception>
    public DeepMedic Network => only
        ?? throw new InvalidInputException(source.Path, $"holds {Networks.Count} networks where one is needed. Give one of its files: {string.Join(", ", Networks.Select(n => Path.GetFileName(n.Path)))}.");

    /// <summary>Of the first network; the others prepare cases and tell lesions apart alike.</summary>
    public ModelConfig Config => Networks[0].Config;

    /// <summary>As results call it: a folder of several networks by its card, one network by its configuration.</summary>
    public string Name => Networks.Count > 1 && source.Card is { } card ? card.Name : Config.Name;

    /// <summary>On the map as it is written.</summary>
    public OperatingPoints OperatingPoints { get; }

    /// <summary>Null for a map that is as the networks made it.</summary>
    public MapCalibration? Calibration => source.Card?.Calibration;

    /// <summary>Null when nobody fitted it.</summary>
    public FindingCalibration? Findings => source.Card?.Findings;

    /// <summary>What kind of scan it was trained for: the ranges of its card, else the defaults.</summary>
    public TrainingRange Domain => source.Card?.Domain ?? TrainingRange.Default;

    /// <summary>Of the file, in lower-case hexadecimal; of several files joined by '+'. Stands in every output.</summary>
    public string Sha256 => string.Join('+', Networks.Select(n => n.Sha256));

    /// <summary>Reads a safetensors file, a model folder (model.safetensors or the networks its card lists) or a run folder (its best checkpoint).</summary>
    /// <exception cref="InvalidInputException">Nothing of the kind there, a broken file, one whose SHA-256 is not that of its card, or networks that do not go together.</exception>
    public static LoadedModel Load(string path, string deviceName) => new(ModelSource.At(path), deviceName);

    /// <summary>Lends a network to <paramref name="work"/>, and frees it afterwards where there are several.</summary>
    public T With<T>(NetworkFile network, Func<DeepMedic, T> work)
    {
        if (only is not null)
        {
            return work(only);
        }

        using var opened = network.Open(device);
        return work(opened);
    }

    public void Dispose() => only?.Dispose();
}
