using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Imaging;

namespace BrainMets.Datasets;

/// <summary>The keys of dataset.json as they stand in the file. Keys nobody knows are collected, to be refused by name.</summary>
internal sealed record DatasetFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip, // they go into Unknown
        ReadCommentHandling = JsonCommentHandling.Skip,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a path with an umlaut stays legible
    };

    public required string Name { get; init; }

    public string? Site { get; init; }

    public required IReadOnlyList<Entry> Cases { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    public static DatasetFile Read(string path)
    {
        DatasetFile? file;
        try
        {
            file = JsonSerializer.Deserialize<DatasetFile>(File.ReadAllText(path), Options);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CaseDataException(path, "there is no such file; a data set is described by a dataset.json.", e);
        }
        catch (JsonException e)
        {
            throw new CaseDataException(path, $"the file is not a data set as it should be (docs: dataset.json). {e.Message}", e);
        }

        var data = file ?? throw new CaseDataException(path, "the file holds null; an object with name, site and cases is expected.");
        var unknown = data.UnknownKeys().ToList();
        return unknown.Count == 0
            ? data
            : throw new CaseDataException(path, DatasetFaults.Message(unknown));
    }

    public static DatasetFile From(DatasetIndex index, string folder)
    {
        string Relative(string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
        return new DatasetFile
        {
            Name = index.Name,
            Site = index.Site.Length == 0 ? null : index.Site,
            Cases =
            [
                .. index.Cases.Select(c => new Entry
                {
                    Id = c.Id,
                    Patient = c.Patient,
                    Site = c.Site == index.Site ? null : c.Site,
                    T1c = Relative(c.T1cPath),
                    Reference = c.ReferencePath is { } reference ? Relative(reference) : null,
                    Readers = c.ReaderPaths.Count == 0 ? null : c.ReaderPaths.ToDictionary(r => r.Key, r => Relative(r.Value)),
                    BrainMask = c.BrainMaskPath is { } mask ? Relative(mask) : null,
                    PriorOf = c.PriorOf,
                }),
            ],
        };
    }

    public DatasetIndex ToIndex(string folder)
    {
        string Absolute(string path) => Path.GetFullPath(Path.Combine(folder, path));
        return new DatasetIndex
        {
            Name = Name,
            Site = Site ?? "",
            Cases =
            [
                .. Cases.Select(e => new Case
                {
                    Id = e.Id,
                    Patient = e.Patient,
                    Site = e.Site ?? Site ?? "",
                    T1cPath = Absolute(e.T1c),
                    ReferencePath = e.Reference is { } reference ? Absolute(reference) : null,
                    ReaderPaths = (e.Readers ?? new Dictionary<string, string>()).ToDictionary(r => r.Key, r => Absolute(r.Value)),
                    BrainMaskPath = e.BrainMask is { } mask ? Absolute(mask) : null,
                    PriorOf = e.PriorOf,
                }),
            ],
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    private IEnumerable<string> UnknownKeys() =>
        (Unknown?.Keys ?? []).Select(key => $"unknown key \"{key}\"; known are name, site, cases")
        .Concat(
            from entry in Cases
            from key in entry.Unknown?.Keys ?? []
            select $"case {entry.Id}: unknown key \"{key}\"; known are id, patient, site, t1c, reference, readers, brainMask, priorOf");

    internal sealed record Entry
    {
        public required string Id { get; init; }

        public required string Patient { get; init; }

        public string? Site { get; init; }

        public required string T1c { get; init; }

        public string? Reference { get; init; }

        public IReadOnlyDictionary<string, string>? Readers { get; init; }

        public string? BrainMask { get; init; }

        public string? PriorOf { get; init; }

        [JsonExtensionData]
        public IDictionary<string, JsonElement>? Unknown { get; init; }
    }
}
