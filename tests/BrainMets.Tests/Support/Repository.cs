using System.Runtime.CompilerServices;

namespace BrainMets.Tests.Support;

/// <summary>The source tree these tests were compiled from.</summary>
public static class Repository
{
    private static readonly string[] NotSources = [".git", "artifacts", "bin", "obj"];

    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Files below a folder of the repository, as paths relative to that folder with '/' between the parts; build output is left out.
    /// </summary>
    public static IEnumerable<string> Files(string folder, string pattern = "*")
    {
        var from = Path.Combine(Root, folder);
        return Directory.EnumerateFiles(from, pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(from, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(NotSources.Contains))
            .Order(StringComparer.Ordinal);
    }

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..")); // The compiler gives an absolute path.
}
