using System.Text.RegularExpressions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>Sizes and names that keep the tree readable (docs/architecture.md).</summary>
public sealed partial class HouseTests
{
    private const int MostLines = 400;
    private const int MostFilesInAFolder = 10;

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines() => Assert.Empty(
        from file in CodeFiles()
        let lines = Repository.Read(file).Count(c => c == '\n')
        where lines > MostLines
        select $"{file} has {lines} lines");

    [Fact]
    public void A_source_folder_holds_at_most_ten_files() => Assert.Empty(
        from file in Repository.Files("src", "*.cs")
        group file by Path.GetDirectoryName(file) into folder
        where folder.Count() > MostFilesInAFolder
        select $"{folder.Key} holds {folder.Count()} files");

    [Fact]
    public void A_file_holds_one_type_and_is_named_after_it() => Assert.Empty(
        from file in Repository.Files("src", "*.cs").Where(file => !file.EndsWith("Program.cs", StringComparison.Ordinal))
        let types = TopLevelType().Matches(Repository.Read("src", file)).Select(match => match.Groups["name"].Value).ToList()
        where types is not [var only] || only != Path.GetFileNameWithoutExtension(file).Split('{')[0]
        select $"{file} holds {string.Join(", ", types)}");

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

    [GeneratedRegex(@"^(public|internal) (?:(?:static|sealed|abstract|readonly|partial|unsafe|ref) )*(?:class|record struct|record|struct|interface|enum|delegate \w+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"(Util|Utils|Helper|Helpers|Manager|Common|Misc)\.cs$")]
    private static partial Regex VagueName();

    // The pattern is broken up so that this file does not match itself.
    [GeneratedRegex(@"(/home|/Users|/root|/work|C:\\Users)" + @"[/\\]\w")]
    private static partial Regex PersonalPath();
}
