using System.Text;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.IO;

public sealed class JsonFileTests : IDisposable
{
    private static readonly JsonContent Content = new() { What = "a thing", Remedy = "Make it again.", SchemaVersion = 2 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        JsonFile.Write(Path, new Thing("ä", Kind.SecondKind, null), JsonFormats.Document);

        Assert.Equal(
            "{\n  \"schemaVersion\": 2,\n  \"name\": \"\\u00E4\",\n  \"kind\": \"secondKind\",\n  \"value\": null\n}\n",
            File.ReadAllText(Path));
        Assert.Equal(new Thing("ä", Kind.SecondKind, null), JsonFile.Read<Thing>(Path, Content));
    }

    [Theory]
    [InlineData("{ \"name\": ", "not a thing of schema version 2: ")]
    [InlineData("null", "not a thing of schema version 2: It holds null. Make it again.")]
    [InlineData("{ \"schemaVersion\": 2, \"name\": \"a\", \"kind\": \"firstKind\", \"value\": 1, \"other\": 1 }", "could not be mapped")]
    [InlineData("{ \"schemaVersion\": 2, \"name\": \"a\", \"name\": \"b\", \"kind\": \"firstKind\", \"value\": 1 }", "Duplicate property")]
    [InlineData("{ \"schemaVersion\": 2, \"name\": \"a\", \"kind\": \"firstKind\" }", "missing required properties")]
    [InlineData("{ \"schemaVersion\": 3, \"name\": \"a\", \"later\": 1 }", "has schema version 3; this program reads version 2.")]
    [InlineData("{ \"other\": { \"schemaVersion\": 2 }, \"schemaVersion\": 3 }", "has schema version 3; this program reads version 2.")]
    public void Another_content_is_named_with_its_file_and_the_remedy(string json, string message)
    {
        File.WriteAllText(Path, json);

        var error = Assert.Throws<InvalidInputException>(() => JsonFile.Read<Thing>(Path, Content));

        Assert.StartsWith(Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Make it again.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.EndsWith("no such file. Make it again.", Refusal(folder.File("nowhere", "a")), StringComparison.Ordinal);
        Assert.Contains("it is a folder", Refusal(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_version_is_taken_as_it_is()
    {
        // With a byte order mark, as some editors write.
        File.WriteAllText(Path, "{ \"name\": \"a\", \"kind\": \"firstKind\", \"value\": 0.5 }", Encoding.Unicode);

        Assert.Equal(new Thing("a", Kind.FirstKind, 0.5), JsonFile.Read<Thing>(Path, Content));
    }

    [Fact]
    public void A_file_of_a_run_is_read_leniently_and_its_damage_located()
    {
        File.WriteAllText(Path, "{ \"NAME\": \"a\", \"kind\": 1, \"value\": null, \"of a later version\": 1 }");
        Assert.Equal(Kind.SecondKind, JsonFile.Read<Thing>(Path).Kind);

        File.WriteAllText(Path, "{\n  \"name\": }");
        var error = Assert.Throws<InvalidInputException>(() => JsonFile.Read<Thing>(Path));
        Assert.Contains("is damaged (at line 2)", error.Message, StringComparison.Ordinal);
    }

    private string Path => folder.File("thing.json");

    private static string Refusal(string path) => Assert.Throws<InvalidInputException>(() => JsonFile.Read<Thing>(path, Content)).Message;

    private enum Kind
    {
        FirstKind,
        SecondKind,
    }

    private sealed record Thing(string Name, Kind Kind, double? Value)
    {
        [System.Text.Json.Serialization.JsonPropertyOrder(-1)]
        public int SchemaVersion { get; init; } = 2;
    }
}
