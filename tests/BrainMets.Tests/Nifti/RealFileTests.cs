using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Nifti;

/// <summary>Files as other people's tools write them. The expected facts were taken with nibabel 5.0.0.</summary>
public sealed class RealFileTests
{
    [Slow(3)]
    [Theory]
    [InlineData("brats2015-pat0001/T1c_subtrMeanDivStd.nii.gz", "240 x 240 x 155", -35644558.88787497)]
    [InlineData("brats2015-pat0001/OTMultiClass.nii.gz", "240 x 240 x 155", 260865)]
    [InlineData("brats2015-pat0001/brainmask.nii.gz", "240 x 240 x 155", 1487565)]
    [InlineData("t1gd-no-lesion/MR_Gd_skullstripped_T1c.nii.gz", "176 x 188 x 144", 730302611.3606491)]
    [InlineData("icbm152/nilearn_mni_icbm152_t1_tal_nlin_sym_09a.nii.gz", "197 x 233 x 189", 333468829)]
    [InlineData("vs-seg-001/plastimatch_mask_TV.nii.gz", "512 x 512 x 120", 13627)]
    public void Size_and_sum_of_voxels_are_those_of_nibabel(string file, string size, double sum)
    {
        var image = NiftiFile.Read(TestData.Path(file.Split('/')));

        Assert.Equal(size, image.Size.ToString());
        Assert.Equal(sum, image.Voxels.Sum(v => (double)v), Math.Abs(sum) * 1e-9);
    }

    [Fact]
    public void The_affine_of_an_oblique_scan_is_that_of_nibabel()
    {
        var affine = NiftiFile.ReadHeader(TestData.Path("t1gd-no-lesion", "MR_Gd_skullstripped_T1c.nii.gz")).Geometry.VoxelToWorld;

        Assert.Equal(new PointMm(0.976284384727478, -0.02101755142211914, 0.01001960039138794), affine.ColumnX);
        Assert.Equal(new PointMm(0.022005438804626465, 0.9702104330062866, -0.10899937152862549), affine.ColumnY);
        Assert.Equal(new PointMm(-0.007811427116394043, 0.1121056079864502, 0.9962821006774902), affine.ColumnZ);
        Assert.Equal(new PointMm(-85.712646484375, -112.45329284667969, -56.81804656982422), affine.Origin);
    }

    [Theory]
    [InlineData("brats2015-pat0001/brainmask.nii.gz", "LPS", 1487565)] // int32, scl_slope 2.33e-10, scl_inter 0.5
    [InlineData("icbm152/mni_icbm152_nlin_brain_mask_197x233x189.nii.gz", "RAS", 1886539)] // int16 from end to end
    [InlineData("mindgrab/VS-SEG-001_t1gd_mask_conformed256.nii.gz", "LIA", 1680955)]
    [InlineData("vs-seg-001/brainmask_mindgrab.nii.gz", "LPS", 6661383)]
    public void Masks_have_the_voxels_that_nibabel_counts(string file, string orientation, int count)
    {
        var mask = NiftiFile.ReadMask(TestData.Path(file.Split('/')));

        Assert.Equal(count, mask.Voxels.Count(v => v == 1));
        Assert.Equal(mask.Voxels.Length - count, mask.Voxels.Count(v => v == 0));
        Assert.Equal(orientation, AnatomicalOrientation.Code(mask.Geometry.VoxelToWorld));
    }

    [Fact]
    public void The_labels_of_a_case_lie_on_the_grid_of_its_image()
    {
        var grid = NiftiFile.ReadHeader(TestData.Path("brats2015-pat0001", "T1c_subtrMeanDivStd.nii.gz")).Geometry;

        var labels = NiftiFile.ReadLabelsOn(TestData.Path("brats2015-pat0001", "OTMultiClass.nii.gz"), grid);

        Assert.Equal(111724, labels.Voxels.Count(v => v > 0));
        Assert.Equal([0, 1, 2, 3, 4], labels.Voxels.Distinct().Order());
    }

    [Fact]
    public void An_image_is_not_taken_for_a_mask()
    {
        var path = TestData.Path("t1gd-no-lesion", "MR_Gd_skullstripped_T1c.nii.gz");

        var error = Assert.Throws<InvalidInputException>(() => NiftiFile.ReadMask(path));

        Assert.Contains("masks and label maps hold whole numbers", error.Message, StringComparison.Ordinal);
    }
}
