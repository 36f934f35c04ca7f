using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

/// <summary>On small heads with a given brain mask; brain extraction has tests of its own.</summary>
public sealed class PreprocessorTests
{
    private static readonly CaseImages Mini = MiniCases.Images("mini", 1);
    private static readonly PreprocessingOptions Options = MiniCases.Options;

    [Fact]
    public void A_prepared_case_lies_on_the_working_grid_and_knows_where_it_came_from()
    {
        var prepared = Preprocessor.Prepare(Mini, Options);

        Assert.Equal("RAS", AnatomicalOrientation.Code(prepared.Image.Geometry.VoxelToWorld));
        Assert.True(prepared.Brain.Geometry.SameGridAs(prepared.Image.Geometry));
        Assert.True(prepared.Reference!.Geometry.SameGridAs(prepared.Image.Geometry));
        Assert.Equal(Mini.T1c.Geometry, prepared.Source);
        Assert.Equal(BrainOrigin.Given, prepared.BrainOrigin);
        Assert.InRange(prepared.Image.Geometry.Spacing.X, 0.999, 1.001);
    }

    [Fact]
    public void Lesions_are_bright_and_in_place_after_preparing()
    {
        var prepared = Preprocessor.Prepare(Mini, Options);

        var (before, after) = (SomeGrids.Measure(Mini.Reference!), SomeGrids.Measure(prepared.Reference!));
        Assert.InRange((after.Centroid - before.Centroid).Length, 0, 0.3);
        Assert.InRange(after.VolumeMm3 / before.VolumeMm3, 0.97, 1.03);
        var inLesion = prepared.Image.Voxels.Where((_, i) => prepared.Reference!.Voxels[i] != 0).Average();
        var inBrain = prepared.Image.Voxels.Where((_, i) => prepared.Brain.Voxels[i] != 0).Average();
        Assert.True(inLesion > inBrain + 2, $"lesions average {inLesion}, brain {inBrain}");
    }

    [Fact]
    public void The_brain_and_its_margin_are_kept_and_little_else()
    {
        var prepared = Preprocessor.Prepare(Mini, Options with { MarginMm = 3 });

        var box = Box3.Around(prepared.Brain)!.Value;
        Assert.Equal((3, 3, 2), (box.X, box.Y, box.Z)); // 3 mm at 1 and at 1.5 mm
        Assert.Equal((3, 3, 2), (prepared.Image.Size.X - box.EndX, prepared.Image.Size.Y - box.EndY, prepared.Image.Size.Z - box.EndZ));
    }

