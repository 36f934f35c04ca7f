namespace BrainMets.Datasets;

/// <summary>One scan as a layout finds it, before its files are opened.</summary>
internal sealed record SourceScan
{
    public required string Id { get; init; }

    public required string Patient { get; init; }

    public string? Site { get; init; }

    /// <summary>Orders the scans of a patient in time; null when the layout does not give an order.</summary>
    public string? Time { get; init; }

    /// <summary>Its location, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>Absolute path of the image; null when there is none.</summary>
    public string? T1cPath { get; init; }

    /// <summary>What was expected and what was found, when there is no image or no mask.</summary>
    public string Missing { get; init; } = "";

    public string? MaskPath { get; init; }

    public IReadOnlyDictionary<string, string> ReaderPaths { get; init; } = new Dictionary<string, string>();

    public string? BrainMaskPath { get; init; }

    public string? PriorOf { get; init; }

    /// <summary>As in <see cref="ImportedCase.Treatment"/>.</summary>
    public string? Treatment { get; init; }

    public string? OtherId { get; init; }

    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Every file of it.</summary>
    public IEnumerable<string> Files() => new[] { T1cPath, MaskPath, BrainMaskPath }.OfType<string>().Concat(ReaderPaths.Values);
}

/// <summary>The scans that become cases, as far as names and tables decide.</summary>
internal sealed record ImportSelection(
    IReadOnlyList<SourceScan> Taken, IReadOnlyList<ExcludedScan> SetAside, IReadOnlyList<ImportFault> Faults)
{
    public static ImportSelection Of(IReadOnlyList<SourceScan> scans, ImportOptions options)
    {
        var faults = scans.SelectMany(scan => FaultsOf(scan, scans).Select(fault => new ImportFault(scan.Id, $"{scan.Source}: {fault}")))
            .ToList();
        var sound = scans.Where(scan => !FaultsOf(scan, scans).Any()).ToList();
        var setAside = sound.Select(scan => Reason(scan, options)).OfType<ExcludedScan>().ToList();
        var taken = sound.Where(scan => Reason(scan, options) is null).ToList();
        if (options.FirstOnly)
        {
            var later = taken.GroupBy(scan => scan.Patient)
                .SelectMany(patient => patient.OrderBy(scan => scan.Time, StringComparer.Ordinal).Skip(1)).ToHashSet();
            setAside.AddRange(later.Select(scan => new ExcludedScan(scan.Id, "follow-up", $"a later scan of patient {scan.Patient}")));
            taken.RemoveAll(later.Contains);
        }

        return new ImportSelection(
            [.. taken.Select(scan => scan with { PriorOf = scan.PriorOf ?? Next(scan, taken)?.Id })], setAside, faults);
    }

    private static IEnumerable<string> FaultsOf(SourceScan scan, IReadOnlyList<SourceScan> scans)
    {
        foreach (var fault in scan.Faults)
        {
            yield return fault;
        }

        if (DatasetValidator.IdFault(scan.Id) is { } idFault)
        {
            yield return idFault;
        }

        var namesakes = scans.Where(other => other.Id.Equals(scan.Id, StringComparison.OrdinalIgnoreCase)).ToList();
        if (namesakes.Count > 1)
        {
            yield return $"its id \"{scan.Id}\" is that of {namesakes.Count} scans: "
                + $"{string.Join(", ", namesakes.Select(other => other.Source))}; ids must be "
                + "unique (upper and lower case count as the same). Give a folder that holds one of them, or rename one";
        }

        if (scan.PriorOf is { } later && scans.All(other => other.Id != later))
        {
            yield return $"it is listed as a prior of \"{later}\", which is not a scan of this data set";
        }
    }

    private static ExcludedScan? Reason(SourceScan scan, ImportOptions options) =>
        scan.T1cPath is null ? new ExcludedScan(scan.Id, "missing sequence", $"{scan.Source}: {scan.Missing}")
        : scan.MaskPath is null && !options.KeepWithoutMask ? new ExcludedScan(scan.Id, "no mask", $"{scan.Source}: {scan.Missing}")
        : !options.PreTreatmentOnly || scan.Treatment is null or "none" ? null
        : scan.Treatment == "unknown"
        ? new ExcludedScan(scan.Id, "treatment unknown", "the table has no row for it, or states neither yes nor no")
        : new ExcludedScan(scan.Id, "post-treatment", scan.Treatment);

    private static SourceScan? Next(SourceScan scan, IReadOnlyList<SourceScan> taken) =>
        scan.Time is null ? null
        : taken.Where(other => other.Patient == scan.Patient && string.CompareOrdinal(other.Time, scan.Time) > 0)
        .MinBy(other => other.Time, StringComparer.Ordinal);
}
