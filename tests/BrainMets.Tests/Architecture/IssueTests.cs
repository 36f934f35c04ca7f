using System.Text.RegularExpressions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>
/// A fault that a user met is one file in Issues (CONTRIBUTING.md), named after what went wrong, whose summary tells what happened.
/// </summary>
public sealed partial class IssueTests
{
    private const string Folder = "tests/BrainMets.Tests/Issues";

    [Fact]
    public void A_file_and_its_only_class_are_named_after_what_went_wrong() => Findings.AssertNone(
        from file in Repository.Files(Folder)
        let name = Path.GetFileNameWithoutExtension(file)
        where !WhatWentWrong().IsMatch(file) || !Classes(file).SequenceEqual([name])
        select $"{Folder}/{file} declares {string.Join(", ", Classes(file))}; "
            + "expected Some_words_on_what_went_wrong.cs and one class, of that name");

    [Fact]
    public void The_class_says_what_happened() => Findings.AssertNone(
        from file in Repository.Files(Folder)
        where !Summary().IsMatch(Repository.Read(Folder, file))
        select $"{Folder}/{file} has no summary: say what was done and what came of it");

    private static IEnumerable<string> Classes(string file) =>
        Class().Matches(Repository.Read(Folder, file)).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^[A-Z][a-z0-9]*(_[A-Za-z0-9]+){2,}\.cs$")]
    private static partial Regex WhatWentWrong();

    [GeneratedRegex(@"^(public|internal) .*\b(class|record|struct|enum|interface) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"/// <summary>.*?///\s+\w.*?</summary>\s*(\[[^\]]*\]\s*)*public sealed class", RegexOptions.Singleline)]
    private static partial Regex Summary();
}
