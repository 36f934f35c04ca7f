using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

[Slow(9)]
public sealed class FolderDeidentificationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    public FolderDeidentificationTests() => Directory.CreateDirectory(Source);

    private string Source => folder.File("source");

    private string KeyPath => folder.File("key.json");

    public void Dispose()
    {
        codec.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Nothing_that_names_the_patient_stands_anywhere_in_the_output()
    {
        PlantedExamination.Write(codec, Source);

        var result = Run("out");

        Assert.Equal(13, result.Written);                           // twelve slices and a structure set
        Assert.Empty(PlantedExamination.InFolder(folder.File("out")));
        Assert.Empty(PlantedExamination.In(string.Join(' ', result.Failures) + string.Join(' ', result.LeftOut.Keys)));
    }

    [Fact]
    public void What_was_left_out_is_counted_by_reason()
    {
        PlantedExamination.Write(codec, Source);

        var result = Run("out");

        Assert.Equal(["secondary capture: a screenshot may show names", "structured report: free text"], result.LeftOut.Keys.Order());
        Assert.Equal(1, result.Foreign);
        Assert.Contains("damaged", Assert.Single(result.Failures).Reason, StringComparison.Ordinal);
        Assert.Equal(3, KeyFile.LoadOrCreate(KeyPath).NotCopied.Count);
    }

    [Fact]
    public void The_originals_are_not_changed()
    {
        PlantedExamination.Write(codec, Source);
        var before = Bytes(Source);

        Run("out");

        Assert.Equal(before, Bytes(Source));
    }

    [Fact]
    public void A_series_reads_to_the_same_volume_and_is_still_chosen()
    {
        PlantedExamination.Write(codec, Source);
        var before = Read(Source);

        Run("out");
        var after = Read(folder.File("out"));

        Assert.Equal(before.Volume.Voxels, after.Volume.Voxels);
        Assert.Equal(before.Volume.Geometry.VoxelToWorld, after.Volume.Geometry.VoxelToWorld);
    }

    [Fact]
    public void References_lead_to_the_new_objects()
    {
        PlantedExamination.Write(codec, Source);

        Run("out");
        var scan = Scan(folder.File("out"));
        var slices = scan.Series.Single().Frames.Select(frame => frame.Source.SopInstanceUid).ToHashSet();
        var structures = scan.Others.Single().Header;
        var slice = codec.ReadHeader(scan.Series.Single().Frames[0].Source.File);

        var contour = structures.Item(new(0x3006, 0x0039))!.Item(new(0x3006, 0x0040))!;
        Assert.Contains(contour.Item(new(0x3006, 0x0016))!.Text(new(0x0008, 0x1155))!, slices);
        Assert.Equal("1.2.840.10008.5.1.4.1.1.4", contour.Item(new(0x3006, 0x0016))!.Text(new(0x0008, 0x1150)));
        Assert.Equal([1.5, 2, 3, 4, 5, 3, 1, 6, 3], contour.Numbers(new(0x3006, 0x0050))!);
        Assert.Equal(slice.Text(Tags.FrameOfReferenceUid), structures.Item(new(0x3006, 0x0010))!.Text(Tags.FrameOfReferenceUid));
        Assert.Equal(slice.Text(Tags.StudyInstanceUid), structures.Text(Tags.StudyInstanceUid));
        Assert.Equal(slice.Text(Tags.SopInstanceUid), slice.Item(new(0x0008, 0x1140))!.Text(new(0x0008, 0x1155)));
    }

    [Fact]
    public void A_name_of_a_structure_is_kept_when_all_its_words_are_known()
    {
        PlantedExamination.Write(codec, Source);

        Run("out");
        var rois = Scan(folder.File("out")).Others.Single().Header.Items(new(0x3006, 0x0020));

        Assert.Equal(["ROI 1", "GTV 2"], rois.Select(roi => roi.Text(new(0x3006, 0x0026))!));
    }

    [Fact]
    public void An_object_says_that_it_was_de_identified_and_how()
    {
        PlantedExamination.Write(codec, Source);

        Run("out", DateHandling.Shift);
        var header = Scan(folder.File("out")).Series.Single().Header;

        Assert.Equal("YES", header.Text(new(0x0012, 0x0062)));
        Assert.Equal(["113100", "113105", "113107"], header.Items(new(0x0012, 0x0064)).Select(code => code.Text(new(0x0008, 0x0100))!));
        Assert.Equal("MODIFIED", header.Text(new(0x0028, 0x0303)));
        Assert.Equal("YES", header.Text(new(0x0028, 0x0302)));
        Assert.StartsWith("P-", header.Text(new(0x0010, 0x0020)), StringComparison.Ordinal);
    }

    [Fact]
    public void Dates_are_dropped_or_all_moved_by_the_same_days()
    {
        new WrittenSeries
        {
            Slices = 2,
            Change = (z, slice) => slice.Add(new DicomTag(0x0008, 0x0020), "DA", z == 0
            ? "20240229"
            : "20240310").Add(new DicomTag(0x0010, 0x0020), "LO", "A")
        }.Write(codec, Source);

        Run("dropped");
        Run("moved", DateHandling.Shift);
        var dates = Dates("moved").Select(date => DateTime.ParseExact(date!, "yyyyMMdd", null)).Order().ToList();

        Assert.All(Dates("dropped"), Assert.Null);
        Assert.Equal(10, (dates[1] - dates[0]).TotalDays);          // 29 February to 10 March
        Assert.True(dates[0] < new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Unspecified));
    }

    [Fact]
    public void Two_runs_with_one_key_give_the_same_bytes_and_another_key_gives_others()
    {
        PlantedExamination.Write(codec, Source);

        Run("one");
        Run("two");
        Run("three", key: folder.File("other.json"));

        Assert.Equal(Bytes(folder.File("one")), Bytes(folder.File("two")));
        Assert.Empty(Bytes(folder.File("one")).Keys.Intersect(Bytes(folder.File("three")).Keys));
    }

    [Fact]
    public void A_later_scan_of_the_patient_gets_the_same_pseudonym_and_the_key_leads_back()
    {
        PlantedExamination.Write(codec, Source);
        Run("one");
        var first = Assert.Single(Directory.GetDirectories(folder.File("one")).Select(Path.GetFileName));
        new WrittenSeries
        {
            SeriesUid = "2.25.900",
            Change = (_, slice) => slice.Add(new DicomTag(0x0010, 0x0020), "LO", PlantedExamination.PatientId)
        }.Write(codec, folder.Path);

        FolderDeidentification.Run(codec, new DeidentificationOptions
        {
            Source = folder.File("slice000.dcm"),
            Output = folder.File("later"),
            KeyFile = KeyPath,
            Cancellation = TestContext.Current.CancellationToken,
        });
        var key = KeyFile.LoadOrCreate(KeyPath);

        Assert.Equal(first, Assert.Single(Directory.GetDirectories(folder.File("later")).Select(Path.GetFileName)));
        Assert.Equal(new OriginalPatient(PlantedExamination.PatientId, PlantedExamination.PatientName), key.Patients[first!]);
        Assert.Equal(PlantedExamination.SeriesUid, key.Uids[Scan(folder.File("one")).Series.Single().SeriesUid]);
    }

    [Fact]
    public void Only_the_owner_may_read_the_key()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are of Unix.");
        PlantedExamination.Write(codec, Source);

        Run("out");

        if (!OperatingSystem.IsWindows())                           // the analyser knows no skipping
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        }
    }

    [Theory]
    [InlineData("T1_MPRAGE_SAG +C", "T1_MPRAGE_SAG +C")]
    [InlineData("t1 tra without contrast 3 mm", "t1 tra without contrast 3 mm")]
    [InlineData("t1 bez contrast", null)]                           // leaving out the unknown word would say the opposite
    [InlineData("t1 Meyer", null)]
    [InlineData("t1 12 03 85", null)]                               // could be a date
    [InlineData("t1 12/03/85", null)]
    [InlineData("t1 471199", null)]
    public void A_description_is_kept_when_all_its_words_are_known(string description, string? kept)
    {
        new WrittenSeries { Slices = 1, Change = (_, slice) => slice.Add(Tags.SeriesDescription, "LO", description) }.Write(codec, Source);

        Run("out");

        Assert.Equal(kept, Scan(folder.File("out")).Series.Single().Description);
    }

    [Theory]
    [InlineData("burned in", "text is burned into the image")]
    [InlineData("screen", "a screenshot by its image type")]
    [InlineData("colour", "a colour image")]
    [InlineData("overlay", "an overlay inside its pixels")]
    public void An_image_that_may_show_text_is_left_out(string how, string reason)
    {
        new WrittenSeries
        {
            Slices = 1,
            Change = (_, slice) => how switch
            {
                "burned in" => slice.Add(new DicomTag(0x0028, 0x0301), "CS", "YES"),
                "screen" => slice.Add(Tags.ImageType, "CS", "DERIVED\\SECONDARY\\SCREEN SAVE"),
                "colour" => slice.Add(Tags.PhotometricInterpretation, "CS", "RGB"),
                _ => slice.Add(new DicomTag(0x6000, 0x0100), "US", 16).Add(new DicomTag(0x6000, 0x0102), "US", 12),
            },
        }.Write(codec, Source);

        var result = Run("out");

        Assert.Equal(0, result.Written);
        Assert.Contains(reason, Assert.Single(result.LeftOut).Key, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_key_is_refused_and_stays()
    {
        File.WriteAllText(KeyPath, "{ \"thesis\": 1 }");

        var error = Assert.Throws<InvalidDataException>(() => Run("out"));

        Assert.Contains("is not a key file of mets deidentify", error.Message, StringComparison.Ordinal);
        Assert.Equal("{ \"thesis\": 1 }", File.ReadAllText(KeyPath));
    }

    private DeidentifiedFolder Run(string output, DateHandling dates = DateHandling.Drop, string? key = null) =>
        FolderDeidentification.Run(codec, new DeidentificationOptions
        {
            Source = Source,
            Output = folder.File(output),
            KeyFile = key ?? KeyPath,
            Dates = dates,
            Cancellation = TestContext.Current.CancellationToken,
        });

    private IEnumerable<string?> Dates(string output) => Scan(folder.File(output)).Series.Single().Frames
        .Select(frame => codec.ReadHeader(frame.Source.File).Text(new DicomTag(0x0008, 0x0020)));

    private ScannedFolder Scan(string path) => FolderScan.Scan(codec, path, null, TestContext.Current.CancellationToken);

    private ImageSeries Read(string path) =>
        SeriesVolume.Read(codec, SeriesSelection.Choose(Scan(path)).Series, TestContext.Current.CancellationToken);

    private static SortedDictionary<string, string> Bytes(string path) =>
        new(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(path, file), file => Convert.ToBase64String(File.ReadAllBytes(file))),
            StringComparer.Ordinal);
}
