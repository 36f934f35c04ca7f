using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BrainMets.IO;

/// <summary>JSON files: written whole or not at all, and read with one set of messages.</summary>
internal static class JsonFile
{
    private const string SchemaVersionKey = "schemaVersion";

    /// <summary>Writes a value, with a line end behind it.</summary>
    public static void Write<T>(string path, T value, JsonSerializerOptions format) => AtomicFile.WriteText(path, ToText(value, format));

    /// <summary>What <see cref="Write"/> writes.</summary>
    public static string ToText<T>(T value, JsonSerializerOptions format) => JsonSerializer.Serialize(value, format) + "\n";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it should hold.</param>
    /// <param name="damaged">
    /// The message when the content is not as expected; null for the message of the JSON library with the remedy.
    /// </param>
    /// <exception cref="InvalidInputException">The file is missing, is damaged, holds something else, or has another schema
    /// version.</exception>
    public static T Read<T>(string path, JsonContent content, Func<JsonException, string>? damaged = null)
    {
        try
        {
            var json = Encoding.UTF8.GetBytes(File.ReadAllText(path)); // Takes a byte order mark away.
            if (content.SchemaVersion is { } expected && SchemaVersion(json) is { } found
                && found != expected && !content.OlderVersions.Contains(found))
            {
                throw new InvalidInputException(
                    path, $"has schema version {found}; this program reads version {expected}. {content.Remedy}");
            }

            return JsonSerializer.Deserialize<T>(json, content.Format) ?? throw new JsonException("It holds null.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException(path, content.Missing ?? $"no such file. {content.Remedy}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidInputException(path, "the file cannot be opened: it is a folder, or reading it is not permitted.", e);
        }
        catch (NotSupportedException e)
        {
            // A kind of value that the type cannot take.
            throw new InvalidInputException(path, Damage(new JsonException(e.Message, e)), e);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(path, Damage(e), e);
        }

        string Damage(JsonException e) => damaged?.Invoke(e)
            ?? $"not {content.What}{(content.SchemaVersion is { } v ? $" of schema version {v}" : "")}: {e.Message} {content.Remedy}";
    }

    /// <summary>Reads a file of a run, written by this program with <see cref="JsonFormats.Run"/>.</summary>
    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public static T Read<T>(string path) => Read<T>(path, JsonContent.OfRun, e =>
    {
        var place = e.LineNumber is { } line ? $"at line {line + 1}" : "keys are missing";
        return $"is damaged ({place}), or was not written by this version of mets. {JsonContent.OfRun.Remedy}";
    });

    /// <summary>Reads what comes with the program itself.</summary>
    /// <param name="resource">Embedded in the assembly of <typeparamref name="T"/>.</param>
    public static T ReadEmbedded<T>(string resource)
    {
        using var stream = typeof(T).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{typeof(T).Assembly.GetName().Name} was built without its resource {resource}.");
        return JsonSerializer.Deserialize<T>(stream, JsonFormats.Embedded)
            ?? throw new InvalidOperationException($"The resource {resource} holds null.");
    }

    /// <summary>
    /// The outermost "schemaVersion", read before anything else: in a file of another version nothing else can be relied on.
    /// </summary>
    private static int? SchemaVersion(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals(SchemaVersionKey);
            reader.Read();
            if (isVersion)
            {
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version) ? version : null;
            }

            reader.Skip();
        }

        return null;
    }
}

/// <summary>The expected content of a JSON file, as named in messages about files that differ.</summary>
internal sealed record JsonContent
{
    /// <summary>As in "not an evaluation": with its article.</summary>
    public required string What { get; init; }

    /// <summary>What the user does about it, as a sentence.</summary>
    public required string Remedy { get; init; }

    /// <summary>The version in the key "schemaVersion"; a file without the key is accepted. Null where files have none.</summary>
    public int? SchemaVersion { get; init; }

    /// <summary>Older versions that are read too; the caller supplies keys that were added later.</summary>
    public IReadOnlyList<int> OlderVersions { get; init; } = [];

    /// <summary>The message when there is no such file; null for the remedy.</summary>
    public string? Missing { get; init; }

    public JsonSerializerOptions Format { get; init; } = JsonFormats.Document;

    /// <summary>Files of a run: written by the program only, so that the exact error does not matter.</summary>
    internal static JsonContent OfRun { get; } = new()
    {
        What = "a file of a run",
        Remedy = "Remove the folder it belongs to and make it again.",
        Missing = "no such file. The folder is not complete; make it again.",
        Format = JsonFormats.Run,
    };
}

/// <summary>
/// All settings of the JSON library. Files that people edit or that hold results are read strictly: an unknown, doubled or missing key is
/// an error. Each of the others differs for the reason it states, and because its files must keep their bytes.
/// </summary>
internal static class JsonFormats
{
    /// <summary>Results: strict, camelCase, enums as words, indented.</summary>
    public static JsonSerializerOptions Document { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The same on one line, for the metadata of a weights file.</summary>
    public static JsonSerializerOptions Compact { get; } = new(Document) { WriteIndented = false };

    /// <summary>Comparisons: dictionaries have enums as keys, which follow this policy.</summary>
    public static JsonSerializerOptions Comparison { get; } = new(Document) { DictionaryKeyPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Configurations: sections may be left out, and what is computed from them is not written.</summary>
    public static JsonSerializerOptions Config { get; } = new(Document)
    {
        IgnoreReadOnlyProperties = true,
        RespectRequiredConstructorParameters = false,
    };

    /// <summary>Draws of phantoms: pairs are fields, what is computed is not written, and most of what may vary is null.</summary>
    public static JsonSerializerOptions PhantomDraw { get; } = new(Document)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        IncludeFields = true,
    };

    /// <summary>
    /// Files with paths and names that people read: letters of all languages are written unescaped, and null values are omitted.
    /// </summary>
    public static JsonSerializerOptions Listing { get; } = new(Document)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>dataset.json, mostly written by hand: comments are allowed, and unknown keys are collected and rejected by name.</summary>
    public static JsonSerializerOptions Dataset { get; } = new(Listing)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Rules that come with the program, with comments.</summary>
    public static JsonSerializerOptions Embedded { get; } = new(Document) { ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>
    /// Files of a run, and answers to scripts: read leniently, because an older version may have written them; enums as their types define.
    /// </summary>
    public static JsonSerializerOptions Run { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    /// <summary>The same on one line: the lines of a log.</summary>
    public static JsonSerializerOptions Line => JsonSerializerOptions.Web;
}
