using System.Text.RegularExpressions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>A source file of the library: its path below src/BrainMets, the stage it belongs to, and its text.</summary>
public sealed record SourceFile(string Path, string Text)
{
    /// <summary>Null at the root, where the public face lies.</summary>
    public string? Stage => Path.Split('/') is [var folder, _, ..] ? folder : null;

    public static IEnumerable<SourceFile> OfLibrary() =>
        Repository.Files("src/BrainMets", "*.cs").Select(path => new SourceFile(path, Repository.Read("src", "BrainMets", path)));

    public bool IsBelow(string folder) => Path.StartsWith(folder, StringComparison.Ordinal);

    /// <summary>Whether a type of this name, as it is compiled, is declared here.</summary>
    public bool Declares(string type) =>
        Regex.IsMatch(Text, $@"\b(class|record|struct|interface|enum) {Regex.Escape(type.Split('`')[0])}\b");
}
