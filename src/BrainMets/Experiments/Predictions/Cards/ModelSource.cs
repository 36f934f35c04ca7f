using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>What a path to a model means: its networks, one or several that are averaged, and the card that speaks for them.</summary>
public sealed record ModelSource
{
    private ModelSource(string path, ModelCard? card, IReadOnlyList<NetworkFile> networks) => (Path, Card, Networks) = (path, card, networks);

    public string Path { get; }

    /// <summary>Null for a run folder and for a file without a card. For one file out of a folder of several the folder's card, without what it says of them together.</summary>
    public ModelCard? Card { get; }

    /// <summary>One at least; all prepare cases alike and tell lesions apart alike.</summary>
    public IReadOnlyList<NetworkFile> Networks { get; }

    /// <summary>Finds and checks the files; reads no weights.</summary>
    /// <param name="path">A safetensors file, a model folder (its card lists the networks, or model.safetensors stands beside it) or a run folder (its best checkpoint).</param>
    /// <exception cref="InvalidInputException">Nothing of the kind there, a file that is not what its card says, or networks that do not go together.</exception>
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
        return new ModelSource(path, card is { Networks.Count: > 0 } ? card with { OperatingPoints = null, Calibration = null, Findings = null } : card, [network]);
    }

    /// <summary>Whether there is something in a folder that its card vouches for.</summary>
    public static bool IsModelFolder(string folder) => File.Exists(System.IO.Path.Combine(folder, ModelCard.FileName));

    /// <summary>Refuses networks whose probabilities cannot be averaged as one model's.</summary>
    /// <param name="path">What to name in the message.</param>
    /// <param name="files">One at least.</param>
    /// <exception cref="InvalidInputException">They prepare cases differently, or tell lesions apart differently.</exception>
    public static void EnsureAlike(string path, IReadOnlyList<NetworkFile> files)
    {
        var (first, wanted) = (files[0], files[0].Config);
        foreach (var other in files.Skip(1))
        {
            var part = other.Config.Preprocessing != wanted.Preprocessing ? "preprocessing" : other.Config.Lesions != wanted.Lesions ? "lesions" : null;
            if (part is not null)
            {
                string Text(ModelConfig config) => part == "lesions" ? config.Lesions.ToString() : config.Preprocessing.ToString();
                throw new InvalidInputException(
                    path,
                    $"networks of one model must share one configuration \"{part}\". {System.IO.Path.GetFileName(first.Path)} (\"{wanted.Name}\"): {Text(wanted)}. "
                    + $"{System.IO.Path.GetFileName(other.Path)} (\"{other.Config.Name}\"): {Text(other.Config)}. Leave one out, or train it with the other's.");
            }
        }
    }

    private static string Locate(string path)
    {
        string[] candidates = [path, System.IO.Path.Combine(path, ModelCard.WeightsName), System.IO.Path.Combine(path, "checkpoints", "best.safetensors")];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidInputException(
                path, $"is no model: looked for the file itself, networks listed in {ModelCard.FileName}, {ModelCard.WeightsName} and checkpoints/best.safetensors in it.");
    }
}
