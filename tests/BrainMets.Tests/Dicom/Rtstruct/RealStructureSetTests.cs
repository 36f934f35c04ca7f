using BrainMets.Dicom;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

/// <summary>Structure sets of other programs, against masks of other programs.</summary>
[Slow(3)]
public sealed class RealStructureSetTests : IDisposable
{
    private readonly DicomCodec codec = DicomSupport.Codec();

    /// <summary>The grid of the two slices of rtstruct-ct: 512 x 512 of 0.488281 mm, 5 mm apart, from LPS (-125, -125, 60).</summary>
    private static readonly VolumeGeometry CtGrid = new(
        new Size3(512, 512, 2),
            new Affine(new PointMm(-0.488281, 0, 0), new PointMm(0, -0.488281, 0), new PointMm(0, 0, 5), new PointMm(125, 125, 60)));

    public void Dispose() => codec.Dispose();

    [Fact]
    public void The_tumour_of_VS_SEG_001_is_plastimatchs_mask()
    {
        var reference = NiftiFile.ReadMask(TestData.Path("vs-seg-001", "plastimatch_mask_TV.nii.gz"));
        var structures = StructureSet.Read(codec, TestData.Path("vs-seg-001", "rtstruct_recreated.dcm")).Structures;

        var placed = structures.Single(structure => structure.Name == "TV").ToMask(reference.Geometry);

        var volumeMm3 = placed.Mask!.Voxels.Count(v => v != 0) * reference.Geometry.VoxelVolumeMm3;
        Assert.InRange(SyntheticSeries.Dice(placed.Mask.Voxels.Select(v => v != 0), reference.Voxels.Select(v => v != 0)), 0.99, 1);
        Assert.InRange(volumeMm3 / 3438.7, 0.99, 1.01);            // plastimatch 1.9.4: 13,627 voxels
        Assert.Empty(placed.Remarks);
    }

    [Fact]
    public void The_tilted_structures_of_VS_SEG_001_are_resampled_and_say_so()
    {
        var grid = NiftiFile.ReadHeader(TestData.Path("vs-seg-001", "plastimatch_mask_TV.nii.gz")).Geometry;
        var structures = StructureSet.Read(codec, TestData.Path("vs-seg-001", "rtstruct_recreated.dcm")).Structures;

        // Areas of the contours (shoelace) times 1.5 mm, the distance of their planes along their normal: 67.46 and 1582.9 mm3.
        foreach (var (name, volumeMm3, tolerance, degrees) in new[] { ("Cochlea", 67.46, 0.05, "0.1"), ("Vol2016", 1582.9, 0.01, "13.0") })
        {
            var placed = structures.Single(structure => structure.Name == name).ToMask(grid);

            Assert.InRange(placed.Mask!.Voxels.Count(v => v != 0) * grid.VoxelVolumeMm3 / volumeMm3, 1 - tolerance, 1 + tolerance);
            Assert.Contains($"tilted by {degrees} degrees, 1.5 mm apart); each represents a slab", Assert.Single(placed.Remarks),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_hole_written_as_a_separate_contour_is_a_hole()
    {
        var structure = Assert.Single(StructureSet.Read(codec, TestData.Path("rtstruct-ct", "rt.dcm")).Structures);

        var mask = structure.ToMask(CtGrid).Mask!;

        // Outer 24 x 24 mm, inner 15 x 15 mm less a corner of 0.5 mm2: 576 - 224.5 mm2, within a row of half voxels.
        var areaMm2 = mask.Voxels.Count(v => v != 0) * CtGrid.VoxelVolumeMm3 / 5;
        Assert.InRange(areaMm2, 341, 362);
    }

    [Fact]
    public void A_structure_drawn_on_slices_that_are_not_there_is_refused()
    {
        var structures = StructureSet.Read(codec, TestData.Path("rtstruct-ct", "invalid_reference_rt.dcm")).Structures;

        Assert.Equal(4, structures.Count);
        Assert.All(structures, structure =>
            Assert.Contains($"Structure '{structure.Name}' was not used: 1 of its 3 contours lie wholly or partly beyond the image",
                structure.ToMask(CtGrid).Refusal, StringComparison.Ordinal));
    }

    [Fact]
    public void A_structure_with_an_invented_frame_of_reference_is_used_on_the_images_it_was_drawn_on()
    {
        var structure = Assert.Single(StructureSet.Read(codec, TestData.Path("rtstruct-ct", "rt.dcm")).Structures);
        var series = SyntheticSeries.On(CtGrid) with
        {
            FrameOfReferenceUid = "1.2.840.113619.2.405.3.84541899.902.1605198123.912.6060.1",
            Slices =
            [
                new SliceSource("ct_1.dcm", "1.2.840.10008.5.1.4.1.1.2", "2.16.840.1.114362.1.11940992.23790159890.563423471.893.87", null),
                new SliceSource("ct_2.dcm", "1.2.840.10008.5.1.4.1.1.2", "2.16.840.1.114362.1.11940992.23790159890.563423471.985.89", null),
            ],
        };

        var placed = structure.ToMask(series);

        Assert.Equal(structure.ToMask(CtGrid).Mask!.Voxels, placed.Mask!.Voxels);
        Assert.Contains(
            "is not that of the series, but all images it was drawn on are of the series", placed.Remarks[0], StringComparison.Ordinal);
        Assert.Contains("belongs to another scan", structure.ToMask(SyntheticSeries.On(CtGrid)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tumour_of_VS_SEG_001_goes_out_and_comes_back_voxel_for_voxel()
    {
        var mask = NiftiFile.ReadMask(TestData.Path("vs-seg-001", "plastimatch_mask_TV.nii.gz"));
        using var folder = new TemporaryFolder();
        var labels = mask.Map(voxel => (ushort)voxel);

        var check = Assert.Single(
            StructureSetWriter.Write(codec, folder.File("rt.dcm"), SyntheticSeries.On(mask.Geometry), labels, SyntheticSeries.Options(1)));

        // plastimatch 1.9.4 makes 13,627 voxels (3,438.668 mm3) of the written file again, all of them those of the mask:
        // plastimatch convert --input rt.dcm --fixed plastimatch_mask_TV.nii.gz --output-prefix out --prefix-format nii.gz
        Assert.Equal((14, 14, 1.0), (check.Slices, check.Contours, check.RereadDice!.Value));
        Assert.Equal(3438.667, check.MaskVolumeMm3, 0.01);
        Assert.Equal(3438.667, check.ContourVolumeMm3, 0.01);
        Assert.Empty(check.Warnings);
    }
}
