namespace BrainMets.Prediction;

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
