using System.Text.Json;
using System.Text.Json.Serialization;

namespace BrainMets.Datasets;

/// <summary>
/// A data set as one file, <c>dataset.json</c>: the cases and the paths of their images. Only this file is read; of the images only the
/// existence is checked.
/// </summary>
internal sealed record DatasetIndex
{
    public required string Name { get; init; }

    /// <summary>The site of every case that does not name its own.</summary>
    public string Site { get; init; } = "";

    public required IReadOnlyList<Case> Cases { get; init; }

    /// <summary>Reads the file; relative paths in it are relative to its folder.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is not there or not valid JSON, has unknown keys, ids that are missing, not unique or unsafe as folder names, or names
    /// image files that are not there. All errors are listed at once.
    /// </exception>
    public static DatasetIndex Load(string file)
    {
        var path = Path.GetFullPath(file);
        var index = DatasetFile.Read(path).ToIndex(Path.GetDirectoryName(path)!); // a full path of a file has a folder
        var faults = DatasetValidator.Of(index.Cases).Concat(DatasetValidator.MissingFiles(index.Cases)).ToList();
        return faults.Count == 0 ? index : throw new InvalidInputException(path, DatasetValidator.Message(faults));
    }

    /// <summary>
    /// Writes the file, with paths relative to its folder. It appears under its name only when it is complete.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The cases are invalid, as in <see cref="Load"/>; whether the images exist is not checked.
    /// </exception>
    public void Save(string file)
    {
        var faults = DatasetValidator.Of(Cases).ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(DatasetValidator.Message(faults), nameof(file));
        }

        var path = Path.GetFullPath(file);
        JsonFile.Write(path, DatasetFile.From(this, Path.GetDirectoryName(path)!), JsonFormats.Dataset); // as in Load
    }
}

/// <summary>The keys of dataset.json as in the file. Unknown keys are collected, to be rejected by name.</summary>
internal sealed record DatasetFile
{
    private static readonly JsonContent Content = new()
    {
        What = "a dataset.json",
        Remedy = "A data set is described by a dataset.json.",
        Missing = "there is no such file; a data set is described by a dataset.json.",
        Format = JsonFormats.Dataset,
    };

    public string? Name { get; init; }

    public string? Site { get; init; }

    public IReadOnlyList<Entry?>? Cases { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    public static DatasetFile Read(string path)
    {
        var data = JsonFile.Read<DatasetFile>(path, Content, e => e.LineNumber is { } line
            ? $"line {line + 1} is not as a dataset.json should be. {Reason(e)}"
            : DatasetValidator.Message([.. new DatasetFile().KeyFaults()])); // It holds null: every key is missing.
        var faults = data.KeyFaults().ToList();
        return faults.Count == 0 ? data : throw new InvalidInputException(path, DatasetValidator.Message(faults));
    }

    /// <summary>The message of the JSON library, unless it names .NET types.</summary>
    private static string Reason(JsonException e) =>
        e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)
            ? $"The value at {e.Path} is of the wrong type: names and paths are texts, \"cases\" is a list [ … ] of "
            + $"objects {{ … }}."
        : e.Message.StartsWith("Duplicate property", StringComparison.Ordinal) ? $"A key occurs twice at {e.Path}." : e.Message;

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

    /// <summary>For a file without key errors, as <see cref="Read"/> returns it.</summary>
    public DatasetIndex ToIndex(string folder) => new()
    {
        Name = Name!,
        Site = Site ?? "",
        Cases = [.. Cases!.Select(entry => entry!.ToCase(folder, Site ?? ""))],
    };

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

        /// <summary>For an entry without key errors.</summary>
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

/// <summary>Finds all errors of a list of cases, as sentences, so that they can be corrected at once.</summary>
internal static class DatasetValidator
{
    private const int LongestId = 100;

    /// <summary>Beyond this number they are counted, not listed.</summary>
    private const int MostListed = 50;

    /// <summary>Device names on Windows, whatever their extension.</summary>
    private static readonly string[] DeviceNames =
    [
        "con", "prn", "aux", "nul", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"com{n}", $"lpt{n}" }),
    ];

    /// <summary>Errors that show without access to the disk.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Case> cases)
    {
        if (cases.Count == 0)
        {
            yield return "it holds no case";
        }

        foreach (var fault in cases.Select(c => IdFault(c.Id)).OfType<string>())
        {
            yield return fault;
        }

        // Case-insensitive, because two such folders are one on Windows and macOS.
        foreach (var same in cases.GroupBy(c => c.Id, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            yield return $"id \"{same.Key}\" is used {same.Count()} times; ids must be unique (upper and lower case count as the same)";
        }

        foreach (var c in cases.Where(c => string.IsNullOrWhiteSpace(c.Patient)))
        {
            yield return $"case {c.Id}: the patient is empty; without it a split could put one patient on two sides";
        }

        foreach (var c in cases.Where(c => c.ReaderPaths.Keys.Any(string.IsNullOrWhiteSpace)))
        {
            yield return $"case {c.Id}: a reader has an empty name";
        }

        foreach (var fault in cases.Where(c => c.PriorOf is not null).Select(c => PriorFault(c, cases)).OfType<string>())
        {
            yield return fault;
        }
    }

    public static IEnumerable<string> MissingFiles(IReadOnlyList<Case> cases) =>
        from c in cases
        from file in Files(c)
        where !File.Exists(file.Path)
        select $"case {c.Id}, {file.Role}: no such file {file.Path}";

    /// <summary>Why an id cannot name a folder; null when it can.</summary>
    public static string? IdFault(string id) =>
        IsSafeId(id)
            ? null
            : $"id \"{id}\" is not safe as a folder name; letters, digits, '.', '_' and '-' only, not beginning or ending "
            + $"with '.', at most {LongestId} characters";

    public static string Message(IReadOnlyCollection<string> faults) =>
        $"{faults.Count} error{(faults.Count == 1 ? "" : "s")} to correct:"
        + string.Concat(faults.Take(MostListed).Select(fault => $"\n  {fault}"))
        + (faults.Count > MostListed ? $"\n  and {faults.Count - MostListed} more" : "");

    private static IEnumerable<(string Role, string Path)> Files(Case c)
    {
        yield return ("t1c", c.T1cPath);
        if (c.ReferencePath is { } reference)
        {
            yield return ("reference", reference);
        }

        foreach (var (reader, path) in c.ReaderPaths)
        {
            yield return ($"reader {reader}", path);
        }

        if (c.BrainMaskPath is { } brainMask)
        {
            yield return ("brainMask", brainMask);
        }
    }

    private static bool IsSafeId(string id) =>
        id.Length is > 0 and <= LongestId
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        && id[0] != '.' && id[^1] != '.'
        && !DeviceNames.Contains(id.Split('.')[0], StringComparer.OrdinalIgnoreCase);

    private static string? PriorFault(Case prior, IReadOnlyList<Case> cases)
    {
        var later = cases.FirstOrDefault(c => c.Id == prior.PriorOf);
        return later is null ? $"case {prior.Id}: priorOf names \"{prior.PriorOf}\", which is not a case of this data set"
            : later.Id == prior.Id ? $"case {prior.Id}: priorOf names the case itself"
            : later.Patient != prior.Patient
            ? $"case {prior.Id}: priorOf names {later.Id}, a scan of another patient ({later.Patient}, not {prior.Patient})"
            : null;
    }
}
