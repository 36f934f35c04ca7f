using System.IO.Compression;
using BrainMets.Datasets;

namespace BrainMets.Tests.Datasets;

public sealed class UcsfBmsrTests : IDisposable
{
    private const string TableName = "TableS1_UCSF_BrainMetastases_SubjectInfo.xlsx";

    private readonly ImportTree tree = new();

    public UcsfBmsrTests()
    {
        foreach (var scan in new[] { "100101A", "100101B", "100102A" })
        {
            tree.Image(File(scan, "T1post"), File(scan, "T1pre"), File(scan, "FLAIR"))
                .Mask(File(scan, "seg"), 1).Mask(File(scan, "BraTS-seg"), 1, 2, 3);
        }
    }

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Scans_of_one_patient_share_it_and_a_scan_is_prior_of_the_next()
    {
        var result = tree.Import(new ImportOptions { Layout = "ucsf-bmsr" });

        var cases = DatasetIndex.Load(Path.Combine(tree.Output, "dataset.json")).Cases;
        Assert.Equal([("100101A", "100101", "100101B"), ("100101B", "100101", null), ("100102A", "100102", null)],
            cases.Select(c => (c.Id, c.Patient, c.PriorOf)));
        Assert.All(cases, c => Assert.Equal("ucsf", c.Site));
        Assert.Equal(tree.Made(File("100101A", "T1post")), cases[0].T1cPath);
        Assert.Equal(tree.Made(File("100101A", "seg")), cases[0].ReferencePath);
        Assert.Empty(result.SetAside);
        Assert.Empty(result.Faults);
    }

    [Fact]
    public void The_workbook_tells_scans_after_surgery_and_their_names_in_brats()
    {
        Workbook(("100101A", "No", "BraTS-MET-00500-000"), ("100101B", "Yes", ""));

        var all = tree.Import(new ImportOptions { Layout = "ucsf-bmsr" });
        var pre = tree.Import(new ImportOptions { Layout = "ucsf-bmsr", PreTreatmentOnly = true });

        Assert.Equal(
            [("none", "BraTS-MET-00500-000"), ("craniotomy, biopsy or resection before the scan", null), ("unknown", null)],
            all.Cases.Select(c => (c.Treatment, c.OtherId)));
        Assert.Equal(["100101A"], pre.Cases.Select(c => c.Case));
        Assert.Equal([("100101B", "post-treatment"), ("100102A", "treatment unknown")], pre.SetAside.Select(s => (s.Scan, s.Reason)));
        Assert.Null(pre.Dataset!.Cases[0].PriorOf); // The follow-up is no case.
    }

    [Fact]
    public void A_table_of_ones_own_is_read_as_well()
    {
        tree.Text("table.csv", "SubjectID;Prior Craniotomy/Biopsy/Resection\n100101A;\"No\"\n100101B;No\n\n100102A;Yes\n");

        var result = tree.Import(new ImportOptions { Layout = "ucsf-bmsr", PreTreatmentOnly = true, Metadata = tree.Made("table.csv") });

        Assert.Equal(["100101A", "100101B"], result.Cases.Select(c => c.Case));
    }

    [Fact]
    public void Without_a_table_scans_before_treatment_cannot_be_told()
    {
        var refused =
            Assert.Throws<ArgumentException>(() => tree.Find(new ImportOptions { Layout = "ucsf-bmsr", PreTreatmentOnly = true }));

        Assert.Contains("Option '--metadata' is needed with --pre-treatment-only", refused.Message, StringComparison.Ordinal);
        Assert.Contains(TableName, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_first_scan_of_each_patient_is_taken_when_asked()
    {
        System.IO.File.Delete(tree.Made(File("100102A", "seg")));

        var result = tree.Import(new ImportOptions { Layout = "ucsf-bmsr", FirstOnly = true });

        Assert.Equal(["100101A"], result.Cases.Select(c => c.Case));
        Assert.Equal([("100102A", "no mask"), ("100101B", "follow-up")], result.SetAside.Select(s => (s.Scan, s.Reason)));
        Assert.Contains(
            "expected T1post and seg; found BraTS-seg, FLAIR, T1post, T1pre", result.SetAside[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_without_t1c_is_set_aside()
    {
        System.IO.File.Delete(tree.Made(File("100101B", "T1post")));

        var result = tree.Import(new ImportOptions { Layout = "ucsf-bmsr" });

        Assert.Equal([("100101B", "missing sequence")], result.SetAside.Select(s => (s.Scan, s.Reason)));
        Assert.Equal(["100101A", "100102A"], result.Cases.Select(c => c.Case));
    }

    [Theory]
    [InlineData("no workbook at all")]
    [InlineData("")]
    public void A_damaged_workbook_is_refused(string content)
    {
        tree.Text(TableName, content);

        var refused = Assert.Throws<InvalidInputException>(() => tree.Find(new ImportOptions { Layout = "ucsf-bmsr" }));

        Assert.Contains("is not an Excel workbook", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_the_columns_says_which_it_has()
    {
        tree.Text("table.csv", "Subject,Age\n100101A,61\n");

        var refused = Assert.Throws<InvalidInputException>(
            () => tree.Find(new ImportOptions { Layout = "ucsf-bmsr", Metadata = tree.Made("table.csv") }));

        Assert.Contains("columns \"SubjectID\", \"Prior Craniotomy/Biopsy/Resection\" are expected; found are \"Subject\", \"Age\"",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_in_two_rows_of_the_table_is_refused()
    {
        Workbook(("100101A", "No", ""), ("100101A", "Yes", ""));

        Assert.Contains(
            "is in two rows", Assert.Throws<InvalidInputException>(() => tree.Find(new ImportOptions { Layout = "ucsf-bmsr" })).Message,
                StringComparison.Ordinal);
    }

    private static string File(string scan, string kind) => $"UCSF_BrainMetastases_TRAIN/{scan}/{scan}_{kind}.nii.gz";

    /// <summary>As Excel writes it: shared texts for the header, cells in place, empty ones left out, a sheet of notes before it.</summary>
    private void Workbook(params (string Id, string Surgery, string Brats)[] scans)
    {
        using var zip = ZipFile.Open(tree.Made(TableName), ZipArchiveMode.Create);
        const string Space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        void Part(string name, string xml)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(xml);
        }

        string Cell(string at, string text) => text.Length == 0 ? "" : $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>";
        Part("xl/sharedStrings.xml",
            $"<sst {Space}><si><t>SubjectID</t></si><si><r><t>Prior "
                + "Craniotomy/</t></r><r><t>Biopsy/Resection</t></r></si><si><t>BraTS_ID</t></si></sst>");
        Part("xl/worksheets/sheet1.xml",
            $"<worksheet {Space}><sheetData><row r=\"1\"><c r=\"A1\" "
                + "t=\"inlineStr\"><is><t>Notes</t></is></c></row></sheetData></worksheet>");
        var rows = string.Concat(
            scans.Select(
                (s, i) => $"<row r=\"{i + 2}\">{Cell($"A{i + 2}", s.Id)}<c r=\"B{i + 2}\"><v>{50 + i}</v></c>{Cell($"C{i + 2}", s.Surgery)}{Cell($"AA{i + 2}", s.Brats)}</row>"));
        const string Header =
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c><c r=\"AA1\" t=\"s\"><v>2</v></c></row>";
        Part("xl/worksheets/sheet2.xml", $"<worksheet {Space}><sheetData>{Header}{rows}</sheetData></worksheet>");
    }
}
