using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>A source file of the library: its path below src/BrainMets, the stage it belongs to, and what it says.</summary>
public sealed record SourceFile(string Path, string Text)
{
    public string Stage => Path.Split('/')[0];

    public static IEnumerable<SourceFile> OfLibrary() =>
        Repository.Files("src/BrainMets", "*.cs").Select(path => new SourceFile(path, Repository.Read("src", "BrainMets", path)));
}
