using BrainMets.Datasets;

namespace BrainMets.Tests.Datasets;

public sealed class BratsMetsTests : IDisposable
{
    private readonly ImportTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void A_metastasis_is_enhancing_tumour_and_core()
    {
        Scan("00001", "000", 1, 2, 3, 0, 3);

        var result = tree.Import(new ImportOptions { Layout = "brats-mets" });

        var only = Assert.Single(result.Dataset!.Cases);
        Assert.Equal(("BraTS-MET-00001-000", "BraTS-MET-00001", "brats-mets"), (only.Id, only.Patient, only.Site));
        Assert.Equal(Path.Combine(tree.Output, "masks", "BraTS-MET-00001-000_reference.nii.gz"), only.ReferencePath);
        Assert.Equal([0, 2, 4], tree.Marked("masks/BraTS-MET-00001-000_reference.nii.gz"));
        Assert.Equal([1, 2, 3], result.Cases[0].Labels);
        Assert.True(result.Cases[0].ReferenceDerived);
    }

    [Theory]
    [InlineData("3", new[] { 2, 4 })]
    [InlineData("et, snfh", new[] { 1, 2, 4 })]
    [InlineData("any", new[] { 0, 1, 2, 4 })]
    public void The_labels_can_be_chosen_by_number_and_by_name(string labels, int[] marked)
    {
        Scan("00001", "000", 1, 2, 3, 0, 3);

        tree.Import(new ImportOptions { Layout = "brats-mets", Labels = labels });

        Assert.Equal(marked, tree.Marked("masks/BraTS-MET-00001-000_reference.nii.gz"));
    }

    [Theory]
    [InlineData("tumor")]
    [InlineData("0")]
    [InlineData("1;3")]
    public void Labels_nobody_knows_are_refused_with_the_known_ones(string labels)
    {
        Scan("00001", "000", 3);

        var refused = Assert.Throws<ArgumentException>(() => tree.Find(new ImportOptions { Layout = "brats-mets", Labels = labels }));

        Assert.Contains("Option '--labels' takes labels from 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("NETC = 1, SNFH = 2, ET = 3, RC = 4", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"got '{labels}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resection_cavity_tells_of_treatment()
    {
        Scan("00001", "000", 1, 3);
        Scan("00001", "001", 3, 4);

        var all = tree.Import(new ImportOptions { Layout = "brats-mets" });
        var pre = tree.Import(new ImportOptions { Layout = "brats-mets", PreTreatmentOnly = true });

        Assert.Equal([null, "resection cavity"], all.Cases.Select(c => c.Treatment));
        Assert.Equal("BraTS-MET-00001-001", all.Dataset!.Cases[0].PriorOf);
        Assert.Equal([0], tree.Marked("masks/BraTS-MET-00001-001_reference.nii.gz"));
        Assert.Equal([("BraTS-MET-00001-001", "post-treatment")], pre.SetAside.Select(s => (s.Scan, s.Reason)));
        Assert.Null(Assert.Single(pre.Dataset!.Cases).PriorOf);
    }

    [Fact]
    public void Labels_of_sets_before_2023_are_not_taken_for_cavities()
    {
        Scan("00001", "000", 1, 2, 4); // Enhancing tumour was 4.

        var refused = Assert.Throws<InvalidInputException>(() => tree.Import(new ImportOptions { Layout = "brats-mets" }));
        Assert.Empty(Directory.EnumerateFileSystemEntries(tree.Output)); // The masks made meanwhile are gone.
        var chosen = tree.Import(new ImportOptions { Layout = "brats-mets", Labels = "1,4", PreTreatmentOnly = true });

        Assert.Contains("mark enhancing tumour with 4: give --labels 1,4", refused.Message, StringComparison.Ordinal);
        Assert.Null(Assert.Single(chosen.Cases).Treatment);
        Assert.Equal([0, 2], tree.Marked("masks/BraTS-MET-00001-000_reference.nii.gz"));
    }

    [Fact]
    public void A_label_the_data_set_does_not_explain_is_a_fault()
    {
        Scan("00001", "000", 1, 3);
        Scan("00002", "000", 3, 7);

        var result = tree.Import(new ImportOptions { Layout = "brats-mets" });

        var fault = Assert.Single(result.Faults);
        Assert.Equal("BraTS-MET-00002-000", fault.Scan);
        Assert.Contains("holds the label 7, which the data set does not define", fault.Reason, StringComparison.Ordinal);
        Assert.Equal(["BraTS-MET-00001-000"], result.Dataset!.Cases.Select(c => c.Id));
    }

    [Fact]
    public void A_mask_of_oedema_alone_becomes_an_empty_reference_and_an_empty_one_stays()
    {
        Scan("00001", "000", 3);
        Scan("00002", "000", 2);
        Scan("00003", "000");

        var cases = tree.Import(new ImportOptions { Layout = "brats-mets" }).Cases;

        Assert.Equal([false, true, false], cases.Select(c => c.ReferenceDerived));
        Assert.Empty(tree.Marked("masks/BraTS-MET-00002-000_reference.nii.gz"));
        Assert.Equal([], cases[2].Labels!);
    }

    [Fact]
    public void Scans_without_masks_are_kept_when_asked()
    {
        Scan("00001", "000", 3);
        tree.Image("ValidationData/BraTS-MET-00009-000/BraTS-MET-00009-000-t1c.nii.gz");

        var without = tree.Import(new ImportOptions { Layout = "brats-mets" });
        var with = tree.Import(new ImportOptions { Layout = "brats-mets", KeepWithoutMask = true });

        Assert.Equal([("BraTS-MET-00009-000", "no mask")], without.SetAside.Select(s => (s.Scan, s.Reason)));
        Assert.Null(with.Dataset!.Cases.Single(c => c.Id == "BraTS-MET-00009-000").ReferencePath);
    }

    private void Scan(string patient, string time, params byte[] labels)
    {
        var stem = $"TrainingData/BraTS-MET-{patient}-{time}/BraTS-MET-{patient}-{time}";
        tree.Image($"{stem}-t1c.nii.gz", $"{stem}-t1n.nii.gz").Mask($"{stem}-seg.nii.gz", labels);
    }
}
