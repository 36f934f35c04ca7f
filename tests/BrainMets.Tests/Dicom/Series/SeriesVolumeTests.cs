using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

[Slow(6)]
public sealed class SeriesVolumeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    public void Dispose()
    {
        codec.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("axial", new double[] { 1, 0, 0, 0, 1, 0 })]
    [InlineData("sagittal", new double[] { 0, 1, 0, 0, 0, -1 })]
    [InlineData("coronal", new double[] { 1, 0, 0, 0, 0, -1 })]
    [InlineData("negated column cosine", new double[] { 1, 0, 0, 0, -1, 0 })]
    [InlineData("oblique", new double[] { 0.36, 0.48, -0.8, -0.8, 0.6, 0 })]
    public void Every_voxel_lies_where_its_slice_says(string name, double[] orientation)
    {
        Assert.NotEmpty(name);
        var written = new WrittenSeries { Orientation = orientation };

        var read = Read(written);

        Assert.Equal(new Size3(WrittenSeries.Columns, WrittenSeries.Rows, 12), read.Volume.Size);
        for (var z = 0; z < 12; z++)
        {
            var value = (int)read.Volume[3, 2, z];
            Assert.Equal(23, value % 100);
            var slice = value / 100;
            var lps = written.Position(slice)
                + ((3 * 0.5) * new PointMm(orientation[0], orientation[1], orientation[2]))
                + ((2 * 0.8) * new PointMm(orientation[3], orientation[4], orientation[5]));
            var ras = read.Volume.Geometry.VoxelToWorld.Apply(3, 2, z);
            Assert.Equal(0, (ras - new PointMm(-lps.X, -lps.Y, lps.Z)).Length, 6);
            Assert.Equal($"2.25.77.{slice + 1}", read.Slices[z].SopInstanceUid);
        }
    }

    [Fact]
    public void Thickness_and_spacing_attributes_are_never_used() =>
        Assert.Equal(1.5, Read(new WrittenSeries()).Volume.Geometry.Spacing.Z, 9);

    [Fact]
    public void Rescale_and_sign_are_applied()
    {
        var read = Read(new WrittenSeries
        {
            Change = (z, slice) => slice.Add(Tags.RescaleSlope, "DS", 0.25)
                .Add(Tags.RescaleIntercept, "DS", -3.5).Add(new DicomTag(0x0028, 0x0103), "US", 1),
        });

        Assert.Equal((0.25f * 1123) - 3.5f, read.Volume[3, 2, 11]);
    }

    [Fact]
    public void Eight_bits_are_read()
    {
        var read = Read(new WrittenSeries
        {
            Change = (z, slice) => slice.Add(new DicomTag(0x0028, 0x0100), "US", 8)
                .Add(new DicomTag(0x0028, 0x0101), "US", 8).Add(new DicomTag(0x0028, 0x0102), "US", 7)
                .Add(new DicomElement(new DicomTag(0x7FE0, 0x0010), "OB", Enumerable.Range(0, 36).Select(i => (byte)(200 + i)).ToArray())),
        });

        Assert.Equal(200 + (2 * 7) + 3, read.Volume[3, 2, 11]);
    }

    [Fact]
    public void Bits_above_those_stored_are_dropped()
    {
        var read = Read(new WrittenSeries
        {
            Change = (z, slice) => slice.Add(new DicomTag(0x0028, 0x0101), "US", 8).Add(new DicomTag(0x0028, 0x0102), "US", 7),
        });

        Assert.Equal(1123 & 0xFF, read.Volume[3, 2, 11]);
    }

    [Fact]
    public void A_missing_slice_is_refused_and_the_gap_is_named()
    {
        var message = Refusal(new WrittenSeries { Change = (z, slice) => z == 5 ? null : slice });

        Assert.Contains(
            "lacks slices: between slice004.dcm and slice006.dcm lie 3 mm, elsewhere 1.5 mm", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Varying_distances_are_refused()
    {
        var message = Refusal(new WrittenSeries
        {
            Change = (z, slice) => z < 6 ? slice : slice.Add(Tags.ImagePositionPatient, "DS", -30.5, 12.25, 7 + (1.5 * z) + 0.4),
        });

        Assert.Contains("varying distances", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_images_at_one_position_are_refused()
    {
        var message = Refusal(new WrittenSeries
        {
            Change = (z, slice) => z == 6 ? slice.Add(Tags.ImagePositionPatient, "DS", -30.5, 12.25, 7 + (1.5 * 5)) : slice,
        });

        Assert.Contains("several images at one position: slice005.dcm and slice006.dcm", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_beside_the_line_of_the_others_are_refused()
    {
        var message = Refusal(new WrittenSeries
        {
            Change = (z, slice) => z == 6 ? slice.Add(Tags.ImagePositionPatient, "DS", -28.5, 12.25, 7 + (1.5 * 6)) : slice,
        });

        Assert.Contains("are not on a straight line: slice006.dcm is 2 mm", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_a_slice_is_set_aside_by_name()
    {
        new WrittenSeries().Write(codec, folder.Path);
        File.Copy(folder.File("slice003.dcm"), folder.File("zz-copy.dcm"));

        var read = SeriesVolume.Read(codec, Assert.Single(Scan().Series), TestContext.Current.CancellationToken);

        Assert.Equal(12, read.Volume.Size.Z);
        Assert.Contains("zz-copy.dcm excluded", Assert.Single(read.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_localiser_mixed_into_the_series_is_set_aside_by_name()
    {
        new WrittenSeries { Slices = 20 }.Write(codec, folder.Path);
        new WrittenSeries
        {
            Slices = 2,
            Orientation = [0, 1, 0, 0, 0, -1],
            Prefix = "loc",
            Change = (z, slice) => slice.Add(Tags.SopInstanceUid, "UI", $"2.25.9.{z + 1}")
        }.Write(codec, folder.Path);

        var read = SeriesVolume.Read(codec, Assert.Single(Scan().Series), TestContext.Current.CancellationToken);

        Assert.Equal(20, read.Volume.Size.Z);
        Assert.Contains("2 sagittal frame(s) of 7 x 5", Assert.Single(read.Remarks), StringComparison.Ordinal);
        Assert.Contains("loc000.dcm, loc001.dcm", read.Remarks[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_orientations_of_equal_weight_are_refused()
    {
        new WrittenSeries().Write(codec, folder.Path);
        new WrittenSeries
        {
            Orientation = [1, 0, 0, 0, 0, -1],
            Prefix = "cor",
            Change = (z, slice) => slice.Add(Tags.SopInstanceUid, "UI", $"2.25.9.{z + 1}")
        }.Write(codec, folder.Path);

        var error = Assert.Throws<InvalidInputException>(
            () => SeriesVolume.Read(codec, Assert.Single(Scan().Series), TestContext.Current.CancellationToken));

        Assert.Contains("12 axial frame(s)", error.Message, StringComparison.Ordinal);
        Assert.Contains("12 coronal frame(s)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Directions_that_are_no_unit_vectors_are_no_slices()
    {
        var message = Refusal(new WrittenSeries
        {
            Change = (z, slice) => slice.Add(Tags.ImageOrientationPatient, "DS", 1, 0, 0, 0.5, 0.5, 0),
        });

        Assert.Contains("does not state its position", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pixel_count_that_the_file_does_not_hold_is_an_error()
    {
        new WrittenSeries
        {
            Change = (z, slice) => z == 4
            ? slice.Add(new DicomElement(new DicomTag(0x7FE0, 0x0010), "OW", new byte[20]))
            : slice
        }.Write(codec, folder.Path);

        var error = Assert.Throws<DicomFileException>(
            () => SeriesVolume.Read(codec, Assert.Single(Scan().Series), TestContext.Current.CancellationToken));

        Assert.Contains("slice004.dcm", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_off_is_an_error()
    {
        new WrittenSeries().Write(codec, folder.Path);
        var whole = File.ReadAllBytes(folder.File("slice004.dcm"));
        File.WriteAllBytes(folder.File("slice004.dcm"), whole[..^30]);

        var error = Assert.Throws<DicomFileException>(
            () => SeriesVolume.Read(codec, Assert.Single(Scan().Series), TestContext.Current.CancellationToken));

        Assert.Contains("slice004.dcm", error.Message, StringComparison.Ordinal);
    }

    private ScannedFolder Scan() => FolderScan.Scan(codec, folder.Path, null, TestContext.Current.CancellationToken);

    private ImageSeries Read(WrittenSeries written) =>
        SeriesVolume.Read(codec, Assert.Single(written.WriteAndScan(codec, folder.Path).Series), TestContext.Current.CancellationToken);

    private string Refusal(WrittenSeries written) => Assert.Throws<InvalidInputException>(() => Read(written)).Message;
}
