using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

public sealed class DefinitionSensitivityTests
{
    [Fact]
    public void The_same_masks_have_other_figures_under_other_rules()
    {
        // Two lesions under one prediction, and a stray voxel.
        var grid = MaskOf.Grid(40, 20, 20);
        var reference = Some.Lesions(grid, MaskOf.Box(2, 2, 2, 4, 4, 4), MaskOf.Box(9, 2, 2, 4, 4, 4));
        var predicted = Some.Lesions(grid, MaskOf.Box(2, 2, 2, 11, 4, 4), MaskOf.Box(30, 10, 10, 1, 1, 1));

        var rows = MatchingSensitivityAnalysis.Table([MatchingSensitivityAnalysis.Evaluate(reference, predicted)])
            .ToDictionary(r => r.Preset);

        Assert.Equal(MatchingPresets.All.Select(p => p.Name), rows.Keys);
        Assert.Equal((1, 1, 1), (rows["default"].Sensitivity, rows["default"].N, rows["default"].Undefined)); // the merged one has no Dice
        Assert.Equal((1, 2), (rows["brats2023"].Sensitivity, rows["brats2023"].N));
        Assert.Equal((0.5, 0.5, 1), (rows["picai"].Sensitivity, rows["picai"].Precision, rows["picai"].FalsePositivesPerPatient));
        Assert.Equal((0, null, 0), (rows["panoptica"].Sensitivity, rows["panoptica"].Dice, rows["panoptica"].N)); // IoU 64 / 176
        Assert.Null(rows["panoptica"].Hd95Mm.Pooled);
        Assert.Equal(2 * 64 / 240.0, rows["default"].Dice!.Value, 12); // found
    }

    [Fact]
    public void The_row_with_reversed_spacing_shows_other_millimetres_and_the_same_counts()
    {
        var grid = MaskOf.Grid(20, 20, 20, MaskOf.Oblique); // 0.5 x 0.9 x 2 mm
        var (reference, predicted) = (Some.Lesions(grid, MaskOf.Box(2, 2, 2, 4, 4, 4)), Some.Lesions(grid, MaskOf.Box(3, 2, 2, 4, 4, 4)));

        var rows = MatchingSensitivityAnalysis.Table([MatchingSensitivityAnalysis.Evaluate(reference, predicted)])
            .ToDictionary(r => r.Preset);

        Assert.Equal(0.5, rows["brats2026"].Hd95Mm.Pooled!.Value, 9); // found
        Assert.Equal(2, rows["brats2026-as-published"].Hd95Mm.Pooled!.Value, 9);
        Assert.Equal(2, rows["brats2026-as-published"].ScoreHd95!.Value, 9);
        Assert.Equal(rows["brats2026"].TruePositives, rows["brats2026-as-published"].TruePositives);
        Assert.Equal(rows["brats2026"].Dice, rows["brats2026-as-published"].Dice);
    }

    [Fact]
    public void Each_row_is_what_the_preset_alone_gives()
    {
        var grid = MaskOf.Grid(20, 16, 10);
        var random = new Random(5);
        var (reference, predicted) = (Some.Lesions(MaskOf.Blobs(grid, random, 0.05)), Some.Lesions(MaskOf.Blobs(grid, random, 0.06)));

        var under = MatchingSensitivityAnalysis.Evaluate(reference, predicted);

        for (var i = 0; i < under.Count; i++)
        {
            var alone = Evaluator.Evaluate(reference, predicted, MatchingPresets.All[i]);
            Assert.Equal((alone.TruePositives, alone.FalsePositives, alone.Merged),
                (under[i].TruePositives, under[i].FalsePositives, under[i].Merged));
            Assert.Equal(alone.Score?.Dice, under[i].Score?.Dice);
            Assert.Equal(alone.Score?.Hd95, under[i].Score?.Hd95); // isotropic: reversing changes nothing
        }
    }

    [Fact]
    public void A_table_of_no_case_is_refused() =>
        Assert.Contains("at least one case", Assert.Throws<ArgumentException>(() => MatchingSensitivityAnalysis.Table([])).Message,
            StringComparison.Ordinal);
}
