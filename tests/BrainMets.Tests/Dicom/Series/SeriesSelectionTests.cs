using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

public sealed class SeriesSelectionTests
{
    private static readonly DicomTag ScanningSequence = new(0x0018, 0x0020);
    private static readonly DicomTag Acquisition = new(0x0018, 0x0023);
    private static readonly DicomTag RepetitionTime = new(0x0018, 0x0080);

    [Fact]
    public void The_three_dimensional_scan_with_contrast_is_taken()
    {
        var chosen = SeriesSelection.Choose(Folder(
            Found("1", "t2_tse_tra"), Found("2", "t1_se_tra"), Found("3", "t1_mprage_sag", h => h.Add(Acquisition, "CS", "3D")),
            Found("4", "t1_se_tra +C", spacing: 5), Found("5", "t1_mprage_sag POST", h => h.Add(Acquisition, "CS", "3D")),
                Found("6", "FLAIR")));

        Assert.Equal("5", chosen.Series.SeriesUid);
        Assert.Contains("contrast agent", chosen.Reason, StringComparison.Ordinal);
        Assert.Empty(chosen.Warnings);
    }

    [Theory]
    [InlineData("t1 3d gd")]
    [InlineData("Ax T1 SPGR C+")]
    [InlineData("T1W_3D_TFE_KM")]
    [InlineData("MPRAGE post contrast")]
    public void Contrast_is_seen_in_what_people_write(string description) =>
        Assert.Empty(SeriesSelection.Choose(Folder(Found("1", description), Found("2", "t1_plain_nativ"))).Warnings);

    [Fact]
    public void The_only_T1_is_taken_with_a_warning_when_nothing_says_contrast()
    {
        var chosen = SeriesSelection.Choose(Folder(Found("1", "t1_mpr_tra"), Found("2", "t2_space")));

        Assert.Equal("1", chosen.Series.SeriesUid);
        Assert.Contains(
            "The DICOM series does not state that a contrast agent was given", Assert.Single(chosen.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_T1_without_a_word_on_contrast_are_not_guessed_between()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => SeriesSelection.Choose(Folder(Found("1", "t1_mpr_tra"), Found("2", "t1_se_tra", spacing: 5))));

        Assert.Contains("none states that contrast was given", error.Message, StringComparison.Ordinal);
        Assert.Contains("UID 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("UID 2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tie_lists_the_candidates()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => SeriesSelection.Choose(Folder(Found("1", "t1 post"), Found("2", "t1 post"))));

        Assert.Contains("equally well", error.Message, StringComparison.Ordinal);
        Assert.Contains("--series UID", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_suitable_lists_every_series_with_what_speaks_against_it()
    {
        var error = Assert.Throws<InvalidInputException>(() => SeriesSelection.Choose(Folder(
            Found("1", "t2_tse"), Found("2", "t1 post", h => h.Add(Tags.Modality, "CS", "CT")), Found("3", "t1 post", slices: 3),
                Found("4", "t1_sub +C"))));

        Assert.Contains("excluded, not T1-weighted, another weighting", error.Message, StringComparison.Ordinal);
        Assert.Contains("excluded, not MR", error.Message, StringComparison.Ordinal);
        Assert.Contains("excluded, not at least 10 slices", error.Message, StringComparison.Ordinal);
        Assert.Contains("excluded, a difference or a projection of images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_description_the_sequence_speaks()
    {
        var mprage = Found("1", null, h => h.Add(ScanningSequence, "CS", "GR\\IR")
            .Add(Tags.EchoTime, "DS", 3).Add(RepetitionTime, "DS", 1900).Add(new DicomTag(0x0018, 0x0082), "DS", 1100));
        var spinEcho =
            Found("2", null, h => h.Add(ScanningSequence, "CS", "SE").Add(Tags.EchoTime, "DS", 90).Add(RepetitionTime, "DS", 4000));

        Assert.Equal("1", SeriesSelection.Choose(Folder(mprage, spinEcho)).Series.SeriesUid);
    }

    [Fact]
    public void A_UID_decides()
    {
        Assert.Equal("1", SeriesSelection.Choose(Folder(Found("1", "t2"), Found("2", "t1 post")), "1").Series.SeriesUid);
        Assert.Contains(
            "no series with UID 9", Assert.Throws<InvalidInputException>(
                () => SeriesSelection.Choose(Folder(Found("1", "t2")), "9")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_speaks_against_a_series_that_was_named_is_kept()
    {
        Assert.Equal(["not T1-weighted", "another weighting"], SeriesSelection.Choose(Folder(Found("1", "t2 flair")), "1").Faults);
        Assert.Empty(SeriesSelection.Choose(Folder(Found("1", "t1 post")), "1").Faults);
    }

    private static ScannedFolder Folder(params FoundSeries[] series) => new()
    {
        Folder = "exam",
        Series = series,
        Others = [],
        Damaged = [],
        Foreign = 0,
    };

    private static FoundSeries Found(
        string uid, string? description, Func<DicomDataset, DicomDataset>? change = null, double spacing = 1, int slices = 20)
    {
        var header = new DicomDataset().Add(Tags.Modality, "CS", "MR").Add(Tags.ImageType, "CS", "ORIGINAL\\PRIMARY");
        header = description is null ? header : header.Add(Tags.SeriesDescription, "LO", description);
        return new FoundSeries
        {
            SeriesUid = uid,
            Header = change?.Invoke(header) ?? header,
            Frames = [.. Enumerable.Range(0, slices).Select(z => new ImageFrame
            {
                Source = new("file", "", "", null), Columns = 8, Rows = 8,
                Plane = FramePlane.From([0, 0, z * spacing], [1, 0, 0, 0, 1, 0], [1, 1])!,
            })],
        };
    }
}
