using System.Text.RegularExpressions;
using BrainMets.Tests.Architecture.Planted.Imaging;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>Sizes and names that keep the tree readable (docs/architecture.md).</summary>
public sealed partial class HouseTests
{
    private const int MaximumLines = 600;
    private const int MaximumColumns = 140;
    private const int MaximumElements = 2;

    [Fact]
    public void No_file_is_longer_than_six_hundred_lines() => Findings.AssertNone(
        from file in CodeFiles("src", "tests", "bench", "eng")
        let lines = Repository.Read(file).Count(c => c == '\n')
        where lines > MaximumLines
        select $"{file} has {lines} lines");

    [Fact]
    public void No_line_is_wider_than_a_hundred_and_forty_columns() => Findings.AssertAtMost(
        today: 150,
        from file in CodeFiles("src", "tests")
        from line in Repository.Read(file).Split('\n').Index()
        where line.Item.Length > MaximumColumns
        select $"{file}:{line.Index + 1} has {line.Item.Length} columns");

    [Fact]
    public void A_stage_or_project_has_at_most_one_level_of_folders() => Findings.AssertNone(
        from file in Repository.Files("src", "*.cs")
        let folder = Path.GetDirectoryName(file)!.Replace('\\', '/') // A file name with a folder has one.
        where folder.Split('/').Length > (folder.StartsWith("BrainMets/", StringComparison.Ordinal) ? 3 : 2)
        select $"src/{folder}");

    [Fact]
    public void The_namespace_is_the_stage_and_elsewhere_the_project() => Findings.AssertNone(
        from file in Repository.Files("src", "*.cs")
        let parts = file.Split('/')
        let expected = parts is ["BrainMets", var stage, _, ..] ? $"BrainMets.{stage}" : parts[0]
        from Match match in Namespace().Matches(Repository.Read("src", file))
        where match.Groups["name"].Value != expected
        select $"src/{file} is in {match.Groups["name"].Value}, not {expected}");

    [Fact]
    public void No_type_name_is_declared_twice() => Findings.AssertNone(
        from project in Project.Built
        from type in TypeUses.In(project.Assembly).Types
        where !type.IsNested && !type.IsCompilerGenerated
        where type.Namespace.Length > 0 // The class that the compiler makes of a program's statements has none.
        group type by type.Name into same
        where same.Count() > 1
        select string.Join(", ", same));

    [Fact]
    public void No_parameter_is_a_tuple_of_more_than_two_elements() => Findings.AssertNone(
        Project.Built.SelectMany(project => TupleParameters(TypeUses.In(project.Assembly))));

    [Theory]
    [InlineData("..ctor(constructor)")]
    [InlineData(".Method(method)")]
    [InlineData(".Array(array)")]
    [InlineData(".Function(function)")]
    [InlineData(".Take.Invoke(delegate)")]
    [InlineData("Local|")]
    public void A_planted_tuple_parameter_is_found(string name) =>
        Assert.Single(PlantedTuples(), line => line.Contains(name, StringComparison.Ordinal));

    [Theory]
    [InlineData("pair")]
    [InlineData("lambda")]
    public void A_pair_and_a_lambda_may_be_tuples(string name) =>
        Assert.DoesNotContain(PlantedTuples(), line => line.Contains($"({name})", StringComparison.Ordinal));

    [Fact]
    public void No_type_is_called_helper_or_the_like() => Assert.Empty(
        from file in CodeFiles("src", "tests", "bench", "eng")
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

    private static IEnumerable<string> CodeFiles(params string[] folders) =>
        folders.SelectMany(folder => Repository.Files(folder, "*.cs").Select(file => $"{folder}/{file}"));

    private static IEnumerable<string> PlantedTuples() =>
        TupleParameters(TypeUses.In("BrainMets.Tests"))
            .Where(line => line.Contains(nameof(TakesTuples), StringComparison.Ordinal));

    // Left out are lambdas, whose parameter is an element of a sequence, setters, because properties are no parameters, and the second
    // method that the compiler gives every delegate.
    private static IEnumerable<string> TupleParameters(TypeUses uses) =>
        from member in uses.Members
        where member.Kind == DeclaredKind.Parameter
        where !member.Name.Contains(">b__", StringComparison.Ordinal)
        where !member.Name.StartsWith("set_", StringComparison.Ordinal)
        where !member.Name.StartsWith("BeginInvoke(", StringComparison.Ordinal)
        where member.Type.WithParts().Any(part => part.Identity.FullName.StartsWith("System.ValueTuple`", StringComparison.Ordinal) &&
            part.Parts.Count > MaximumElements)
        select member.ToString();

    private static bool IsText(string file) =>
        Path.GetExtension(file) is "" or ".cs" or ".md" or ".json" or ".sh" or ".csproj" or ".props" or ".targets" or ".txt" or ".yml"
            or ".svg" or ".html" or ".slnx";

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"(Util|Utils|Helper|Helpers|Manager|Common|Misc)\.cs$")]
    private static partial Regex VagueName();

    // Absolute paths only. The pattern is broken up so that this file does not match itself.
    [GeneratedRegex(@"(?<!\w)(/home|/Users|/root|/work|C:\\Users)" + @"[/\\]\w")]
    private static partial Regex PersonalPath();
}
