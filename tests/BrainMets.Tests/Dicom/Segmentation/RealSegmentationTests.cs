using BrainMets.Dicom;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

/// <summary>
/// Segmentations of other programs. Counts: pydicom 2.3.1, (pixel_array > 0).sum() over the frames of a segment, for the fractional one >=
/// 128.
/// </summary>
[Slow(2)]
public sealed class RealSegmentationTests : IDisposable
{
    /// <summary>
    /// Holds all frames of the small objects of highdicom: 16 x 16 of 0.488281 mm, from z = -99.48 to 105.52 in steps of 1.25 mm.
    /// </summary>
    private static readonly VolumeGeometry SmallGrid = new(new Size3(16, 16, 165), new Affine(
        new PointMm(-0.488281, 0, 0), new PointMm(0, -0.488281, 0), new PointMm(0, 0, 1.25), new PointMm(125, 128.100006, -99.480003)));

    private readonly DicomCodec codec = DicomSupport.Codec();

    public void Dispose() => codec.Dispose();

    [Theory]
    [InlineData("seg_image_ct_binary.dcm", nameof(SegmentationKind.Binary), 127 + 256 + 255)]
    [InlineData("seg_image_ct_binary_overlap.dcm", nameof(SegmentationKind.Binary), 4 * 16, 4 * 4)]
    [InlineData("seg_image_ct_true_fractional.dcm", nameof(SegmentationKind.Fractional), 127 + 256 + 255)]
    public void Segments_of_highdicom_have_the_voxels_that_pydicom_counts(string file, string kindName, params int[] voxels)
    {
        var kind = Enum.Parse<SegmentationKind>(kindName);
        var read = SegmentationObject.Read(codec, TestData.Path("seg-ct", "highdicom", file));

        Assert.Equal(kind, read.Kind);
        Assert.Equal(voxels, read.Segments.Select(segment => segment.ToMask(SmallGrid).Voxels.Count(v => v != 0)));
    }

    [Fact]
    public void Parts_of_a_fractional_segment_are_values_over_the_stated_maximum()
    {
        var read = SegmentationObject.Read(codec, TestData.Path("seg-ct", "highdicom", "seg_image_ct_true_fractional.dcm"));

        var parts = Assert.Single(read.Segments).ToParts(SmallGrid);

        Assert.Equal((17664 + 32768 + 32704) / 255.0, parts.Voxels.Sum(v => (double)v), 1e-3);   // pydicom: sums of the stored values
    }

    [Fact]
    public void A_single_frame_lies_on_its_image()
    {
        var read = SegmentationObject.Read(codec, TestData.Path("seg-ct", "highdicom", "seg_image_ct_binary_single_frame.dcm"));
        var grid = new VolumeGeometry(new Size3(128, 128, 1), new Affine(
            new PointMm(-0.661468, 0, 0), new PointMm(0, -0.661468, 0), new PointMm(0, 0, 5),
                new PointMm(158.135803, 179.035797, -75.699997)));

        Assert.Equal(1832, Assert.Single(read.Segments).ToMask(grid).Voxels.Count(v => v != 0));
    }

    [Fact]
    public void A_liver_is_the_mask_that_another_program_made_of_it()
    {
        var reference = NrrdImage.Read(TestData.Path("seg-ct", "liver_seg.nrrd"));

        var mask = Assert.Single(SegmentationObject.Read(codec, TestData.Path("seg-ct", "liver.dcm")).Segments).ToMask(reference.Geometry);

        Assert.Equal(107_098, mask.Voxels.Count(v => v != 0));
        Assert.Equal(reference.Voxels.Select(v => v > 0 ? (byte)1 : (byte)0), mask.Voxels);
    }

    [Fact]
    public void The_tumour_of_VS_SEG_001_is_the_mask_it_was_written_from()
    {
        var reference = NiftiFile.ReadMask(TestData.Path("vs-seg-001", "plastimatch_mask_TV.nii.gz"));

        var mask = Assert.Single(SegmentationObject.Read(codec, TestData.Path("vs-seg-001", "seg_TV_binary.dcm")).Segments)
            .ToMask(reference.Geometry);

        Assert.Equal(reference.Voxels, mask.Voxels);
    }
}
