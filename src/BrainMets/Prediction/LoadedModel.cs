using BrainMets.Model;
using BrainMets.Preprocessing;

namespace BrainMets.Prediction;

/// <summary>
/// A trained model with its preprocessing, operating points and calibration. The weights of a single network stay in memory; of several
/// that are averaged each is read in turn, so that only one is held.
/// </summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly ModelSource source;
    private readonly string device;
    private readonly SegmentationNetwork? only;

    private LoadedModel(ModelSource source, string device)
    {
        (this.source, this.device) = (source, device);
        only = source.Networks.Count == 1 ? source.Networks[0].Open(device) : null;
        var points = OperatingPoints.Mean([.. source.Networks.Select(n => n.OperatingPoints ?? OperatingPoints.Unknown)]);
        OperatingPoints = source.Card?.OperatingPoints ?? (Calibration is { } calibration ? calibration.Of(points) : points);
    }

    /// <summary>One or more; their probabilities are averaged.</summary>
    public IReadOnlyList<NetworkFile> Networks => source.Networks;

    /// <summary>The network, where there is one.</summary>
    /// <exception cref="InvalidInputException">There are several.</exception>
    public SegmentationNetwork Network => only
        ?? throw new InvalidInputException(
            source.Path, $"holds {Networks.Count} networks where one is needed. Give one of its files: "
                + $"{string.Join(", ", Networks.Select(n => Path.GetFileName(n.Path)))}.");

    /// <summary>Of the first network; the others prepare cases and define lesions alike.</summary>
    public ModelConfig Config => Networks[0].Config;

    /// <summary>As results call it: a folder of several networks by its card, one network by its configuration.</summary>
    public string Name => Networks.Count > 1 && source.Card is { } card ? card.Name : Config.Name;

    /// <summary>On the map as it is written.</summary>
    public OperatingPoints OperatingPoints { get; }

    /// <summary>Null for a map that is as the networks made it.</summary>
    public MapCalibration? Calibration => source.Card?.Calibration;

    /// <summary>Null when not fitted.</summary>
    public FindingCalibration? Findings => source.Card?.Findings;

    /// <summary>What kind of scan it was trained for: the ranges of its card, else the defaults.</summary>
    public TrainingRange Domain => source.Card?.Domain ?? TrainingRange.Default;

    /// <summary>Of the file, in lower-case hexadecimal; of several files joined by '+'. Written to every output.</summary>
    public string Sha256 => string.Join('+', Networks.Select(n => n.Sha256));

    /// <summary>
    /// Reads a safetensors file, a model folder (model.safetensors or the networks its card lists) or a run folder (its best checkpoint).
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// There is no model, a file is damaged, its SHA-256 differs from that of its card, or the networks are incompatible.
    /// </exception>
    public static LoadedModel Load(string path, string deviceName) => new(ModelSource.At(path), deviceName);

    /// <summary>Runs <paramref name="work"/> with a network, which is freed afterwards where there are several.</summary>
    public T With<T>(NetworkFile network, Func<SegmentationNetwork, T> work)
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

/// <summary>The model at a path: its networks, one or several that are averaged, and their card.</summary>
internal sealed record ModelSource
{
    private ModelSource(string path, ModelCard? card, IReadOnlyList<NetworkFile> networks) =>
        (Path, Card, Networks) = (path, card, networks);

    public string Path { get; }

    /// <summary>
    /// Null for a run folder and for a file without a card. For one file of a folder of several the folder's card, without the entries for
    /// all of them together.
    /// </summary>
    public ModelCard? Card { get; }

    /// <summary>One or more; all prepare cases alike and define lesions alike.</summary>
    public IReadOnlyList<NetworkFile> Networks { get; }

