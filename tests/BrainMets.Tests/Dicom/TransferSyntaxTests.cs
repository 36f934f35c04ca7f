using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

/// <summary>One image in every way to write it; the files were made by other programs (Fixtures/README.md).</summary>
public sealed class TransferSyntaxTests
{
    [Theory]
    [InlineData("raw")]
    [InlineData("implicit")]
    [InlineData("big-endian")]
    [InlineData("deflated")]
    [InlineData("rle")]
    [InlineData("jpeg-lossless")]
    [InlineData("jpeg-ls")]
    [InlineData("jpeg-2000")]
    public void Every_transfer_syntax_gives_the_same_pixels(string name)
    {
        using var codec = DicomSupport.Codec();

        var pixels = codec.ReadPixels(Fixture(name));

        Assert.Equal((20, 24, 1, 16, false), (pixels.Columns, pixels.Rows, pixels.Frames, pixels.BitsAllocated, pixels.IsSigned));
        Assert.InRange(pixels.BitsStored, 12, 16);                  // what is stored in a JPEG 2000 stream is up to who wrote it
        var values = new float[20 * 24];
        pixels.CopyFrame(0, values);
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / 20, i % 20);
            Assert.Equal(((160 * row) + (7 * column) + (row * column % 13)) % 4096, values[i]);
        }
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("big-endian")]
    [InlineData("rle")]
    [InlineData("jpeg-lossless")]
    [InlineData("jpeg-ls")]
    [InlineData("jpeg-2000")]
    public void A_file_that_was_cut_off_is_refused_in_every_transfer_syntax(string name)
    {
        using var codec = DicomSupport.Codec();
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Fixture(name));
        File.WriteAllBytes(folder.File("cut.dcm"), whole[..^100]);

        Assert.Throws<DicomFileException>(() => codec.ReadPixels(folder.File("cut.dcm")));
    }

    private static string Fixture(string name) =>
        Path.Combine(Repository.Root, "tests", "BrainMets.Tests", "Fixtures", "dicom", name + ".dcm");
}
