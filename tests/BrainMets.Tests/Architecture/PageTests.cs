using System.Diagnostics;
using System.Text.RegularExpressions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>The pages of documentation: width of their lines, links and paths, and the walks through the code.</summary>
public sealed partial class PageTests
{
    private const int MaximumColumns = 140;

    private static readonly string[] FrontPages = ["README.md", "CONTRIBUTING.md", "INFLUENCES.md"];

    /// <summary>Rows of tables and code cannot be wrapped, nor can a line that is one link.</summary>
    [Fact]
    public void No_line_of_prose_is_wider_than_a_hundred_and_forty_columns() => Findings.AssertNone(
        from page in Pages()
        from line in Prose(page)
        where line.Text.Length > MaximumColumns && line.Text.Trim().Contains(' ', StringComparison.Ordinal)
        select $"{page}:{line.Number} has {line.Text.Length} columns");

    [Fact]
    public void Every_link_to_a_page_or_heading_leads_somewhere() => Findings.AssertNone(
        from page in Pages()
        from Match link in Link().Matches(Repository.Read(page.Split('/')))
        let target = link.Groups["file"].Value.Length == 0
            ? page
            : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!,
                link.Groups["file"].Value))) // A page lies in the repository, so it has a folder.
        let anchor = link.Groups["anchor"].Value
        where !Path.Exists(Path.Combine(Repository.Root, target)) || (anchor.Length > 0 && !Anchors(target).Contains(anchor))
        select $"{page}: {link.Value}");

    [Fact]
    public void Every_source_file_that_a_page_names_exists() => Findings.AssertNone(
        from page in Pages()
        from Match path in SourcePath().Matches(Repository.Read(page.Split('/')))
        where !path.Value.Contains("NAME", StringComparison.Ordinal)
            && !Path.Exists(Path.Combine(Repository.Root, path.Groups["path"].Value))
        select $"{page}: {path.Value}");

    [Fact]
    public void The_walks_through_the_code_are_up_to_date()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script needs bash.");
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "eng", "check-walks.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!; // Null only with UseShellExecute.
        var errors = script.StandardError.ReadToEnd();
        script.WaitForExit();

        Assert.True(script.ExitCode == 0, errors);
    }

    private static IEnumerable<string> Pages() =>
        FrontPages.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Order(StringComparer.Ordinal)
            .Select(file => $"docs/{Path.GetFileName(file)}"));

    private static IEnumerable<(int Number, string Text)> Prose(string page)
    {
        var isFenced = false;
        foreach (var (index, line) in Repository.Read(page.Split('/')).Split('\n').Index())
        {
            isFenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isFenced && !line.StartsWith('|') && !line.StartsWith("    ", StringComparison.Ordinal))
            {
                yield return (index + 1, line);
            }
        }
    }

    private static HashSet<string> Anchors(string page) =>
        [.. Heading().Matches(Repository.Read(page.Split('/', '\\')))
            .Select(h => NotInAnchor().Replace(h.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"`(?<path>(src/BrainMets|eng|tests|bench)[\w./-]*)`")]
    private static partial Regex SourcePath();
}
