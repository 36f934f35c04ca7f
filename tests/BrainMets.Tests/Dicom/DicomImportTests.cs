using BrainMets.Datasets;
using BrainMets.Dicom;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

[Slow(3)]
public sealed class DicomImportTests : IDisposable
{
    private static readonly DicomTag PatientName = new(0x0010, 0x0010);
    private static readonly DicomTag PatientId = new(0x0010, 0x0020);
    private static readonly DicomTag StructureSetLabel = new(0x3006, 0x0002);

    private readonly TemporaryFolder source = new();
    private readonly TemporaryFolder output = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    public void Dispose()
    {
        codec.Dispose();
        source.Dispose();
        output.Dispose();
    }

    [Fact]
    public void Two_readers_of_a_Gamma_Knife_plan_become_reference_and_reader()
    {
        var scan = Examination("one", "GK-001", pseudonymous: true);
        Outline(scan, "one", "P.P.", (2, 1, 4), (2, 1, 5));
        Outline(scan, "one", "O.A.", (2, 1, 4));

        var result = Import(new DicomImportOptions { Layout = "gk-hippo" });

        var only = Assert.Single(result.Dataset!.Cases);
        Assert.Equal("GK-001", only.Id);
        var reference = NiftiFile.ReadMask(only.ReferencePath!);
        Assert.Equal(2, reference.Voxels.Count(v => v != 0));
        Assert.Equal(1, reference[2, 1, 4]);
        var second = NiftiFile.ReadMask(only.ReaderPaths["second"]);
        Assert.Equal(1, second.Voxels.Count(v => v != 0));
        Assert.Equal(23 + 400, NiftiFile.Read(only.T1cPath)[3, 2, 4]);
    }

