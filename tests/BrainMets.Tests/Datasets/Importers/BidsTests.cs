using BrainMets.Datasets;

namespace BrainMets.Tests.Datasets;

public sealed class BidsTests : IDisposable
{
    private static readonly ImportOptions Options = new() { Layout = "bids", Site = "north" };

    private readonly ImportTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Images_with_contrast_meet_their_masks_of_the_derivatives()
    {
        foreach (var session in new[] { "pre", "post" })
        {
            tree.Image($"sub-01/ses-{session}/anat/sub-01_ses-{session}_T1w.nii.gz",
                $"sub-01/ses-{session}/anat/sub-01_ses-{session}_ce-gadolinium_T1w.nii.gz");
            tree.Mask($"derivatives/manual/sub-01/ses-{session}/anat/sub-01_ses-{session}_ce-gadolinium_space-orig_label-tumor_mask.nii.gz", 1);
        }

        tree.Image("sub-02/anat/sub-02_ce-gadolinium_T1w.nii.gz")
            .Mask("derivatives/manual/sub-02/anat/sub-02_ce-gadolinium_space-orig_label-tumor_mask.nii.gz", 1);
        tree.Mask("derivatives/hd-bet/sub-02/anat/sub-02_desc-brain_mask.nii.gz", 1, 1);
        tree.Image("sub-03/anat/sub-03_T1w.nii.gz")
            .Mask("derivatives/manual/sub-04/anat/sub-04_ce-gadolinium_space-orig_label-tumor_mask.nii.gz", 1);

        var result = tree.Import(Options);

        Assert.Equal([("sub-01_ses-post", "sub-01"), ("sub-01_ses-pre", "sub-01"), ("sub-02", "sub-02")],
            result.Dataset!.Cases.Select(c => (c.Id, c.Patient)));
        Assert.All(result.Dataset.Cases, c => Assert.Null(c.PriorOf)); // Names of sessions do not tell their order.
        Assert.Equal(tree.Made("sub-01/ses-post/anat/sub-01_ses-post_ce-gadolinium_T1w.nii.gz"), result.Dataset.Cases[0].T1cPath);
        Assert.Equal(tree.Made("derivatives/hd-bet/sub-02/anat/sub-02_desc-brain_mask.nii.gz"), result.Dataset.Cases[2].BrainMaskPath);
        Assert.Equal([("sub-03", "missing sequence"), ("sub-04", "missing sequence")], result.SetAside.Select(s => (s.Scan, s.Reason)));
        Assert.Contains("there are the images T1w and the masks (none)", result.SetAside[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_entity_ce_the_image_is_asked_for()
    {
        tree.Image("sub-01/anat/sub-01_acq-mprage_T1w.nii.gz", "sub-01/anat/sub-01_T1w.nii.gz")
            .Mask("derivatives/manual/sub-01/anat/sub-01_label-tumor_mask.nii.gz", 1);

        var refused = Assert.Throws<ArgumentException>(() => tree.Find(Options));
        var chosen = tree.Import(Options with { Channel = "acq-mprage_T1w" });

        Assert.Contains("Option '--channel' must state which images are T1 post-contrast, by the end of their name: T1w, acq-mprage_T1w.",
            refused.Message, StringComparison.Ordinal);
        Assert.Equal(tree.Made("sub-01/anat/sub-01_acq-mprage_T1w.nii.gz"), Assert.Single(chosen.Dataset!.Cases).T1cPath);
    }

    [Fact]
    public void Of_two_kinds_of_masks_the_user_chooses_by_kind_or_by_pipeline_and_kind()
    {
        tree.Image("sub-01/anat/sub-01_ce-gad_T1w.nii.gz");
        tree.Mask("derivatives/anna/sub-01/anat/sub-01_label-tumor_mask.nii.gz", 1)
            .Mask("derivatives/ben/sub-01/anat/sub-01_label-tumor_mask.nii.gz", 1, 1);
        tree.Mask("derivatives/ben/sub-01/anat/sub-01_dseg.nii.gz", 1, 2);

        var refused = Assert.Throws<ArgumentException>(() => tree.Find(Options));
        var ofBoth = tree.Import(Options with { Mask = "label-tumor_mask" });
        var ofBen = tree.Import(Options with { Mask = "ben/label-tumor_mask" });

        Assert.Contains("Option '--mask' must state which masks are the reference: anna/label-tumor_mask, ben/dseg, ben/label-tumor_mask.",
            refused.Message, StringComparison.Ordinal);
        Assert.Contains("there are 2 masks of the requested kind", Assert.Single(ofBoth.Faults).Reason, StringComparison.Ordinal);
        Assert.Equal(tree.Made("derivatives/ben/sub-01/anat/sub-01_label-tumor_mask.nii.gz"), ofBen.Dataset!.Cases[0].ReferencePath);
    }

    [Fact]
    public void A_map_of_several_labels_asks_for_them_and_leaves_nothing_behind()
    {
        tree.Image("sub-01/anat/sub-01_ce-gad_T1w.nii.gz").Mask("derivatives/seg/sub-01/anat/sub-01_dseg.nii.gz", 1, 7);

        var refused = Assert.Throws<ArgumentException>(() => tree.Import(Options));

        Assert.Contains(
            "Option '--labels' must state which labels are metastasis: the masks hold 1, 7, several in one mask (the first is sub-01).",
                refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(tree.Output));
        tree.Import(Options with { Labels = "7" });
        Assert.Equal([1], tree.Marked("masks/sub-01_reference.nii.gz"));
    }

    [Fact]
    public void Masks_of_one_label_each_but_not_the_same_ask_for_them_too()
    {
        tree.Image("sub-01/anat/sub-01_ce-gad_T1w.nii.gz").Mask("derivatives/seg/sub-01/anat/sub-01_dseg.nii.gz", 1);
        tree.Image("sub-02/anat/sub-02_ce-gad_T1w.nii.gz").Mask("derivatives/seg/sub-02/anat/sub-02_dseg.nii.gz", 2);

        Assert.Contains(
            "the masks hold 1, 2. Give", Assert.Throws<ArgumentException>(() => tree.Import(Options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--channel", "ce-x_T1w", null)]
    [InlineData("--mask", null, "label-lesion_mask")]
    public void A_name_that_is_not_there_is_refused_with_those_that_are(string option, string? channel, string? mask)
    {
        tree.Image("sub-01/anat/sub-01_ce-gad_T1w.nii.gz").Mask("derivatives/seg/sub-01/anat/sub-01_dseg.nii.gz", 1);

        var refused = Assert.Throws<ArgumentException>(() => tree.Find(Options with { Channel = channel, Mask = mask }));

        Assert.Contains($"Option '{option}' takes", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"got '{channel ?? mask}'", refused.Message, StringComparison.Ordinal);
    }
}
