using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>
/// BraTS-METS since 2023 (Moawad et al., arXiv 2306.00838): BraTS-MET-00002-000 is scan 000 of patient 00002. Masks are maps of tissues; a
/// metastasis is its enhancing tumour with the core inside it. Label 4, the resection cavity, came with the post-treatment scans after
/// 2023.
/// </summary>
internal static partial class BratsMets
{
    private const int Core = 1;
    private const int Oedema = 2;
    private const int Enhancing = 3;
    private const int Cavity = 4;

    private static readonly ScanPattern Pattern = new()
    {
        File = FilePattern(),
        Channels = new Dictionary<string,
        string>
        { ["t1c"] = "T1 post-contrast" },
        Mask = "seg",
    };

    private static readonly LabelRule Rule = new()
    {
        Names = new Dictionary<string, IReadOnlyList<int>>
        {
            ["NETC"] = [Core],
            ["SNFH"] = [Oedema],
            ["ET"] = [Enhancing],
            ["RC"] = [Cavity],
        },
        Lesion = new HashSet<int> { Core, Enhancing },
        Cavity = Cavity,
    };

    public static DatasetImporter Layout { get; } = new()
    {
        Name = "brats-mets",
        Title = "BraTS-METS",
        Expected = "BraTS-MET-00002-000/BraTS-MET-00002-000-t1c.nii.gz and …-seg.nii.gz: a folder a scan, a number for the patient and "
            + "one for the scan",
        Takes = ["--first-only", "--pre-treatment-only"],
        Site = "brats-mets",
        Recognise = tree => GlobImporter.Count(tree, Pattern),
        Find = source => GlobImporter.Find(source, Pattern),
        Labels = Rule.With,
    };

    [GeneratedRegex(@"^(?<folder>(?:.*/)?(?<id>(?<patient>BraTS-MET-\d+)-(?<time>\d{3})))/\k<id>-(?<kind>[A-Za-z0-9]+)\.nii(?:\.gz)?$")]
    private static partial Regex FilePattern();
}
