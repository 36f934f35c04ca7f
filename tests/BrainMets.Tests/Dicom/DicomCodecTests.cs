using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

public sealed class DicomCodecTests : IDisposable
{
    private static readonly DicomTag Sequence = new(0x3006, 0x0020);
    private static readonly DicomTag Nested = new(0x3006, 0x0039);

    private readonly TemporaryFolder folder = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    public void Dispose()
    {
        codec.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_written_object_reads_back_with_its_nested_sequences()
    {
        var path = folder.File("object.dcm");

        codec.Write(path, DicomSupport.Smallest()
            .Add(new DicomTag(0x0010, 0x0010), "PN", "Änne^Ü")
            .Add(new DicomTag(0x0028, 0x0030), "DS", 1 / 3.0, -2.5)
            .Add(new DicomTag(0x0028, 0x0010), "US", 512)
            .Add(Sequence, new DicomDataset().Add(
                Nested, new DicomDataset().Add(new DicomTag(0x3006, 0x0050), "DS", 1.25, 2, 3), new DicomDataset()), new DicomDataset()));
        var read = codec.ReadHeader(path);

        Assert.Equal("Änne^Ü", read.Text(new DicomTag(0x0010, 0x0010)));
        Assert.Equal([0.333333333333333, -2.5], read.Numbers(new DicomTag(0x0028, 0x0030))!, (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal(512, read.WholeNumber(new DicomTag(0x0028, 0x0010)));
        Assert.Equal(2, read.Items(Sequence).Count);
        Assert.Equal([1.25, 2, 3], read.Item(Sequence)!.Item(Nested)!.Numbers(new DicomTag(0x3006, 0x0050))!);
        Assert.Equal("1.2.840.10008.1.2.1", read.Text(new DicomTag(0x0002, 0x0010)));
    }

    [Fact]
    public void A_file_that_is_no_DICOM_is_named()
    {
        var path = folder.File("notes.txt");
        File.WriteAllText(path, "nothing of the kind");

        var error = Assert.Throws<DicomFileException>(() => codec.ReadHeader(path));

        Assert.Contains("notes.txt is not a DICOM file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("does not exist", Assert.Throws<DicomFileException>(() => codec.ReadHeader(folder.File("none.dcm"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_takes_too_long_ends_the_reader_and_the_next_file_is_read_all_the_same()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A pipe with a name stands for a file that never ends.");
        var path = folder.File("object.dcm");
        codec.Write(path, DicomSupport.Smallest());
        var endless = folder.File("endless.dcm");
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", endless);
        mkfifo.WaitForExit();
        using var hurried = new DicomCodec(new DicomLimits { Time = TimeSpan.FromSeconds(1) });

        var error = Assert.Throws<DicomFileException>(() => hurried.ReadHeader(endless));

        Assert.Contains("took longer than 1 second", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, hurried.ReadHeader(path).Count);
    }

    [Fact]
    public void Numbers_of_a_text_that_is_none_are_null()
    {
        var dataset = new DicomDataset().Add(new DicomTag(0x0028, 0x0030), "DS", "0.5\\abc");

        Assert.Null(dataset.Numbers(new DicomTag(0x0028, 0x0030)));
        Assert.Null(dataset.Number(new DicomTag(0x0028, 0x0031)));
    }

    [Theory]
    [InlineData(1 / 3.0)]
    [InlineData(-1.23456789012345678e-12)]
    [InlineData(-123456.789012345)]
    [InlineData(1e300)]
    public void A_decimal_string_fits_in_sixteen_characters_and_keeps_the_number(double number)
    {
        var text = DecimalString.Of(number);

        Assert.InRange(text.Length, 1, 16);
        Assert.Equal(1, double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) / number, 8);
    }
}
