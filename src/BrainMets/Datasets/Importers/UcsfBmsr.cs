using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>
/// UCSF-BMSR (Rudie et al. 2024, doi 10.1148/ryai.230126), edition 1.3: a folder a scan, 100101A and 100101B being two scans of patient
/// 100101; a workbook states which scans followed surgery. Masks are binary.
/// </summary>
internal static partial class UcsfBmsr
{
    private const string IdColumn = "SubjectID";
    private const string SurgeryColumn = "Prior Craniotomy/Biopsy/Resection";
    private const string BratsColumn = "BraTS_ID";
    private const string TableName = "TableS1_UCSF_BrainMetastases_SubjectInfo.xlsx";

    private static readonly ScanPattern Pattern = new()
    {
        File = FilePattern(),
        Channels = new Dictionary<string,
        string>
        { ["T1post"] = "T1 gradient echo, post-contrast" },
        Mask = "seg",
    };

    public static DatasetImporter Layout { get; } = new()
    {
        Name = "ucsf-bmsr",
        Title = "UCSF-BMSR",
        Expected = "100101A/100101A_T1post.nii.gz and 100101A/100101A_seg.nii.gz: a folder a scan, six digits for the patient and a "
            + "letter for the scan",
        Takes = ["--metadata", "--first-only", "--pre-treatment-only"],
        Site = "ucsf",
        Recognise = tree => GlobImporter.Count(tree, Pattern),
        Find = Find,
    };

    private static IReadOnlyList<SourceScan> Find(ImportSource source)
    {
        var scans = GlobImporter.Find(source, Pattern);
        if (TablePath(source) is { } path)
        {
            var rows = Rows(path);
            return [.. scans.Select(scan => rows.TryGetValue(scan.Id, out var row)
                ? scan with { Treatment = row.Treatment, OtherId = row.BratsId }
                : scan with { Treatment = "unknown" })];
        }

        if (source.Options.PreTreatmentOnly)
        {
            source.Ask("--metadata",
                $"is needed with --pre-treatment-only: give the table of the data set, {TableName}; it is not under the folder given");
        }

        return scans;
    }

    private static string? TablePath(ImportSource source) =>
        source.Options.Metadata
        ?? (source.Tree.Files.FirstOrDefault(file => Path.GetFileName(file) == TableName) is { } found ? source.Tree.Full(found) : null);

    private static Dictionary<string, (string Treatment, string? BratsId)> Rows(string path)
    {
        var table = TextTable.Read(path, IdColumn, SurgeryColumn);
        var rows = new Dictionary<string, (string, string?)>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < table.Rows.Count; i++)
        {
            var treatment = table.Value(i, SurgeryColumn).ToUpperInvariant() switch
            {
                "NO" => "none",
                "YES" => "craniotomy, biopsy or resection before the scan",
                _ => "unknown",
            };
            var brats = table.Value(i, BratsColumn);
            if (!rows.TryAdd(table.Value(i, IdColumn), (treatment, brats.Length == 0 ? null : brats)))
            {
                throw new InvalidInputException(
                    path, $"{IdColumn} \"{table.Value(i, IdColumn)}\" is in two rows. One row a scan is expected.");
            }
        }

        return rows;
    }

    [GeneratedRegex(@"^(?<folder>(?:.*/)?(?<id>(?<patient>\d{6})(?<time>[A-Z])))/\k<id>_(?<kind>[A-Za-z0-9-]+)\.nii(?:\.gz)?$")]
    private static partial Regex FilePattern();
}
