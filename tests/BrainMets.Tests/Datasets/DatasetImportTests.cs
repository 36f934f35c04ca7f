using System.Security.Cryptography;
using System.Text.Json;
using BrainMets.Datasets;

namespace BrainMets.Tests.Datasets;

/// <summary>What every layout shares: checks of the files, copies, reports and refusals.</summary>
public sealed class DatasetImportTests : IDisposable
{
    private static readonly ImportOptions Brats = new() { Layout = "brats-mets" };

    private readonly ImportTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void A_mask_on_another_grid_is_a_fault_that_prints_both()
    {
        var shifted = ImportTree.Grid with { VoxelToWorld = ImportTree.Grid.VoxelToWorld with { Origin = new PointMm(11, -20, 30) } };
        tree.Image(File("00001", "t1c"), File("00002", "t1c")).Mask(File("00001", "seg"), 3).MaskOn(shifted, File("00002", "seg"), 3);

        var result = tree.Import(Brats);

        Assert.Equal(["BraTS-MET-00001-000"], result.Dataset!.Cases.Select(c => c.Id));
        var fault = Assert.Single(result.Faults);
        Assert.Equal("BraTS-MET-00002-000", fault.Scan);
        Assert.Contains($"Mask: {shifted}", fault.Reason, StringComparison.Ordinal);
        Assert.Contains($"Image: {ImportTree.Grid}", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_faults_of_all_scans_are_listed()
    {
        tree.Text(File("00001", "t1c"), "no image").Mask(File("00001", "seg"), 3);
        tree.Image(File("00002", "t1c")).Text(File("00002", "seg"), "no image");
        tree.Image(File("00003", "t1c")).MaskOn(ImportTree.Grid with { Size = new Size3(7, 5, 3) }, File("00003", "seg"), 3);

        var result = tree.Import(Brats);

        Assert.Null(result.Dataset);
        Assert.Equal(["BraTS-MET-00001-000", "BraTS-MET-00002-000", "BraTS-MET-00003-000"], result.Faults.Select(f => f.Scan));
        Assert.Contains("t1c", result.Faults[0].Reason, StringComparison.Ordinal);
        Assert.Contains("seg", result.Faults[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_set_is_not_changed()
    {
        tree.Image(File("00001", "t1c")).Mask(File("00001", "seg"), 1, 2, 3);
        var before = Digests();

        tree.Import(Brats);
        tree.Import(Brats, copy: true);

        Assert.Equal(before, Digests());
    }

    [Fact]
    public void Copies_are_the_files_themselves_and_stand_without_the_data_set()
    {
        tree.Image(File("00001", "t1c"), File("00002", "t1c")).Mask(File("00001", "seg"), 3).Mask(File("00002", "seg"), 1, 2);
        var t1c = System.IO.File.ReadAllBytes(tree.Made(File("00001", "t1c")));

        tree.Import(Brats, copy: true);
        Directory.Delete(tree.Source, recursive: true);

        var cases = DatasetIndex.Load(Path.Combine(tree.Output, "dataset.json")).Cases;
        Assert.Equal(t1c, System.IO.File.ReadAllBytes(cases[0].T1cPath));
        Assert.Equal(
            ["import.json", "dataset.json", "BraTS-MET-00001-000_t1c.nii.gz", "BraTS-MET-00002-000_t1c.nii.gz",
                "BraTS-MET-00001-000_reference.nii.gz", "BraTS-MET-00002-000_reference.nii.gz"],
            Directory.EnumerateFiles(tree.Output, "*", SearchOption.AllDirectories)
                .Select(Path.GetFileName).OrderBy(n => n!.Length).ThenBy(n => n, StringComparer.Ordinal));
        Assert.Equal([0], tree.Marked("masks/BraTS-MET-00002-000_reference.nii.gz"));
    }

    [Fact]
    public void The_report_says_what_was_asked_and_what_became_of_each_scan()
    {
        tree.Image(File("00001", "t1c"), File("00002", "t1c")).Mask(File("00001", "seg"), 1, 2, 3);

        tree.Import(Brats with { Labels = "ET", Name = "mets" });

        var report = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(tree.Output, "import.json"))).RootElement;
        Assert.Equal(
            ("brats-mets", "source", "3 (ET)", 2),
                (report.GetProperty("layout").GetString(), report.GetProperty("source").GetString(),
                    report.GetProperty("labels").GetString(), report.GetProperty("scans").GetInt32()));
        Assert.Equal("ET", report.GetProperty("options").GetProperty("labels").GetString());
        Assert.Equal(File("00001", "seg"), report.GetProperty("cases")[0].GetProperty("reference").GetString());
        Assert.Equal("no mask", report.GetProperty("setAside")[0].GetProperty("reason").GetString());
        Assert.Equal("mets", DatasetIndex.Load(Path.Combine(tree.Output, "dataset.json")).Name);
    }

    [Fact]
    public void Labels_that_no_mask_holds_are_refused()
    {
        tree.Image("Mets_005/bravo.nii").Mask("Mets_005/seg.nii", 1);

        var refused = Assert.Throws<InvalidInputException>(
            () => tree.Import(new ImportOptions { Layout = "brainmetshare", Channel = "bravo", Labels = "2" }));

        Assert.Contains(
            "none of the labels that are to be metastasis (2) is in any mask; there are 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_layout_is_refused_with_what_it_looks_like()
    {
        tree.Image(File("00001", "t1c"));

        var refused = Assert.Throws<InvalidInputException>(() => tree.Find(new ImportOptions { Layout = "ucsf-bmsr" }));

        Assert.Contains(
            "does not have the layout of UCSF-BMSR. Expected: 100101A/100101A_T1post.nii.gz", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"Found: 1 file: {File("00001", "t1c")}. It looks like BraTS-METS: give --layout brats-mets.", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_data_set_is_refused_with_the_known_layouts()
    {
        tree.Text("notes/readme.txt", "");

        Assert.Contains($"Known layouts are {string.Join(", ", DatasetImporters.Names)}.",
            Assert.Throws<InvalidInputException>(() => tree.Find(Brats)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_not_there_is_refused() =>
        Assert.Contains("there is no such folder or file", Assert.Throws<InvalidInputException>(() => tree.Find(Brats)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("dicom", "for DICOM dicom and gk-hippo")]
    [InlineData("brats", "There is no layout 'brats'")]
    public void An_unknown_layout_is_refused_with_the_known_ones(string layout, string message)
    {
        var refused = Assert.Throws<ArgumentException>(() => tree.Find(new ImportOptions { Layout = layout }));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Known are ucsf-bmsr, brats-mets, brainmetshare, nyumets, nnunet, bids, csv", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_choice_the_layout_does_not_know_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => tree.Find(Brats with { Channel = "t1c", Mask = "seg" }));

        Assert.Contains("Layout 'brats-mets' does not take --channel and --mask; it takes --first-only, --pre-treatment-only.",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_files_are_not_looked_at()
    {
        tree.Image(File("00001", "t1c")).Mask(File("00001", "seg"), 3).Text("BraTS-MET-00001-000/._BraTS-MET-00001-000-t1c.nii.gz", "");
        tree.Text(".trash/BraTS-MET-00009-000/BraTS-MET-00009-000-t1c.nii.gz", "");

        Assert.Equal(1, tree.Import(Brats).Scans);
    }

    private static string File(string patient, string kind) => $"BraTS-MET-{patient}-000/BraTS-MET-{patient}-000-{kind}.nii.gz";

    private List<string> Digests() =>
    [
        .. Directory.EnumerateFiles(tree.Source, "*", SearchOption.AllDirectories).Order()
            .Select(file =>
                $"{file} {System.IO.File.GetLastWriteTimeUtc(file).Ticks} "
                    + $"{Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(file)))}"),
    ];
}
