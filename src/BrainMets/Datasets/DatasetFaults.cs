namespace BrainMets.Datasets;

/// <summary>Everything that can be wrong with a list of cases, as sentences; the user mends all of it in one go.</summary>
internal static class DatasetValidator
{
    private const int LongestId = 100;

    /// <summary>More than these are counted, not listed.</summary>
    private const int MostListed = 50;

    /// <summary>Names that Windows takes for devices, whatever their extension.</summary>
    private static readonly string[] DeviceNames =
    [
        "con", "prn", "aux", "nul", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"com{n}", $"lpt{n}" }),
    ];

    /// <summary>Faults that show without looking at the disk.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Case> cases)
    {
        if (cases.Count == 0)
        {
            yield return "there is no case in it";
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
        $"{faults.Count} fault{(faults.Count == 1 ? "" : "s")} to mend:"
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
        return later is null ? $"case {prior.Id}: priorOf names \"{prior.PriorOf}\", which is no case here"
            : later.Id == prior.Id ? $"case {prior.Id}: priorOf names the case itself"
            : later.Patient != prior.Patient
            ? $"case {prior.Id}: priorOf names {later.Id}, a scan of another patient ({later.Patient}, not {prior.Patient})"
            : null;
    }
}
