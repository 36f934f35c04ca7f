using System.Diagnostics;
using BrainMets.Nifti;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

/// <summary>The scans on which the default ranges were set.</summary>
[Slow(9)]
public sealed class RealScanDomainTests
{
    [Theory]
    [InlineData("brats2015-pat0001", "T1c_subtrMeanDivStd.nii.gz")]
    [InlineData("t1gd-no-lesion", "MR_Gd_skullstripped_T1c.nii.gz")]
    [InlineData("pyradiomics", "brain1_image.nrrd")]
    [InlineData("pyradiomics", "brain2_image.nrrd")]
    public void A_real_scan_with_contrast_is_green(string set, string file)
    {
        var verdict = Judge(Read(set, file));

        Assert.Empty(verdict.Doubts.Select(check => check.Sentence));
        Assert.Equal(InputShiftLevel.Green, verdict.Level);
    }

    [Fact]
    public void A_real_scan_without_contrast_is_amber()
    {
        var verdict = Judge(Read("icbm152", "nilearn_mni_icbm152_t1_tal_nlin_sym_09a.nii.gz"));

        Assert.Equal(InputShiftLevel.Amber, verdict.Level);
        Assert.Equal("contrast", Assert.Single(verdict.Doubts).Name);
    }

    [Theory]
    [InlineData("brats2015-pat0001", "T1c_subtrMeanDivStd.nii.gz")]
    [InlineData("t1gd-no-lesion", "MR_Gd_skullstripped_T1c.nii.gz")]
    [InlineData("icbm152", "nilearn_mni_icbm152_t1_tal_nlin_sym_09a.nii.gz")]
    public void A_real_brain_with_its_intensities_turned_round_is_red(string set, string file) =>
        Assert.Equal(InputShiftLevel.Red, Judge(Inverted(Read(set, file))).Level);

    [Fact]
    public void Judging_takes_a_small_part_of_preparing()
    {
        var images = Images(Read("t1gd-no-lesion", "MR_Gd_skullstripped_T1c.nii.gz"));
        var prepared = Preprocessor.Prepare(images, new PreprocessingOptions());
        InputShiftCheck.Judge(images, prepared);
        var clock = Stopwatch.StartNew();

        InputShiftCheck.Judge(images, prepared);

        // 0.1 s on a quiet machine; the bound is for one that does much else.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 3);
    }

    private static InputShiftResult Judge(Volume<float> scan)
    {
        var images = Images(scan);
        return InputShiftCheck.Judge(images, Preprocessor.Prepare(images, new PreprocessingOptions()));
    }

    private static CaseImages Images(Volume<float> scan) => new() { CaseId = "real", Patient = "real", T1c = scan };

    private static Volume<float> Read(string set, string file)
    {
        var path = TestData.Path(set, file);
        return file.EndsWith(".nrrd", StringComparison.Ordinal) ? NrrdImage.Read(path) : NiftiFile.Read(path);
    }

    /// <summary>Fluid bright and white matter dark, as in T2, in a scan that was stripped.</summary>
    private static Volume<float> Inverted(Volume<float> scan)
    {
        var air = scan.Voxels[0];
        var inside = scan.Voxels.Where(v => v != air).Order().ToArray();
        var (low, high) = (inside[inside.Length / 200], inside[inside.Length - 1 - (inside.Length / 200)]);
        return scan.Map(v => v == air ? 0 : Math.Clamp(high - v, 0, high - low) + (0.1f * (high - low)));
    }
}