    [Fact]
    public void A_lesion_outside_the_brain_mask_is_kept_and_warned_about()
    {
        var reference = new Volume<byte>(Mini.T1c.Geometry);
        reference[1, 1, 1] = 1;

        var prepared = Preprocessor.Prepare(Mini with { Reference = reference }, Options);

        Assert.Contains((byte)1, prepared.Reference!.Voxels);
        Assert.Contains(
            prepared.Warnings, w => w.StartsWith("1 reference lesion(s) lie wholly outside the brain mask", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("RAS")]
    [InlineData("LPS")]
    [InlineData("sagittal")]
    [InlineData("coronal")]
    public void The_order_in_which_voxels_are_stored_does_not_matter(string stored)
    {
        (int[] Order, bool[] Flipped) how = stored switch
        {
            "RAS" => ([0, 1, 2], [true, false, false]),
            "LPS" => ([0, 1, 2], [false, true, false]),
            "sagittal" => ([1, 2, 0], [true, true, false]),
            _ => ([0, 2, 1], [true, false, true]),
        };
        var reordered = Mini with
        {
            T1c = SomeGrids.Reorder(Mini.T1c, how.Order, how.Flipped),
            Reference = SomeGrids.Reorder(Mini.Reference!, how.Order, how.Flipped),
            BrainMask = SomeGrids.Reorder(Mini.BrainMask!, how.Order, how.Flipped),
        };

        var (plain, other) = (Preprocessor.Prepare(Mini, Options), Preprocessor.Prepare(reordered, Options));

        Assert.True(plain.Image.Geometry.SameGridAs(other.Image.Geometry));
        Assert.InRange(plain.Image.Voxels.Zip(other.Image.Voxels, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-3);
        Assert.Equal(plain.Reference!.Voxels, other.Reference!.Voxels);
        Assert.Equal(plain.Brain.Voxels, other.Brain.Voxels);
    }

    [Fact]
    public void A_CT_is_prepared_with_a_warning()
    {
        var ct = Mini with { T1c = Mini.T1c.Map(v => v == 0 ? -1000 : v) };

        Assert.Contains(Preprocessor.Prepare(ct, Options).Warnings, w => w.Contains("as air does in CT", StringComparison.Ordinal));
    }

    [Fact]
    public void An_image_normalised_before_is_prepared_with_a_warning()
    {
        var scored = Mini with { T1c = Mini.T1c.Map(v => (v - 110) / 20) };

        Assert.Contains(
            Preprocessor.Prepare(scored, Options).Warnings, w => w.Contains("seems to be normalised already", StringComparison.Ordinal));
    }

    [Fact]
    public void A_brain_of_unusual_size_is_warned_about() =>
        Assert.Contains(
            Preprocessor.Prepare(Mini, Options).Warnings, w => w.Contains("adults have 900 to 2000 mL", StringComparison.Ordinal));

    [Fact]
    public void A_voxel_that_is_no_number_is_refused_and_named()
    {
        var image = Mini.T1c.Map(v => v);
        image[3, 4, 5] = float.NaN;

        var e = Assert.Throws<InvalidInputException>(() => Preprocessor.Prepare(Mini with { T1c = image }, Options));

        Assert.Contains("mini: the T1c holds NaN at voxel (3, 4, 5)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_image_is_refused()
    {
        var e = Assert.Throws<InvalidInputException>(() => Preprocessor.Prepare(Mini with { T1c = Mini.T1c.Map(_ => 7f) }, Options));

        Assert.Contains("every voxel of the T1c is 7", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_on_another_grid_is_refused_with_both_grids()
    {
        var flipped = SomeGrids.Reorder(Mini.Reference!, [0, 1, 2], [true, false, false]);

        var e = Assert.Throws<InvalidInputException>(() => Preprocessor.Prepare(Mini with { Reference = flipped }, Options));

        Assert.Contains("the reference mask lies on another grid than the T1c", e.Message, StringComparison.Ordinal);
        Assert.Contains("orientation LAS", e.Message, StringComparison.Ordinal);
        Assert.Contains("orientation RAS", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_brain_mask_is_refused()
    {
        var e = Assert.Throws<InvalidInputException>(
            () => Preprocessor.Prepare(Mini with { BrainMask = new Volume<byte>(Mini.T1c.Geometry) }, Options));

        Assert.Contains("the given brain mask is empty", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_without_a_head_is_refused_with_what_was_found()
    {
        var random = new Random(4);
        var noise = new Volume<float>(SomeGrids.ObliqueSagittal(new Size3(90, 100, 60), new SpacingMm(2, 2, 3))).Map(
            _ => random.NextSingle() * 30);

        var e = Assert.Throws<InvalidInputException>(
            () => Preprocessor.Prepare(new CaseImages { CaseId = "noise", Patient = "p", T1c = noise }, new PreprocessingOptions()));

        Assert.Matches(@"noise: no brain found: \d+ mL look like brain, expected at least 500 mL", e.Message);
    }

    [Fact]
    public void A_bottle_of_gel_is_no_brain()
    {
        var grid = SomeGrids.ObliqueSagittal(new Size3(90, 100, 60), new SpacingMm(2, 2, 3));
        var bottle = SomeGrids.Ball(grid, SomeGrids.Middle(grid), 45).Map(v => 900f * v);

        var e = Assert.Throws<InvalidInputException>(
            () => Preprocessor.Prepare(new CaseImages { CaseId = "bottle", Patient = "p", T1c = bottle }, new PreprocessingOptions()));

        Assert.Contains("no brain found", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var options = new PreprocessingOptions { Spacing = new SpacingMm(0, 1, 1), MarginMm = -1, MinBrainVolumeMl = 5000 };

        var e = Assert.Throws<ArgumentException>(() => Preprocessor.Prepare(Mini, options));

        Assert.Contains("spacing is 0 x 1 x 1 mm", e.Message, StringComparison.Ordinal);
        Assert.Contains("marginMm is -1", e.Message, StringComparison.Ordinal);
        Assert.Contains("minBrainVolumeMl is 5000", e.Message, StringComparison.Ordinal);
    }
}
