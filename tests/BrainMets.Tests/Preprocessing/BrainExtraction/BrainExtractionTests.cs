using BrainMets.Nifti;
using BrainMets.Phantoms;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

[Slow(30)]
public sealed class BrainExtractionTests
{
    private static readonly Lazy<PhantomCase> Phantom = new(() => PhantomCohort.CreateOne(SitePresets.UcsfLike, 0, 3));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_brain_of_a_phantom_of_each_site_is_found_with_its_lesions(int site)
    {
        var phantom = PhantomCohort.CreateOne(SitePresets.All[site], 1, 41);

        var prepared = Prepare(phantom);

        var truth = MaskResampling.Shape(phantom.BrainMask, prepared.Image.Geometry);
        Assert.Equal(BrainOrigin.Extracted, prepared.BrainOrigin);
        Assert.InRange(MaskOverlap.Dice(truth, prepared.Brain), 0.94, 1);
        Assert.InRange(MaskOverlap.PartInside(prepared.Reference!, prepared.Brain), 0.95, 1);
    }

    [Fact]
    public void Thick_slices_do_not_make_the_brain_leak_into_the_scalp()
    {
        var thick = WorkingGrid.Covering(Phantom.Value.T1c.Geometry, new SpacingMm(1, 1, 5));

        var found = BrainExtraction.Extract(WorkingGrid.Resample(Phantom.Value.T1c, thick));

        Assert.InRange(MaskOverlap.Dice(MaskResampling.Shape(Phantom.Value.BrainMask, thick), found), 0.9, 1);
    }

    [Fact]
    public void The_same_head_stored_in_another_order_has_the_same_brain()
    {
        var sagittal = SomeGrids.Reorder(Phantom.Value.T1c, [1, 2, 0], [true, true, false]);

        var plain = Preprocessor.Prepare(Images(Phantom.Value.T1c), new PreprocessingOptions());
        var other = Preprocessor.Prepare(Images(sagittal), new PreprocessingOptions());

        Assert.True(plain.Brain.Geometry.SameGridAs(other.Brain.Geometry));
        Assert.InRange(MaskOverlap.Dice(plain.Brain, other.Brain), 0.999, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_stripped_phantom_is_recognised_and_not_stripped_again(float background)
    {
        var (t1c, brain) = (Phantom.Value.T1c, Phantom.Value.BrainMask);
        var stripped = new Volume<float>(t1c.Geometry);
        for (var i = 0; i < stripped.Voxels.Length; i++)
        {
            stripped.Voxels[i] = brain.Voxels[i] != 0 ? t1c.Voxels[i] : background;
        }

        var prepared = Preprocessor.Prepare(Images(stripped), new PreprocessingOptions());

        Assert.Equal(BrainOrigin.AlreadyStripped, prepared.BrainOrigin);
        Assert.InRange(MaskOverlap.Dice(MaskResampling.Shape(brain, prepared.Brain.Geometry), prepared.Brain), 0.97, 1);
    }

    [Fact]
    public void A_head_whose_air_was_set_to_0_is_not_taken_for_a_stripped_brain()
    {
        var t1c = Phantom.Value.T1c;
        var threshold = 0.1f * Quantiles.At(t1c.Voxels, 0.98);

        Assert.Null(BrainExtraction.AlreadyStripped(t1c.Map(v => v < threshold ? 0 : v)));
    }

    [Fact]
    public void Air_holds_no_brain()
    {
        var random = new Random(8);
        var air = new Volume<float>(WorkingGrid.Covering(Phantom.Value.T1c.Geometry, new SpacingMm(3, 3, 3))).Map(
            _ => 5 * random.NextSingle());

        Assert.DoesNotContain((byte)1, BrainExtraction.Extract(air).Voxels);
    }

    [Theory]
    [InlineData("brats2015-pat0001", "T1c_subtrMeanDivStd.nii.gz", "brainmask.nii.gz")]
    [InlineData("icbm152", "nilearn_mni_icbm152_t1_tal_nlin_sym_09a.nii.gz", "mni_icbm152_nlin_brain_mask_197x233x189.nii.gz")]
    public void Real_stripped_images_keep_their_brain(string set, string image, string mask)
    {
        var t1c = NiftiFile.Read(TestData.Path(set, image));
        var truth = NiftiFile.ReadMask(TestData.Path(set, mask));

        var found = BrainExtraction.AlreadyStripped(t1c);

        Assert.NotNull(found);
        Assert.InRange(MaskOverlap.Dice(truth, found), 0.99, 1);
    }

    [Fact]
    public void A_real_stripped_scan_without_its_mask_is_recognised()
    {
        var found = BrainExtraction.AlreadyStripped(NiftiFile.Read(TestData.Path("t1gd-no-lesion", "MR_Gd_skullstripped_T1c.nii.gz")));

        Assert.InRange(SomeGrids.Measure(found!).VolumeMm3, 1_400_000, 1_650_000);
    }

    [Theory]
    [InlineData("brain1")]
    [InlineData("brain2")]
    public void Real_heads_in_slices_of_6_and_a_half_mm_keep_their_tumour(string name)
    {
        var t1c = NrrdImage.Read(TestData.Path("pyradiomics", name + "_image.nrrd"));
        var tumour = NrrdImage.Read(TestData.Path("pyradiomics", name + "_label.nrrd")).Map(v => (byte)(v > 0 ? 1 : 0));

        var prepared = Preprocessor.Prepare(
            new CaseImages { CaseId = name, Patient = name, T1c = t1c, Reference = tumour }, new PreprocessingOptions());

        Assert.Equal(BrainOrigin.Extracted, prepared.BrainOrigin);
        Assert.InRange(prepared.BrainVolumeMl, 1500, 2200); // a little neck leaks in below, see docs/preprocessing.md
        Assert.InRange(MaskOverlap.PartInside(prepared.Reference!, prepared.Brain), 0.9, 1);
    }

    [Fact]
    public void The_brain_of_a_real_head_in_a_stereotactic_frame_is_found_with_its_tumour()
    {
        var t1c = DicomSlices.Read("vs-seg-001", "t1gd_dicom_120slices.tar.xz");
        var network = NiftiFile.ReadMaskOn(TestData.Path("vs-seg-001", "brainmask_mindgrab.nii.gz"), t1c.Geometry);
        var tumour = NiftiFile.ReadMask(TestData.Path("vs-seg-001", "plastimatch_mask_TV.nii.gz"));

        var prepared = Preprocessor.Prepare(Images(t1c), new PreprocessingOptions { MarginMm = 100 });

        Assert.Equal(BrainOrigin.Extracted, prepared.BrainOrigin);
        Assert.InRange(MaskOverlap.Dice(MaskResampling.Shape(network, prepared.Brain.Geometry), prepared.Brain), 0.93, 1);
        Assert.InRange(MaskOverlap.PartInside(MaskResampling.Lesions(tumour, prepared.Brain.Geometry), prepared.Brain), 0.99, 1);
    }

    private static PreparedCase Prepare(PhantomCase phantom) => Preprocessor.Prepare(
        new CaseImages { CaseId = phantom.Id, Patient = phantom.Id, T1c = phantom.T1c, Reference = phantom.Reference },
            new PreprocessingOptions());

    private static CaseImages Images(Volume<float> t1c) => new() { CaseId = "phantom", Patient = "phantom", T1c = t1c };
}
