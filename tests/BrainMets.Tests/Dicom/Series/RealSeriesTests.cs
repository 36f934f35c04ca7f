using System.Diagnostics;
using BrainMets.Dicom;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

/// <summary>Series of real scanners against what others made of them, voxel by voxel at the same place in the patient.</summary>
[Slow(8)]
public sealed class RealSeriesTests : IDisposable
{
    private readonly DicomCodec codec = DicomSupport.Codec();

    public void Dispose() => codec.Dispose();

    [Theory]
    [InlineData("ge/anatomical")]
    [InlineData("siemens_multiframe/anatomical")]
    [InlineData("philips_enhanced/anatomical")]
    [InlineData("generic/compressed_rle")]
    [InlineData("generic/compressed_j2k")]
    public void A_series_of_a_vendor_equals_its_conversion_by_another_program(string name)
    {
        var folder = Path.Combine([Archive.Unpack("dicom-vendors", "dicom.tar.xz"), .. name.Split('/')]);

        var read = Read(Path.Combine(folder, "001"));

        AssertSameInWorld(read.Volume, NiftiFile.Read(Path.Combine(folder, "001_ground_truth.nii.gz")));
    }

    [Fact]
    public void The_planning_scan_lies_where_the_mask_of_another_program_lies()
    {
        var clock = Stopwatch.StartNew();

        var read = Read(Archive.Unpack("vs-seg-001", "t1gd_dicom_120slices.tar.xz"));

        TestContext.Current.SendDiagnosticMessage($"120 slices scanned and read in {clock.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal(120, read.Slices.Count);
        var mask = NiftiFile.Read(TestData.Path("vs-seg-001", "plastimatch_mask_TV.nii.gz"));
        Assert.Equal(0, mask.Geometry.VoxelToWorld.LargestCornerDistanceMm(read.Volume.Geometry.VoxelToWorld, mask.Size), 2);
        var inside = read.Volume.Voxels.Zip(mask.Voxels).Where(pair => pair.Second != 0).Average(pair => pair.First);
        Assert.True(inside > 2 * read.Volume.Voxels.Average(), $"the tumour is bright: {inside}");
    }

    /// <summary>Against the sixty lines of <see cref="DicomSlices"/>, which share nothing with the reader.</summary>
    [Fact]
    public void The_planning_scan_has_the_voxels_that_its_bytes_say()
    {
        var read = Read(Archive.Unpack("vs-seg-001", "t1gd_dicom_120slices.tar.xz")).Volume;
        var plain = DicomSlices.Read("vs-seg-001", "t1gd_dicom_120slices.tar.xz");

        Assert.Equal(0, plain.Geometry.VoxelToWorld.LargestCornerDistanceMm(read.Geometry.VoxelToWorld, read.Size), 6);
        Assert.True(plain.Voxels.AsSpan().SequenceEqual(read.Voxels));
    }

    private static void AssertSameInWorld(Volume<float> ours, Volume<float> theirs)
    {
        var map = theirs.Geometry.VoxelToWorld.Inverse().After(ours.Geometry.VoxelToWorld);
        var size = ours.Size;
        Assert.Equal(size.Count, theirs.Size.Count);
        for (var i = 0; i < ours.Voxels.Length; i++)
        {
            var at = map.Apply(i % size.X, i / size.X % size.Y, i / size.X / size.Y);
            var (x, y, z) = ((int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z));
            Assert.True((at - new PointMm(x, y, z)).Length < 0.01, $"voxel {i} falls between voxels, at {at}");
            Assert.True(Math.Abs(theirs[x, y, z] - ours.Voxels[i]) < 1e-3, $"voxel {i}: {ours.Voxels[i]} here, {theirs[x, y, z]} there");
        }
    }

    private ImageSeries Read(string folder)
    {
        var scan = FolderScan.Scan(codec, folder, null, TestContext.Current.CancellationToken);
        Assert.Empty(scan.Damaged);
        return SeriesVolume.Read(codec, Assert.Single(scan.Series), TestContext.Current.CancellationToken);
    }
}
