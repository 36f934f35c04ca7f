using System.Text.RegularExpressions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>Sizes and names that keep the tree readable (docs/architecture.md).</summary>
public sealed partial class HouseTests
{
    private const int MaximumLines = 600;

    [Fact]
    public void No_file_is_longer_than_six_hundred_lines() => Assert.Empty(
        from file in CodeFiles()
        let lines = Repository.Read(file).Count(c => c == '\n')
        where lines > MaximumLines
        select $"{file} has {lines} lines");

    [Fact]
    public void No_type_is_called_helper_or_the_like() => Assert.Empty(
        from file in CodeFiles()
        where VagueName().IsMatch(Path.GetFileName(file))
        select file);

    [Fact]
    public void No_interface_of_our_own_stands_for_a_single_class() => Assert.Empty(
        from file in Repository.Files("src", "*.cs")
        where Regex.IsMatch(Repository.Read("src", file), @"^\s*(public|internal) interface ", RegexOptions.Multiline)
        select file);

    [Fact]
    public void No_file_mentions_a_path_of_the_people_who_wrote_it() => Assert.Empty(
        from file in Repository.Files(".").Where(IsText)
        from line in Repository.Read(file).Split('\n')
        where PersonalPath().IsMatch(line)
        select $"{file}: {line.Trim()}");

    private static IEnumerable<string> CodeFiles() =>
        new[] { "src", "tests", "bench", "eng" }.SelectMany(folder => Repository.Files(folder, "*.cs").Select(file => $"{folder}/{file}"));

    private static bool IsText(string file) =>
        Path.GetExtension(file) is "" or ".cs" or ".md" or ".json" or ".sh" or ".csproj" or ".props" or ".targets" or ".txt" or ".yml" or ".svg" or ".html" or ".slnx";

    [GeneratedRegex(@"(Util|Utils|Helper|Helpers|Manager|Common|Misc)\.cs$")]
    private static partial Regex VagueName();

    // The pattern is broken up so that this file does not match itself.
    [GeneratedRegex(@"(/home|/Users|/root|/work|C:\\Users)" + @"[/\\]\w")]
    private static partial Regex PersonalPath();
}
