using BrainMets.Datasets;

namespace BrainMets.Tests.Datasets;

public sealed class NnUnetTests : IDisposable
{
    private const string Description = """
        { "channel_names": { "0": "T1", "1": "T1c" }, "labels": { "background": 0, "core": 1, "edema": 2, "enhancing": 3, "whole": [1, 2, 3], "ignore": 4 },
          "numTraining": 2, "file_ending": ".nii.gz" }
        """;

    private static readonly ImportOptions Options = new()
    {
        Layout = "nnunet",
        Channel = "t1c",
        Labels = "core, enhancing",
        Patient = "^(P[0-9]+)_[0-9]+$",
        Site = "north",
    };

    private readonly ImportTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Channel_labels_and_patient_are_taken_as_said()
    {
        tree.Text("dataset.json", Description);
        Case("Tr", "P1_1", 1, 2, 3);
        Case("Tr", "P1_2", 3);
        tree.Image("imagesTs/P2_1_0000.nii.gz", "imagesTs/P2_1_0001.nii.gz", "imagesTr/P3_1_0000.nii.gz").Mask("labelsTr/P4_1.nii.gz", 1);

        var result = tree.Import(Options);

        Assert.Equal([("P1_1", "P1", "north"), ("P1_2", "P1", "north")], result.Dataset!.Cases.Select(c => (c.Id, c.Patient, c.Site)));
        Assert.Equal(tree.Made("imagesTr/P1_1_0001.nii.gz"), result.Dataset.Cases[0].T1cPath);
        Assert.Equal([0, 2], tree.Marked("masks/P1_1_reference.nii.gz"));
        Assert.Equal(tree.Made("labelsTr/P1_2.nii.gz"), result.Dataset.Cases[1].ReferencePath);
        Assert.Equal([("P3_1", "missing sequence"), ("P4_1", "missing sequence"), ("P2_1", "no mask")],
            result.SetAside.Select(s => (s.Scan, s.Reason)));
        Assert.Contains(
            "expected channel 1 and labelsTr/P3_1.nii.gz; found 0000", result.SetAside[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0001")]
    [InlineData("T1C")]
    public void A_channel_goes_by_number_and_by_name(string channel)
    {
        tree.Text("dataset.json", Description);
        Case("Tr", "P1_1", 1);

        Assert.Equal(tree.Made("imagesTr/P1_1_0001.nii.gz"), tree.Import(Options with { Channel = channel }).Dataset!.Cases[0].T1cPath);
    }

    [Fact]
    public void A_name_for_several_labels_means_all_of_them()
    {
        tree.Text("dataset.json", Description);
        Case("Tr", "P1_1", 1, 2, 3);

        tree.Import(Options with { Labels = "whole" });

        Assert.Equal([0, 1, 2], tree.Marked("masks/P1_1_reference.nii.gz"));
    }

    [Fact]
    public void All_that_the_files_do_not_tell_is_asked_for_at_once()
    {
        tree.Text("dataset.json", Description);
        Case("Tr", "P1_1", 1);

        var refused = Assert.Throws<ArgumentException>(() => tree.Find(new ImportOptions { Layout = "nnunet" }));

        Assert.Contains("Option '--labels' must state which labels are metastasis (core = 1, edema = 2, enhancing = 3, whole = 1+2+3)",
            refused.Message, StringComparison.Ordinal);
        Assert.Contains("Option '--channel' must state which channel is the T1 post-contrast image: 0 (T1), 1 (T1c).", refused.Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Option '--patient' must state which part of a case's name is the patient", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Option '--site' must state where the scans were made.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("P.*")]
    [InlineData("(a)(b)")]
    public void A_pattern_without_exactly_one_group_is_refused(string pattern)
    {
        tree.Text("dataset.json", Description);
        Case("Tr", "P1_1", 1);

        var refused = Assert.Throws<ArgumentException>(() => tree.Find(Options with { Patient = pattern }));

        Assert.Contains($"exactly one group in parentheses; got '{pattern}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_the_pattern_does_not_fit_is_a_fault_and_not_a_patient_of_its_own()
    {
        tree.Text("dataset.json", Description);
        Case("Tr", "P1_1", 1);
        Case("Tr", "Q1", 1);

        var result = tree.Import(Options);

        Assert.Equal(["P1_1"], result.Dataset!.Cases.Select(c => c.Id));
        Assert.Contains("does not match the pattern of --patient", Assert.Single(result.Faults).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Voxels_nobody_annotated_are_not_taken_for_background()
    {
        tree.Text("dataset.json", Description);
        Case("Tr", "P1_1", 1, 4);

        Assert.Contains("holds the label 4", Assert.Single(tree.Import(Options).Faults).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_version_of_the_format_with_one_channel_and_one_label_needs_no_choice_of_them()
    {
        tree.Text("dataset.json", """{ "modality": { "0": "MRI" }, "labels": { "0": "background", "1": "metastasis" } }""");
        tree.Image("imagesTr/met_7_0000.nii.gz").Mask("labelsTr/met_7.nii.gz", 1);

        var only = Assert.Single(tree.Import(new ImportOptions { Layout = "nnunet", Patient = "case", Site = "north" }).Dataset!.Cases);

        Assert.Equal(("met_7", "met_7"), (only.Id, only.Patient));
    }

    [Theory]
    [InlineData("""{ "channel_names": { "0": "T1c" }, "labels": {}, "file_ending": ".nrrd" }""", ".nii.gz or .nii is expected")]
    [InlineData("""{ "labels": {} }""", "has neither \"channel_names\" nor \"modality\"")]
    [InlineData("""{ "channel_names": 7 }""", "is not as nnU-Net's dataset.json should be")]
    [InlineData("{", "is not as nnU-Net's dataset.json should be")]
    public void A_description_that_cannot_be_is_refused(string description, string message)
    {
        tree.Text("dataset.json", description);
        Case("Tr", "P1_1", 1);

        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => tree.Find(Options)).Message, StringComparison.Ordinal);
    }

    private void Case(string part, string id, params byte[] labels) =>
        tree.Image($"images{part}/{id}_0000.nii.gz", $"images{part}/{id}_0001.nii.gz").Mask($"labels{part}/{id}.nii.gz", labels);
}
