using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

/// <summary>Series of real scanners are the same volumes before and after.</summary>
[Slow(8)]
public sealed class RealDeidentificationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    public void Dispose()
    {
        codec.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("ge/anatomical")]
    [InlineData("siemens_multiframe/anatomical")]
    [InlineData("philips_enhanced/anatomical")]
    [InlineData("generic/compressed_rle")]
    [InlineData("generic/compressed_j2k")]
    public void A_series_of_a_vendor_stays_the_same_volume(string name) =>
        AssertSame(Path.Combine([Archive.Unpack("dicom-vendors", "dicom.tar.xz"), .. name.Split('/'), "001"]), null);

    [Fact]
    public void The_planning_scan_stays_the_same_volume_and_is_chosen_as_before() =>
        AssertSame(Archive.Unpack("vs-seg-001", "t1gd_dicom_120slices.tar.xz"), "t1_mpr_tra_gk_v4");

    private void AssertSame(string source, string? description)
    {
        FolderDeidentification.Run(codec, new DeidentificationOptions
        {
            Source = source,
            Output = folder.File("out"),
            KeyFile = folder.File("key.json"),
            Cancellation = TestContext.Current.CancellationToken,
        });

        var (before, after) = (Read(source), Read(folder.File("out")));

        Assert.Equal(before.Volume.Voxels, after.Volume.Voxels);
        Assert.Equal(before.Volume.Geometry.VoxelToWorld, after.Volume.Geometry.VoxelToWorld);
        if (description is not null)
        {
            var chosen = SeriesSelection.Choose(Scan(folder.File("out")));
            Assert.Equal(description, chosen.Series.Description);
            Assert.Equal(SeriesSelection.Choose(Scan(source)).Reason, chosen.Reason);
        }
    }

    private ScannedFolder Scan(string path) => FolderScan.Scan(codec, path, null, TestContext.Current.CancellationToken);

    private ImageSeries Read(string path) =>
        SeriesVolume.Read(codec, Assert.Single(Scan(path).Series), TestContext.Current.CancellationToken);
}