    /// <summary>Finds and checks the files; reads no weights.</summary>
    /// <param name="path">
    /// A safetensors file, a model folder (its card lists the networks, or model.safetensors is next to it) or a run folder (its best
    /// checkpoint).
    /// </param>
    /// <exception cref="InvalidInputException">
    /// There is no model, a file does not match its card, or the networks are incompatible.
    /// </exception>
    public static ModelSource At(string path)
    {
        if (Directory.Exists(path) && ModelCard.In(path) is { Networks.Count: > 0 } several)
        {
            NetworkFile[] files = [.. several.Networks.Select(n => NetworkFile.Read(System.IO.Path.Combine(path, n.File), n.Sha256))];
            EnsureAlike(path, files);
            return new ModelSource(path, several, files);
        }

        var file = Locate(path);
        var card = ModelCard.In(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file)) ?? "");
        var network = NetworkFile.Read(file, card?.Sha256Of(file));
        return new ModelSource(path, card is { Networks.Count: > 0 }
            ? card with { OperatingPoints = null, Calibration = null, Findings = null }
            : card, [network]);
    }

    /// <summary>Whether a folder holds a model with a card.</summary>
    public static bool IsModelFolder(string folder) => File.Exists(System.IO.Path.Combine(folder, ModelCard.FileName));

    /// <summary>Rejects networks whose probabilities cannot be averaged as one model.</summary>
    /// <param name="path">The path for the message.</param>
    /// <param name="files">One or more.</param>
    /// <exception cref="InvalidInputException">They prepare cases differently, or define lesions differently.</exception>
    public static void EnsureAlike(string path, IReadOnlyList<NetworkFile> files)
    {
        var (first, wanted) = (files[0], files[0].Config);
        foreach (var other in files.Skip(1))
        {
            var part = other.Config.Preprocessing != wanted.Preprocessing
                ? "preprocessing"
                : other.Config.Lesions != wanted.Lesions ? "lesions" : null;
            if (part is not null)
            {
                string Text(ModelConfig config) => part == "lesions" ? config.Lesions.ToString() : config.Preprocessing.ToString();
                throw new InvalidInputException(
                    path,
                    $"networks of one model must share one configuration \"{part}\". {System.IO.Path.GetFileName(first.Path)} "
                        + $"(\"{wanted.Name}\"): {Text(wanted)}. "
                    + $"{System.IO.Path.GetFileName(other.Path)} (\"{other.Config.Name}\"): {Text(other.Config)}. Leave one out, or train "
                    + "it with the other's.");
            }
        }
    }

    private static string Locate(string path)
    {
        string[] candidates =
            [path, System.IO.Path.Combine(path, ModelCard.WeightsName), System.IO.Path.Combine(path, "checkpoints", "best.safetensors")];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidInputException(
                path, $"is not a model: expected the file itself, networks listed in {ModelCard.FileName}, {ModelCard.WeightsName} and "
                    + "checkpoints/best.safetensors in it.");
    }
}

/// <summary>A weights file that matches its card; the network itself is read when needed.</summary>
internal sealed record NetworkFile
{
    private NetworkFile(string path, string sha256, IReadOnlyDictionary<string, string> metadata)
    {
        (Path, Sha256) = (path, sha256);
        Config = TrainedConfig.From(path, metadata);
        OperatingPoints = OperatingPoints.FromMetadata(metadata);
    }

    public string Path { get; }

    /// <summary>Of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>How cases are prepared for it.</summary>
    public ModelConfig Config { get; }

    /// <summary>As training chose them; null when it was never validated.</summary>
    public OperatingPoints? OperatingPoints { get; }

    /// <summary>Checks a file and reads all but the weights.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <param name="cardSha256">SHA-256 on its card; null without a card.</param>
    /// <exception cref="InvalidInputException">The file is gone or broken, no model, or not that of its card.</exception>
    public static NetworkFile Read(string path, string? cardSha256)
    {
        var sha256 = FileHash.Of(path);
        if (cardSha256 is not null && cardSha256 != sha256)
        {
            throw new InvalidInputException(
                path, $"has SHA-256 {sha256}; its card states {cardSha256}. The file is damaged or was replaced: obtain it again.");
        }

        return new NetworkFile(path, sha256, SafeTensorsHeader.ReadMetadata(path));
    }

    /// <summary>The network, the caller's from then on.</summary>
    /// <exception cref="InvalidInputException">The file has changed since it was checked.</exception>
    public SegmentationNetwork Open(string deviceName)
    {
        if (FileHash.Of(Path) is var now && now != Sha256)
        {
            throw new InvalidInputException(Path,
                $"has SHA-256 {now}; it was {Sha256} a moment ago. Another process is writing to the model: start again when it has "
                    + "ended.");
        }

        var network = ModelFile.Read(Path).Model;
        network.MoveTo(deviceName);
        return network;
    }
}

/// <summary>
/// The trained models that come with the program or the package: a folder each, in the folder <c>models</c> next to the assemblies.
/// </summary>
internal static class ShippedModels
{
    public const string Default = "randomised";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Absolute paths of the model folders, by name.</summary>
    public static IReadOnlyList<string> All => Directory.Exists(Folder)
        ? [.. Directory.EnumerateDirectories(Folder).Where(ModelSource.IsModelFolder).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The path of a model given by name or path; something that exists as a path goes first.</summary>
    /// <exception cref="InvalidInputException">Neither.</exception>
    public static string Resolve(string nameOrPath)
    {
        if (Path.Exists(nameOrPath))
        {
            return Path.GetFullPath(nameOrPath);
        }

        var names = All.Select(Path.GetFileName).ToList();
        return names.Contains(nameOrPath)
            ? Path.Combine(Folder, nameOrPath)
            : throw new InvalidInputException(
                nameOrPath, $"is neither a path nor a model that comes with the program "
                    + $"({(names.Count == 0 ? "there are none" : string.Join(", ", names))}).");
    }
}
