using BrainMets.Imaging;

namespace BrainMets.Datasets;

/// <summary>The files of a data set as paths relative to its folder, with '/' between the parts, in the order of their names. Hidden ones are left out.</summary>
/// <param name="Root">Absolute path of the folder; of the file's folder when the source is a file.</param>
/// <param name="Files">The files; only the one when the source is a file.</param>
/// <param name="IsFile">Whether the source is a file.</param>
internal sealed record SourceDirectory(string Root, IReadOnlyList<string> Files, bool IsFile)
{
    /// <summary>Deeper than any data set lies; ends the walk where a link leads back up.</summary>
    private const int DeepestFolder = 16;

    private const int FilesNamed = 5;

    /// <exception cref="InvalidInputException">There is neither such a folder nor such a file.</exception>
    public static SourceDirectory Of(string source)
    {
        var full = Path.GetFullPath(source);
        if (File.Exists(full))
        {
            return new SourceDirectory(Path.GetDirectoryName(full)!, [Path.GetFileName(full)], IsFile: true); // A full path of a file has a folder.
        }

        if (!Directory.Exists(full))
        {
            throw new InvalidInputException(source, "there is no such folder or file. Give the folder the data set was unpacked to.");
        }

        var walk = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, IgnoreInaccessible = false, AttributesToSkip = 0 };
        var files = Directory.EnumerateFiles(full, "*", walk)
            .Select(file => Path.GetRelativePath(full, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith('.') && !file.Contains("/.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return new SourceDirectory(full, [.. files], IsFile: false);
    }

    public string Full(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    public bool Has(string relative) => Files.Contains(relative, StringComparer.Ordinal);

    public string Relative(string full) => Path.GetRelativePath(Root, full).Replace('\\', '/');

    /// <summary>What lies there, for messages.</summary>
    public string Description() =>
        Files.Count == 0
            ? "no file"
            : $"{Files.Count} file{(Files.Count == 1 ? "" : "s")}: {string.Join(", ", Files.Take(FilesNamed))}{(Files.Count > FilesNamed ? ", …" : "")}";
}
