namespace BrainMets.Datasets;

/// <summary>A table of one's own: a row a scan, the columns named like the keys of dataset.json, paths relative to the table.</summary>
internal static class CsvManifest
{
    private const string ReaderPrefix = "reader:";

    private static readonly string[] Known = ["id", "patient", "t1c", "reference", "brainMask", "priorOf", "site"];

    private static readonly string[] FileColumns = ["t1c", "reference", "brainMask"];

    private static readonly string[] Endings = [".csv", ".tsv"];

    public static DatasetImporter Layout { get; } = new()
    {
        Name = "csv",
        Title = "a CSV manifest",
        Expected = "a file.csv with the columns id, patient, t1c and, as far as there are any, reference, brainMask, priorOf, site and "
            + "reader:NAME",
        Recognise = tree => tree.IsFile && Endings.Any(e => tree.Files[0].EndsWith(e, StringComparison.OrdinalIgnoreCase)) ? 1 : 0,
        Find = Find,
    };

    private static List<SourceScan> Find(ImportSource source)
    {
        var table = TextTable.Read(source.Tree.Full(source.Tree.Files[0]), "id", "patient", "t1c");
        var unknown = table.Columns.Where(c => !Known.Contains(c, StringComparer.OrdinalIgnoreCase) && !IsReader(c)).ToList();
        if (unknown.Count > 0)
        {
            throw new InvalidInputException(
                table.Path, $"unknown column{(unknown.Count == 1 ? "" : "s")} {string.Join(", ", unknown.Select(c => $"\"{c}\""))}; "
                + $"known are {string.Join(", ", Known)} and {ReaderPrefix}NAME for the mask of each reader. Rename or remove.");
        }

        var scans = Enumerable.Range(0, table.Rows.Count).Select(row => Scan(source.Tree, table, row)).ToList();
        if (source.Options.Site is null && scans.Any(scan => scan.Site is null))
        {
            source.Ask("--site", "must state where the scans were made; the table does not give a site for each of them");
        }

        return scans;
    }

    private static bool IsReader(string column) =>
        column.StartsWith(ReaderPrefix, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(column[ReaderPrefix.Length..]);

    private static SourceScan Scan(SourceDirectory tree, TextTable table, int row)
    {
        string? Text(string column) => table.Value(row, column) is { Length: > 0 } text ? text : null;
        string? PathOf(string column) => Text(column) is { } text ? tree.Full(text) : null;
        var files = FileColumns.Concat(table.Columns.Where(IsReader)).ToList();
        return new SourceScan
        {
            Id = Text("id") ?? "",
            Patient = Text("patient") ?? "",
            Site = Text("site"),
            PriorOf = Text("priorOf"),
            Source = $"row {row + 2}", // The first is the header, and people count from 1.
            T1cPath = PathOf("t1c"),
            MaskPath = PathOf("reference"),
            BrainMaskPath = PathOf("brainMask"),
            ReaderPaths = table.Columns.Where(c => IsReader(c) && Text(c) is not null)
                .ToDictionary(c => c[ReaderPrefix.Length..].Trim(), c => PathOf(c)!),
            Missing = $"the row names {string.Join(", ", files.Where(c => Text(c) is not null).DefaultIfEmpty("no file"))}",
            Faults =
            [
                .. Text("patient") is null
                    ? ["the patient is empty; without it a split could put one patient on two sides"]
                    : Array.Empty<string>(),
                .. files.Where(c => PathOf(c) is { } path && !File.Exists(path)).Select(c => $"{c}: no such file {PathOf(c)}"),
            ],
        };
    }
}
