using System.CommandLine;
using System.Text.RegularExpressions;
using BrainMets.Cli;
using BrainMets.Datasets;
using BrainMets.Measurements;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>The command lines and options of the documentation are those of the program.</summary>
public sealed partial class DocumentationTests
{
    private static readonly RootCommand Root = Application.CreateRoot(
        Application.Mets, new CommonOptions(), Screen.Open(), CancellationToken.None);

    private static readonly RootCommand Bench =
        Application.CreateRoot(MeasurementCommands.Program, new CommonOptions(), Screen.Open(), CancellationToken.None);

    private static readonly string[] SaidByTheFramework = ["--help", "--version"];

    [Fact]
    public void Every_command_is_documented()
    {
        var page = Repository.Read("docs", "commands.md");

        Assert.DoesNotContain(Paths(Root, "mets"), path => !page.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_measurement_is_documented_with_its_options()
    {
        var page = Repository.Read("docs", "performance.md");

        Assert.DoesNotContain(Paths(Bench, "bench/run"), path => !page.Contains(path, StringComparison.Ordinal));
        Assert.Empty(Undocumented(page, Everything(Bench).SelectMany(command => command.Options)));
    }

    [Fact]
    public void Every_option_is_documented()
    {
        var page = Repository.Read("docs", "commands.md");

        Assert.Empty(Undocumented(page, Root.Options.Concat(Everything(Root).SelectMany(command => command.Options))));
    }

    [Fact]
    public void Every_layout_to_import_has_a_command_line()
    {
        var page = Repository.Read("docs", "importing.md");

        Assert.All(DatasetImporters.Names, name => Assert.Matches($@"\./mets import .*--layout {name} ", page));
    }

    /// <summary>All pages that tell users what to type, so that a new page is tested too.</summary>
    public static TheoryData<string> Pages =>
    [
        "README.md", "bench/results/inference.md", "bench/results/training.md",
        .. Repository.Files("docs", "*.md").Where(page => !page.Contains('/', StringComparison.Ordinal)).Select(page => $"docs/{page}"),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_line_in_the_documentation_is_understood(string page)
    {
        var wrong =
            from Match line in CommandLine().Matches(Repository.Read(page.Split('/')))
            let parsed = (line.Groups["program"].Value == "mets" ? Root : Bench).Parse(line.Groups["arguments"].Value.Split(" #")[0].Trim())
            where parsed.Errors.Count > 0
            select $"{line.Value.Trim()}: {parsed.Errors[0].Message}";

        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Undocumented(string page, IEnumerable<Option> options) => options
        .Where(option => !SaidByTheFramework.Contains(option.Name))
        .Where(option => !option.Aliases.Append(option.Name).Any(name => Regex.IsMatch(page, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])")))
        .Select(option => option.Name).Distinct();

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, $"{path} {sub.Name}").Prepend($"{path} {sub.Name}"));

    private static IEnumerable<Command> Everything(Command command) => command.Subcommands.SelectMany(sub => Everything(sub).Prepend(sub));

    [GeneratedRegex(@"^ *(?:\./)?(?<program>mets|bench/run) (?<arguments>.+)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();
}
