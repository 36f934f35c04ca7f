using BrainMets.Datasets;

namespace BrainMets.Tests.Datasets;

public sealed class NyuMetsTests : IDisposable
{
    private readonly ImportTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Studies_of_a_patient_are_cases_of_one_patient_and_tumour_is_label_1_or_4()
    {
        tree.Image(File(11, 501, "RTSTRUCT_MRI"), File(11, 501, "CT1")).Mask(File(11, 501, "RTSTRUCT_segmentation"), 1, 2, 4);
        tree.Image(File(11, 502, "RTSTRUCT_MRI")).Mask(File(11, 502, "RTSTRUCT_segmentation"), 1);
        tree.Image(File(12, 503, "CT1"), File(12, 503, "T2"));

        var result = tree.Import(new ImportOptions { Layout = "nyumets", Channel = "rtstruct_mri" });

        Assert.Equal([("11-501", "11", "nyu"), ("11-502", "11", "nyu")], result.Dataset!.Cases.Select(c => (c.Id, c.Patient, c.Site)));
        Assert.All(result.Dataset.Cases, c => Assert.Null(c.PriorOf)); // The names do not tell which study came first.
        Assert.Equal([0, 2], tree.Marked("masks/11-501_reference.nii.gz"));
        Assert.Equal(tree.Made(File(11, 502, "RTSTRUCT_segmentation")), result.Dataset.Cases[1].ReferencePath);
        Assert.Equal([("12-503", "missing sequence")], result.SetAside.Select(s => (s.Scan, s.Reason)));
    }

    [Fact]
    public void The_user_chooses_between_the_planning_and_the_diagnostic_image()
    {
        tree.Image(File(11, 501, "CT1"));

        var refused = Assert.Throws<ArgumentException>(() => tree.Find(new ImportOptions { Layout = "nyumets" }));

        Assert.Contains("'--channel'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("CT1 (", refused.Message, StringComparison.Ordinal);
        Assert.Contains("RTSTRUCT_MRI (", refused.Message, StringComparison.Ordinal);
    }

    private static string File(int patient, int study, string kind) => $"imaging/patientId/{patient}/studyId/{study}/{kind}.nii.gz";
}
