using BrainMets.Datasets;

namespace BrainMets.Tests.Datasets;

public sealed class CsvManifestTests : IDisposable
{
    private static readonly ImportOptions Options = new() { Layout = "csv", Site = "north" };

    private readonly ImportTree tree = new();

    public CsvManifestTests() => tree.Image("scans/a, b.nii.gz", "scans/c.nii.gz")
        .Mask("masks/a.nii.gz", 1).Mask("masks/anna.nii.gz", 1).Mask("masks/brain.nii.gz", 1, 1);

    public void Dispose() => tree.Dispose();

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Every_column_is_read(char separator)
    {
        tree.Text("list.csv",
            "\uFEFFid,patient,t1c,reference,brainMask,priorOf,site,reader:Anna\r\nA,P1,\"scans/a, b.nii.gz\",masks/a.nii.gz,masks/brain.nii.gz,C,south,masks/anna.nii.gz\r\nC,P1,scans/c.nii.gz,masks/a.nii.gz,,,,\r\n"
            .Replace(", b", "|", StringComparison.Ordinal).Replace(',', separator).Replace("|", ", b", StringComparison.Ordinal));

        tree.Import(Options, "list.csv");

        var index = DatasetIndex.Load(Path.Combine(tree.Output, "dataset.json"));
        Assert.Equal(("list", "north"), (index.Name, index.Site));
        var a = index.Cases[0];
        Assert.Equal(("A", "P1", "south", "C"), (a.Id, a.Patient, a.Site, a.PriorOf));
        Assert.Equal(
            (tree.Made("scans/a, b.nii.gz"), tree.Made("masks/a.nii.gz"), tree.Made("masks/brain.nii.gz"), tree.Made("masks/anna.nii.gz")),
            (a.T1cPath, a.ReferencePath, a.BrainMaskPath, a.ReaderPaths["Anna"]));
        Assert.Equal(("C", "north", null), (index.Cases[1].Id, index.Cases[1].Site, index.Cases[1].BrainMaskPath));
    }

    [Fact]
    public void Quotes_line_ends_and_a_last_line_without_an_end_are_read()
    {
        tree.Image("scans/the \"best\".nii.gz");
        tree.Text("list.csv",
            "id,patient,t1c,reference\nA,\"P\n1\",\"scans/the \"\"best\"\".nii.gz\",\"masks/a.nii.gz\"\n\nB,P2,scans/c.nii.gz,");

        var result = tree.Import(Options with { KeepWithoutMask = true }, "list.csv");

        Assert.Equal(
            [("A", "P\n1", true), ("B", "P2", false)], result.Dataset!.Cases.Select(c => (c.Id, c.Patient, c.ReferencePath is not null)));
    }

    [Fact]
    public void A_label_map_of_a_reader_becomes_a_mask_as_the_reference_does()
    {
        tree.Mask("masks/map.nii.gz", 2, 1, 1).Text("list.csv",
            "id,patient,t1c,reference,reader:Anna,reader:Ben\nA,P1,scans/c.nii.gz,masks/a.nii.gz,masks/map.nii.gz,masks/anna.nii.gz\n");

        var only = Assert.Single(tree.Import(Options with { Labels = "1" }, "list.csv").Dataset!.Cases);

        Assert.Equal(tree.Made("masks/a.nii.gz"), only.ReferencePath);
        Assert.Equal([1, 2], tree.Marked("masks/A_reader-1.nii.gz"));
        Assert.Equal((Path.Combine(tree.Output, "masks", "A_reader-1.nii.gz"), tree.Made("masks/anna.nii.gz")),
            (only.ReaderPaths["Anna"], only.ReaderPaths["Ben"]));
    }

    [Fact]
    public void A_brain_mask_on_another_grid_is_a_fault()
    {
        tree.MaskOn(ImportTree.Grid with { Size = new Size3(7, 5, 3) }, "masks/other.nii.gz", 1);
        tree.Text("list.csv", "id,patient,t1c,reference,brainMask\nA,P1,scans/c.nii.gz,masks/a.nii.gz,masks/other.nii.gz\n");

        Assert.Contains("the brain mask lies on another grid than its image", Assert.Single(tree.Import(Options, "list.csv").Faults).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_faults_of_all_rows_are_listed_at_once()
    {
        tree.Text("list.csv",
            "id,patient,t1c,reference,priorOf\nA,,scans/c.nii.gz,masks/a.nii.gz,\nB,P1,scans/none.nii.gz,masks/none.nii.gz,\nx/y,P2,scans/c.nii.gz,masks/a.nii.gz,\nD,P3,scans/c.nii.gz,masks/a.nii.gz,Z\nE,P4,,,\n");

        var result = tree.Import(Options, "list.csv");

        Assert.Null(result.Dataset);
        Assert.Equal(["A", "B", "B", "x/y", "D"], result.Faults.Select(f => f.Scan));
        Assert.Contains("row 2: the patient is empty", result.Faults[0].Reason, StringComparison.Ordinal);
        Assert.Contains("row 3: t1c: no such file", result.Faults[1].Reason, StringComparison.Ordinal);
        Assert.Contains("row 4: id \"x/y\" is not safe as a folder name", result.Faults[3].Reason, StringComparison.Ordinal);
        Assert.Contains("prior of \"Z\", which is not a scan of this data set", result.Faults[4].Reason, StringComparison.Ordinal);
        Assert.Equal([("E", "missing sequence")], result.SetAside.Select(s => (s.Scan, s.Reason)));
    }

    [Theory]
    [InlineData("id,patient,t1c,mask\n", "unknown column \"mask\"; known are id, patient, t1c, reference")]
    [InlineData("id,t1c\nA,b\n", "columns \"id\", \"patient\", \"t1c\" are expected; found are \"id\", \"t1c\"")]
    [InlineData("id,patient,t1c\nA,P,x,y\n", "row 2 has 4 fields, the first row 3")]
    [InlineData("id,patient,t1c\nA,\"P,x\n", "double quote that is never closed")]
    [InlineData("", "the table is empty")]
    public void A_table_that_cannot_be_is_refused(string text, string message)
    {
        tree.Text("list.csv", text);

        Assert.Contains(
            message, Assert.Throws<InvalidInputException>(() => tree.Find(Options, "list.csv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_site_is_asked_for_when_a_row_has_none()
    {
        tree.Text("list.csv", "id,patient,t1c,site\nA,P1,scans/c.nii.gz,south\nB,P2,scans/c.nii.gz,\n");

        Assert.Contains(
            "'--site'", Assert.Throws<ArgumentException>(() => tree.Find(new ImportOptions { Layout = "csv" }, "list.csv")).Message,
                StringComparison.Ordinal);
    }
}
