using System.Text.RegularExpressions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>
/// There is one way to write a file (AtomicFile), to set up JSON (JsonFormats) and to write CSV (CsvTable): the hand-written copies
/// differed in what a kill, a power failure or a comma did to them.
/// </summary>
public sealed partial class FileWritingTests
{
    private const string GroundFloor = "BrainMets/IO/";

    /// <summary>By file: why it opens a file for writing itself.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["BrainMets/Experiments/RunFolder.cs"] = "log.jsonl grows by a line an epoch, and a line cut by a kill is left out when it is read",
        ["BrainMets.Cli/OutputFolder.cs"] = "holds the marker of an output folder open as a lock",
        ["BrainMets.Cli/Commands/DoctorCommand.cs"] = "tries whether a folder can be written into",
    };

    [Fact]
    public void Only_IO_writes_files() => Assert.Empty(
        from file in Sources()
        where !Exceptions.ContainsKey(file)
        from Match match in FileWriting().Matches(Repository.Read("src", file))
        select $"{file}: {match.Value} (use AtomicFile)");

    [Fact]
    public void Every_exception_is_still_needed() => Assert.Empty(
        from file in Exceptions.Keys
        where !FileWriting().IsMatch(Repository.Read("src", file))
        select $"{file} writes no file any more; take it off the list");

    [Fact]
    public void Only_IO_sets_up_JSON() => Assert.Empty(
        from file in Sources()
        from Match match in JsonSettings().Matches(Repository.Read("src", file))
        select $"{file}: {match.Value} (use JsonFormats)");

    [Fact]
    public void Only_IO_quotes_fields() => Assert.Empty(
        from file in Sources()
        where Repository.Read("src", file).Contains("\"\\\"\\\"\"", StringComparison.Ordinal)
        select $"{file} doubles quotes (use CsvTable)");

    [Theory]
    [InlineData("File.WriteAllText(path, text);")]
    [InlineData("using var file = File.Create(path);")]
    [InlineData("File.Move(a, b, overwrite: true);")]
    [InlineData("Directory.Move(a, b);")]
    [InlineData("new FileStream(path, FileMode.Create)")]
    [InlineData("new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)")]
    [InlineData("new StreamWriter(path)")]
    public void A_planted_writer_is_found(string text) => Assert.Matches(FileWriting(), text);

    [Theory]
    [InlineData("new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)")]
    [InlineData("File.OpenRead(path)")]
    [InlineData("AtomicFile.Copy(a, b)")]
    public void A_reader_is_not(string text) => Assert.DoesNotMatch(FileWriting(), text);

    private static IEnumerable<string> Sources() =>
        Repository.Files("src", "*.cs").Where(file => !file.StartsWith(GroundFloor, StringComparison.Ordinal));

    [GeneratedRegex(
        @"\bFile\.(WriteAll|Append|Create|Move|Replace|Copy|OpenWrite|OpenHandle|Open\()\w*|\bDirectory\.Move\b"
        + @"|\bnew FileStream\((?![^;]*FileAccess\.Read[,)])|\bnew StreamWriter\(")]
    private static partial Regex FileWriting();

    [GeneratedRegex(@"\bJsonSerializerOptions\(|\bJsonSerializerOptions \w+ *(=|\{ get; \} =) *new|\bJsonSerializerDefaults\b")]
    private static partial Regex JsonSettings();
}
