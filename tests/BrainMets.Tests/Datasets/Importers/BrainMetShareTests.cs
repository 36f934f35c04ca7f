using BrainMets.Datasets;

namespace BrainMets.Tests.Datasets;

public sealed class BrainMetShareTests : IDisposable
{
    private readonly ImportTree tree = new();

    public void Dispose() => tree.Dispose();

    [Theory]
    [InlineData("bravo")]
    [InlineData("t1_gd")]
    public void The_sequence_asked_for_is_taken(string channel)
    {
        tree.Image("train/Mets_005/bravo.nii", "train/Mets_005/t1_gd.nii", "train/Mets_005/t1_pre.nii", "train/Mets_005/flair.nii")
            .Mask("train/Mets_005/seg.nii", 255);
        tree.Image("test/Mets_300/bravo.nii.gz", "test/Mets_300/t1_gd.nii.gz");

        var result = tree.Import(new ImportOptions { Layout = "brainmetshare", Channel = channel });

        var only = Assert.Single(result.Dataset!.Cases);
        Assert.Equal(("Mets_005", "Mets_005", "stanford"), (only.Id, only.Patient, only.Site));
        Assert.Equal(tree.Made($"train/Mets_005/{channel}.nii"), only.T1cPath);
        Assert.Equal(tree.Made("train/Mets_005/seg.nii"), only.ReferencePath); // One label, whatever its number, needs no new mask.
        Assert.Equal([("Mets_300", "no mask")], result.SetAside.Select(s => (s.Scan, s.Reason)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("t1c")]
    public void Of_two_post_contrast_sequences_the_user_has_to_choose(string? channel)
    {
        tree.Image("train/Mets_005/bravo.nii").Mask("train/Mets_005/seg.nii", 1);

        var refused = Assert.Throws<ArgumentException>(() => tree.Find(new ImportOptions { Layout = "brainmetshare", Channel = channel }));

        Assert.Contains(
            "Option '--channel' must state which T1 post-contrast image to use: bravo (3D gradient echo) or t1_gd (3D spin echo)",
            refused.Message, StringComparison.Ordinal);
        Assert.Equal(channel is not null, refused.Message.Contains("got 't1c'", StringComparison.Ordinal));
    }

    [Fact]
    public void Slices_as_pictures_are_not_this_layout()
    {
        tree.Text("mets_stanford_releaseMask_train/Mets_005/0/001.png", "");

        var refused =
            Assert.Throws<InvalidInputException>(() => tree.Find(new ImportOptions { Layout = "brainmetshare", Channel = "bravo" }));

        Assert.Contains(
            "does not have the layout of BrainMetShare. Expected: Mets_005/bravo.nii.gz", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_patient_in_two_folders_is_a_fault_that_names_both()
    {
        foreach (var part in new[] { "train", "again" })
        {
            tree.Image($"{part}/Mets_005/bravo.nii").Mask($"{part}/Mets_005/seg.nii", 1);
        }

        tree.Image("train/Mets_006/bravo.nii").Mask("train/Mets_006/seg.nii", 1);

        var result = tree.Import(new ImportOptions { Layout = "brainmetshare", Channel = "bravo" });

        Assert.Equal(["Mets_006"], result.Dataset!.Cases.Select(c => c.Id));
        Assert.Equal(2, result.Faults.Count);
        Assert.Contains(
            "its id \"Mets_005\" is that of 2 scans: again/Mets_005, train/Mets_005", result.Faults[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_there_twice_is_a_fault()
    {
        tree.Image("Mets_005/bravo.nii", "Mets_005/bravo.nii.gz").Mask("Mets_005/seg.nii", 1);

        var result = tree.Import(new ImportOptions { Layout = "brainmetshare", Channel = "bravo" });

        Assert.Null(result.Dataset);
        Assert.Contains("there are 2 files of bravo", Assert.Single(result.Faults).Reason, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(tree.Output, "dataset.json")));
        Assert.True(File.Exists(Path.Combine(tree.Output, "import.json")));
    }
}