    [Fact]
    public void Patients_keep_their_number_only_when_it_is_a_pseudonym()
    {
        Examination("a", "MRN12345");
        Examination("b", "SET-7", pseudonymous: true);

        var result = Import(new DicomImportOptions { Layout = "dicom", KeepWithoutMask = true });

        Assert.Equal(["patient-001", "SET-7"], result.Dataset!.Cases.Select(c => c.Id));
        foreach (var file in Directory.GetFiles(output.Path, "*.json"))
        {
            Assert.DoesNotContain("MRN12345", File.ReadAllText(file), StringComparison.Ordinal);
            Assert.DoesNotContain("Miller", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_examinations_of_one_patient_share_the_patient()
    {
        Examination("a", "MRN1", study: "2.25.100");
        Examination("b", "MRN1", study: "2.25.101");

        var result = Import(new DicomImportOptions { Layout = "dicom", KeepWithoutMask = true });

        Assert.Equal(["patient-001-1", "patient-001-2"], result.Dataset!.Cases.Select(c => c.Id));
        Assert.Equal("patient-001", Assert.Single(result.Dataset.Cases.Select(c => c.Patient).Distinct()));
    }

    [Fact]
    public void Outlines_that_nobody_calls_the_reference_are_asked_about()
    {
        var scan = Examination("one", "X");
        Outline(scan, "one", "plan", (2, 1, 4));

        var error = Assert.Throws<ArgumentException>(() => Import(new DicomImportOptions { Layout = "dicom", Reference = "GTV" }));

        Assert.Contains("'--reference'", error.Message, StringComparison.Ordinal);
        Assert.Contains("AI-001", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(output.Path));
    }

    [Fact]
    public void A_scan_without_outlines_is_set_aside_unless_it_is_to_be_kept()
    {
        Examination("one", "X");

        var result = Import(new DicomImportOptions { Layout = "dicom" });

        Assert.Null(result.Dataset);
        Assert.Equal("no mask", Assert.Single(result.SetAside).Reason);
    }

    [Fact]
    public void A_reference_of_another_scan_is_a_fault_and_no_case()
    {
        var scan = Examination("one", "X");
        Outline(scan with
        {
            FrameOfReferenceUid = "2.25.999",
            Slices =
            [.. scan.Slices.Select(slice => slice with { SopInstanceUid = slice.SopInstanceUid + ".9" })]
        }, "one", "plan", (2, 1, 4));

        var result = Import(new DicomImportOptions { Layout = "dicom" });

        Assert.Null(result.Dataset);
        Assert.Contains("belongs to another scan", Assert.Single(result.Faults).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_of_a_scan_does_not_name_the_patient()
    {
        Directory.CreateDirectory(source.File("one"));
        new WrittenSeries
        {
            Change = (_, slice) => slice.Add(PatientName, "PN", "Miller^Ann")
            .Add(Tags.SeriesDescription, "LO", "T2 Miller")
        }.Write(codec, source.File("one"));

        var fault = Assert.Single(Import(new DicomImportOptions { Layout = "dicom", KeepWithoutMask = true }).Faults);

        Assert.Contains("another weighting", fault.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Miller", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_is_none_names_its_option() =>
        Assert.Contains("'--reader A'", Assert.Throws<ArgumentException>(() =>
        {
            Examination("one", "X");
            Import(new DicomImportOptions { Layout = "dicom", Readers = new Dictionary<string, string> { ["A"] = "(" } });
        }).Message, StringComparison.Ordinal);

    [Slow(8)]
    [Fact]
    public void The_planning_scan_with_its_contours_becomes_a_case()
    {
        foreach (var file in Directory.GetFiles(Archive.Unpack("vs-seg-001", "t1gd_dicom_120slices.tar.xz")))
        {
            File.Copy(file, source.File(Path.GetFileName(file)));
        }

        File.Copy(TestData.Path("vs-seg-001", "rtstruct_recreated.dcm"), source.File("plan.dcm"));

        var result = Import(new DicomImportOptions { Layout = "dicom" });

        var mask = NiftiFile.ReadMask(Assert.Single(result.Dataset!.Cases).ReferencePath!);
        var theirs = NiftiFile.ReadMaskOn(TestData.Path("vs-seg-001", "plastimatch_mask_TV.nii.gz"), mask.Geometry);
        var both = mask.Voxels.Zip(theirs.Voxels).Count(pair => pair is { First: not 0, Second: not 0 });
        Assert.True(2.0 * both / (mask.Voxels.Count(v => v != 0) + theirs.Voxels.Count(v => v != 0)) >= 0.99);
    }

    private ImageSeries Examination(string name, string patient, bool pseudonymous = false, string? study = null)
    {
        var uid = study ?? $"2.25.7{name.Length}{(int)name[0]}";
        Directory.CreateDirectory(source.File(name));
        new WrittenSeries
        {
            SeriesUid = uid + ".1",
            Change = (_, slice) => (pseudonymous ? slice.Add(new DicomTag(0x0012, 0x0062), "CS", "YES") : slice)
                .Add(Tags.StudyInstanceUid, "UI", uid).Add(PatientName, "PN", "Miller^Ann").Add(PatientId, "LO", patient),
        }.Write(codec, source.File(name));
        return SeriesVolume.Read(codec, FolderScan.Scan(codec, source.File(name), null, TestContext.Current.CancellationToken).Series[0],
            TestContext.Current.CancellationToken);
    }

    /// <summary>A structure set with one lesion of the given voxels, labelled with who drew it.</summary>
    private void Outline(ImageSeries scan, string name, string label, params (int X, int Y, int Z)[] voxels)
    {
        var labels = new Volume<ushort>(scan.Volume.Geometry);
        foreach (var (x, y, z) in voxels)
        {
            labels[x, y, z] = 1;
        }

        var path = Path.Combine(source.File(name), label + ".dcm");
        StructureSetWriter.Write(codec, path, scan, labels, new ResultOptions
        {
            Findings = [LesionLabel.Of(1)],
            AlgorithmName = "test",
            AlgorithmVersion = "1",
        });
        codec.Write(path, codec.ReadHeader(path)
            .Add(StructureSetLabel, "SH", label).Add(Tags.SopInstanceUid, "UI", $"2.25.5{label.Length}{(int)label[0]}"));
    }

    private ImportResult Import(DicomImportOptions options) =>
        DicomImport.Find(codec, source.Path, options, null, TestContext.Current.CancellationToken)
            .Write(output.Path, null, TestContext.Current.CancellationToken);
}
