using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>
/// BrainMetShare of Stanford (Grøvik et al. 2020, doi 10.1002/jmri.26766) as NIfTI: a folder a patient, Mets_005, with two T1 post-contrast
/// sequences. The first release, slices as pictures, has no geometry and is not read.
/// </summary>
internal static partial class BrainMetShare
{
    private static readonly ScanPattern Pattern = new()
    {
        File = FilePattern(),
        Channels = new Dictionary<string, string> { ["bravo"] = "3D gradient echo", ["t1_gd"] = "3D spin echo" },
        Mask = "seg",
    };

    public static DatasetImporter Layout { get; } = new()
    {
        Name = "brainmetshare",
        Title = "BrainMetShare",
        Expected = "Mets_005/bravo.nii.gz or Mets_005/t1_gd.nii.gz, and Mets_005/seg.nii.gz: a folder a patient",
        Takes = ["--channel"],
        Site = "stanford",
        Recognise = tree => GlobImporter.Count(tree, Pattern),
        Find = source => GlobImporter.Find(source, Pattern),
    };

    [GeneratedRegex(@"^(?<folder>(?:.*/)?(?<id>(?<patient>Mets_\d+)))/(?<kind>bravo|t1_gd|t1_pre|flair|seg)\.nii(?:\.gz)?$")]
    private static partial Regex FilePattern();
}
