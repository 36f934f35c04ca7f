using BrainMets.Phantoms;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

[Slow(20)]
public sealed class DomainGuardTests
{
    private static readonly Lazy<PhantomCase> Head = new(() => PhantomCohort.CreateOne(SitePresets.UcsfLike, 0, 5));
    private static readonly VolumeGeometry Grid = new(new Size3(90, 110, 90), Affine.FromSpacing(new SpacingMm(2, 2, 2)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_phantom_of_each_site_is_green(int site)
    {
        var verdict = Judge(PhantomCohort.CreateOne(SitePresets.All[site], 1, 41).T1c);

        Assert.Empty(verdict.Doubts.Select(check => check.Sentence));
        Assert.Equal(InputShiftLevel.Green, verdict.Level);
        Assert.Equal(18, verdict.Checks.Select(check => check.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_head_without_contrast_agent_is_amber_and_never_red(int site)
    {
        var plain = SitePresets.All[site];
        plain = plain with
        {
            Contrast =
            plain.Contrast with { Dura = 0.7, Choroid = 0.75, Artery = 1.1, Sinus = 0.4, Vein = 0.4, Enhancing = 0.9, Mucosa = 0.8 }
        };

        var verdict = Judge(PhantomCohort.CreateOne(plain, 0, 5).T1c);

        Assert.Equal(InputShiftLevel.Amber, verdict.Level);
        Assert.Contains("without contrast agent", Assert.Single(verdict.Doubts).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_head_with_the_signals_of_T2_is_red(int site)
    {
        var t2 = SitePresets.All[site] with
        {
            Contrast = new TissueContrast
            {
                White = 0.45,
                Grey = 0.65,
                DeepGrey = 0.58,
                CerebrospinalFluid = 1.3,
                Fat = 0.7,
                Marrow = 0.5,
                Muscle = 0.25,
                Skin = 0.4,
                Mucosa = 0.9,
                Dura = 0.2,
                Choroid = 0.9,
                Artery = 0.1,
                Sinus = 0.2,
                Vein = 0.2,
                Enhancing = 0.9,
                Necrosis = 1.2,
            },
        };

        var verdict = Judge(PhantomCohort.CreateOne(t2, 0, 5).T1c);

        Assert.Equal(InputShiftLevel.Red, Check(verdict, "rim-over-depth").Level);
        Assert.Equal(InputShiftLevel.Red, Check(verdict, "intensity-skew").Level);
        Assert.Contains("typical of T2", Check(verdict, "rim-over-depth").Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_box_is_red(float air)
    {
        var box = Fill((p, random) => p.X is > 20 and < 70 && p.Y is > 25 and < 85 && p.Z is > 20 and < 75
            ? 100 + (20 * random.NextSingle())
            : air * random.NextSingle());

        var verdict = Judge(box);

        Assert.Equal(InputShiftLevel.Red, Check(verdict, "brain-shape").Level);
        Assert.Contains("a block, unlike a brain", Check(verdict, "brain-shape").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bottle_whose_shape_is_that_of_a_brain_is_red_because_it_is_uniform()
    {
        var verdict = Judge(Fill((p, random) => Radius(p) > 1 ? 0 : 100 + (20 * random.NextSingle())));

        Assert.Equal(InputShiftLevel.Green, Check(verdict, "brain-shape").Level);
        Assert.Equal(InputShiftLevel.Red, Check(verdict, "tissue-contrast").Level);
    }

    [Fact]
    public void A_fruit_with_a_rind_is_red()
    {
        var verdict = Judge(
            Fill((p, random) => Radius(p) switch { > 1 => 0, > 0.85 => 60, _ => 100 } + (Radius(p) > 1 ? 4 : 15) * random.NextSingle()));

        Assert.Equal(InputShiftLevel.Red, Check(verdict, "rim-over-depth").Level);
    }

    [Fact]
    public void A_head_in_Hounsfield_units_is_red()
    {
        var verdict = Judge(
            Fill((p, random) => MathF.Round((Radius(p) switch { > 1 => -1000, > 0.85 => 900, _ => 30 }) + (20 * random.NextSingle()))));

        Assert.Equal(InputShiftLevel.Red, Check(verdict, "ct-air").Level);
        Assert.Contains("Hounsfield", Check(verdict, "ct-air").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Air_without_a_brain_is_refused_and_red_without_one()
    {
        var images = Images(Fill((_, random) => -1000 + MathF.Round(5 * random.NextSingle())));

        var error = Assert.Throws<InvalidInputException>(() => Preprocessor.Prepare(images, new PreprocessingOptions()));
        var verdict = InputShiftCheck.JudgeWithoutBrain(images);

        Assert.Contains("no brain found", error.Message, StringComparison.Ordinal);
        Assert.Contains("this is a CT, not an MR scan", error.Message, StringComparison.Ordinal);
        Assert.Equal(InputShiftLevel.Red, verdict.Level);
        Assert.Contains(BrainChecks.Missing, verdict.Checks);
    }

    [Fact]
    public void A_label_map_is_red()
    {
        var verdict = JudgeMasked(Head.Value.T1c.Map(v => MathF.Round(v / 400)));

        Assert.Equal(InputShiftLevel.Red, Check(verdict, "distinct-values").Level);
        Assert.Contains("label map", Check(verdict, "distinct-values").Sentence, StringComparison.Ordinal);
        Assert.NotEqual(InputShiftLevel.Green, Check(verdict, "flat-voxels").Level);
    }

    [Fact]
    public void Strong_noise_is_amber()
    {
        var random = new Random(3);

        var verdict =
            JudgeMasked(Head.Value.T1c.Map(v => v + (900 * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f))));

        Assert.Equal(InputShiftLevel.Amber, Check(verdict, "noise").Level);
    }

    [Fact]
    public void A_brain_cut_by_the_field_of_view_is_amber()
    {
        var phantom = Head.Value;
        var box = new Box3(0, 0, 0, phantom.T1c.Size with { Z = 74 });

        var verdict = Judge(new CaseImages
        {
            CaseId = "cut",
            Patient = "cut",
            T1c = phantom.T1c.Crop(box),
            BrainMask = phantom.BrainMask.Crop(box),
        });

        var cut = Check(verdict, "brain-at-edge");
        var areaCm2 = Slice(phantom.BrainMask, 73) * 0.94 * 0.94 / 100;
        Assert.NotEqual(InputShiftLevel.Green, cut.Level);
        Assert.InRange(cut.Value!.Value, 0.9 * areaCm2, 1.1 * areaCm2);
    }

    [Fact]
    public void Order_of_axes_and_scale_of_intensities_do_not_matter()
    {
        var plain = JudgeMasked(Head.Value.T1c);
        var images = new CaseImages
        {
            CaseId = "turned",
            Patient = "turned",
            T1c = SomeGrids.Reorder(Head.Value.T1c, [1, 2, 0], [true, false, true]).Map(v => 3 * v),
            BrainMask = SomeGrids.Reorder(Head.Value.BrainMask, [1, 2, 0], [true, false, true]),
        };

        var turned = Judge(images);

        Assert.Equal(plain.Level, turned.Level);
        foreach (var name in new[] { "field-of-view", "brain-volume", "rim-over-depth", "tissue-contrast", "intensity-skew", "noise" })
        {
            Assert.Equal(
                Check(plain, name).Value!.Value, Check(turned, name).Value!.Value, 0.06 * Math.Abs(Check(plain, name).Value!.Value));
        }
    }

    [Theory]
    [InlineData("CT", InputShiftLevel.Red)]
    [InlineData("MR", InputShiftLevel.Amber)]
    public void What_the_header_says_counts(string modality, InputShiftLevel expected)
    {
        var images = Images(Head.Value.T1c) with { BrainMask = Head.Value.BrainMask, Tags = new ScanTags(modality, ["another weighting"]) };

        Assert.Equal(expected, Check(Judge(images), "header").Level);
        Assert.Equal(InputShiftLevel.Green, Check(Judge(images with { Tags = new ScanTags("MR", []) }), "header").Level);
    }

    [Fact]
    public void A_model_may_have_been_trained_for_another_range()
    {
        var images = Images(Head.Value.T1c) with { BrainMask = Head.Value.BrainMask };
        var thin = new TrainingRange { SliceDistanceMm = new MeasureRange { High = 1.2 } };

        var check = Check(InputShiftCheck.Judge(images, Preprocessor.Prepare(images, new PreprocessingOptions()), thin), "slice-distance");

        Assert.Equal((InputShiftLevel.Amber, 1.5), (check.Level, check.Value!.Value));
        Assert.Equal("Slice distance 1.5 mm, trained for at most 1.2: lesions smaller than a slice are missed.", check.Sentence);
    }

    private static InputShiftResult Judge(Volume<float> scan) => Judge(Images(scan));

    private static InputShiftResult JudgeMasked(Volume<float> scan) => Judge(Images(scan) with { BrainMask = Head.Value.BrainMask });

    private static InputShiftResult Judge(CaseImages images) =>
        InputShiftCheck.Judge(images, Preprocessor.Prepare(images, new PreprocessingOptions()));

    private static CaseImages Images(Volume<float> scan) => new() { CaseId = "scan", Patient = "scan", T1c = scan };

    private static InputShiftItem Check(InputShiftResult verdict, string name) =>
        Assert.Single(verdict.Checks, check => check.Name == name);

    private static double Radius(VoxelIndex p) =>
        Math.Sqrt((Math.Pow(p.X - 45, 2) / (36 * 36)) + (Math.Pow(p.Y - 55, 2) / (43 * 43)) + (Math.Pow(p.Z - 45, 2) / (36 * 36)));

    private static int Slice(Volume<byte> mask, int z) =>
        mask.Voxels.AsSpan(mask.Size.Index(0, 0, z), mask.Size.X * mask.Size.Y).Count((byte)1);

    private static Volume<float> Fill(Func<VoxelIndex, Random, float> value)
    {
        var random = new Random(1);
        var volume = new Volume<float>(Grid);
        for (var i = 0; i < volume.Voxels.Length; i++)
        {
            volume.Voxels[i] = value(Grid.Size.Position(i), random);
        }

        return volume;
    }
}
