using BrainMets.Datasets;
using BrainMets.Tests.Datasets;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary><c>mets import</c> as a user meets it.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly ImportTree tree = new();

    public ImportCommandTests()
    {
        tree.Image("Mets_001/bravo.nii", "Mets_002/bravo.nii", "Mets_003/t1_gd.nii")
            .Mask("Mets_001/seg.nii", 1).Mask("Mets_003/seg.nii", 1);
    }

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Cases_and_what_was_set_aside_are_printed()
    {
        var result = Import("--channel", "bravo", "--copy");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Excluded, no mask: 1 scan (Mets_002).", result.Output, StringComparison.Ordinal);
        Assert.Contains("Excluded, missing sequence: 1 scan (Mets_003).", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 3 scans, 1 patient: ", result.Output, StringComparison.Ordinal);
        var only = Assert.Single(DatasetIndex.Load(Path.Combine(tree.Output, "dataset.json")).Cases);
        Assert.StartsWith(tree.Output, only.T1cPath, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_layout_cannot_tell_is_asked_for_before_anything_is_made()
    {
        var result = Import();

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Option '--channel' must state which T1 post-contrast image to use", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(tree.Output));
    }

    [Fact]
    public void A_scan_at_fault_is_no_case_and_is_named()
    {
        tree.Image("Mets_004/bravo.nii").Text("Mets_004/seg.nii", "no image");

        var result = Import("--channel", "bravo");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("Mets_004: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 4 scans failed", result.Error, StringComparison.Ordinal);
        Assert.Contains("Mets_004", File.ReadAllText(Path.Combine(tree.Output, "failures.json")), StringComparison.Ordinal);
        Assert.Equal("Mets_001", Assert.Single(DatasetIndex.Load(Path.Combine(tree.Output, "dataset.json")).Cases).Id);
    }

    [Fact]
    public void The_output_does_not_go_into_the_data_set()
    {
        var result = MetsCommand.Run(
            "import", tree.Source, "--layout", "brainmetshare", "--channel", "bravo", "-o", Path.Combine(tree.Source, "out"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("in which nothing is changed", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(tree.Source, "out")));
    }

    [Theory]
    [InlineData("gk-hippo", 1, "holds no DICOM image")]
    [InlineData("ucsf-bmsr", 1, "It looks like BrainMetShare: give --layout brainmetshare.")]
    public void Another_layout_ends_in_one_paragraph(string layout, int exitCode, string message)
    {
        var result = MetsCommand.Run("import", tree.Source, "--layout", layout, "-o", tree.Output);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private MetsResult Import(params string[] more) =>
        MetsCommand.Run(["import", tree.Source, "--layout", "brainmetshare", "-o", tree.Output, .. more]);
}
