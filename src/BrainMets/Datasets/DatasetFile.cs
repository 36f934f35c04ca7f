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

    public string? Name { get; init; }

    public string? Site { get; init; }

    public IReadOnlyList<Entry?>? Cases { get; init; }

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
            throw new InvalidInputException(path, "there is no such file; a data set is described by a dataset.json.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidInputException(path, "the file cannot be opened: it is a folder, or reading it is not permitted.", e);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(path, $"line {e.LineNumber + 1} is not as a dataset.json should be. {Reason(e)}", e);
        }

        var data = file ?? new DatasetFile();
        var faults = data.KeyFaults().ToList();
        return faults.Count == 0 ? data : throw new InvalidInputException(path, DatasetValidator.Message(faults));
    }

    /// <summary>The library's own words, unless they speak of our types.</summary>
    private static string Reason(JsonException e) =>
        e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)
            ? $"What stands at {e.Path} is of another kind than it should be: names and paths are texts, \"cases\" is a list [ … ] of objects {{ … }}."
        : e.Message.StartsWith("Duplicate property", StringComparison.Ordinal) ? $"A key stands twice at {e.Path}."
        : e.Message;

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
                    Readers = c.ReaderPaths.Count == 0 ? null : c.ReaderPaths.ToDictionary(r => r.Key, r => (string?)Relative(r.Value)),
                    BrainMask = c.BrainMaskPath is { } mask ? Relative(mask) : null,
                    PriorOf = c.PriorOf,
                }),
            ],
        };
    }

    /// <summary>For a file without key faults, which is all that <see cref="Read"/> returns.</summary>
    public DatasetIndex ToIndex(string folder) => new()
    {
        Name = Name!,
        Site = Site ?? "",
        Cases = [.. Cases!.Select(entry => entry!.ToCase(folder, Site ?? ""))],
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    private IEnumerable<string> KeyFaults()
    {
        foreach (var fault in Faults("the file", ["name", "site", "cases"], [("name", Name), ("cases", Cases)], Unknown))
        {
            yield return fault;
        }

        foreach (var (entry, index) in (Cases ?? []).Select((entry, index) => (entry ?? new Entry(), index)))
        {
            foreach (var fault in entry.KeyFaults(entry.Id is null ? $"case number {index + 1}" : $"case {entry.Id}"))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Faults(
        string where, string[] known, (string Key, object? Value)[] required, IDictionary<string, JsonElement>? unknown) =>
        required.Where(r => r.Value is null).Select(r => $"{where}: key \"{r.Key}\" is missing")
        .Concat((unknown?.Keys ?? []).Select(key => $"{where}: unknown key \"{key}\"; known are {string.Join(", ", known)}"));

    internal sealed record Entry
    {
        private static readonly string[] Known = ["id", "patient", "site", "t1c", "reference", "readers", "brainMask", "priorOf"];

        private static readonly Dictionary<string, string?> NoReaders = [];

        public string? Id { get; init; }

        public string? Patient { get; init; }

        public string? Site { get; init; }

        public string? T1c { get; init; }

        public string? Reference { get; init; }

        public IReadOnlyDictionary<string, string?>? Readers { get; init; }

        public string? BrainMask { get; init; }

        public string? PriorOf { get; init; }

        [JsonExtensionData]
        public IDictionary<string, JsonElement>? Unknown { get; init; }

        public IEnumerable<string> KeyFaults(string where) =>
            Faults(
                where,
                Known,
                [
                    ("id", Id), ("patient", Patient), ("t1c", T1c),
                    .. (Readers ?? NoReaders).Select(r => ($"readers.{r.Key}", (object?)r.Value)),
                ],
                Unknown);

        /// <summary>For an entry without key faults.</summary>
        public Case ToCase(string folder, string siteOfFile)
        {
            // A path that no system can hold is kept as it is, and then listed among the files that are not there.
            string Absolute(string path) => path.Contains('\0') ? path : Path.GetFullPath(Path.Combine(folder, path));
            return new Case
            {
                Id = Id!,
                Patient = Patient!,
                Site = Site ?? siteOfFile,
                T1cPath = Absolute(T1c!),
                ReferencePath = Reference is null ? null : Absolute(Reference),
                ReaderPaths = (Readers ?? NoReaders).ToDictionary(r => r.Key, r => Absolute(r.Value!)),
                BrainMaskPath = BrainMask is null ? null : Absolute(BrainMask),
                PriorOf = PriorOf,
            };
        }
    }
}
