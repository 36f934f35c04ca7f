using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>
/// NYUMets-Brain (Link et al. 2024, doi 10.1038/s41467-024-52414-2): patientId/P/studyId/S, several studies a patient. Where contours were
/// drawn there is RTSTRUCT_segmentation; tumour is label 1 or 4, as the authors' own loader has it.
/// </summary>
internal static partial class NyuMets
{
    private static readonly ScanPattern Pattern = new()
    {
        File = FilePattern(),
        Channels = new Dictionary<string, string>
        {
            ["CT1"] = "T1 spin echo, post-contrast",
            ["RTSTRUCT_MRI"] = "T1 gradient echo of the plan, post-contrast",
        },
        Mask = "RTSTRUCT_segmentation",
        Id = match => $"{match.Groups["patient"].Value}-{match.Groups["study"].Value}",
    };

    private static readonly LabelRule Rule = new()
    {
        Names = new Dictionary<string,
        IReadOnlyList<int>>
        { ["tumour"] = [1, 4], ["other"] = [2] },
        Lesion = new HashSet<int> { 1, 4 },
    };

    public static DatasetImporter Layout { get; } = new()
    {
        Name = "nyumets",
        Title = "NYUMets-Brain",
        Expected = "patientId/12345678/studyId/1234567890/RTSTRUCT_MRI.nii.gz or CT1.nii.gz, and RTSTRUCT_segmentation.nii.gz: a folder a "
            + "study",
        Takes = ["--channel"],
        Site = "nyu",
        Recognise = tree => GlobImporter.Count(tree, Pattern),
        Find = source => GlobImporter.Find(source, Pattern),
        Labels = Rule.With,
    };

    [GeneratedRegex(
        @"^(?<folder>(?:.*/)?patientId/(?<patient>\d+)/studyId/(?<study>\d+))/(?<kind>CT1|T1|T2|FLAIR|RTSTRUCT_MRI|RTSTRUCT_segmentation)\.nii(?:\.gz)?$")]
    private static partial Regex FilePattern();
}
