using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

/// <summary>The score of 2026 by hand, and what keeps scores apart from our own figures. The scores before: ScoreVectorTests.</summary>
public sealed class CaseScoreTests
{
    private static readonly Box3 Large = MaskOf.Box(2, 2, 2, 4, 4, 4);
    private static readonly Box3 OtherLarge = MaskOf.Box(12, 2, 2, 4, 4, 4);
    private static readonly Box3 Small = MaskOf.Box(22, 2, 2, 2, 2, 2);

    [Fact]
    public void Large_lesions_are_averaged_over_the_matched_ones_only()
    {
        // One perfect, one missed, two false positives: the means see neither.
        var score = Score([Large, OtherLarge], [Large, MaskOf.Box(30, 2, 2, 3, 3, 3), MaskOf.Box(30, 12, 2, 3, 3, 3)]);

        Assert.Equal((1, 0), (score.Dice!.Value, score.Hd95!.Value)); // defined: a large lesion is matched
        Assert.Equal((1, 0), (score.Terms, score.Penalised));
        Assert.Equal(2.0 * 1 / (2 + 1 + 2), score.AllLesionsF1!.Value, 12);
        Assert.Null(score.Small!.F1); // no small lesion
    }

    [Fact]
    public void A_case_whose_large_lesions_are_all_missed_gets_the_penalty_once()
    {
        var score = Score([Large, OtherLarge], []);

        Assert.Equal((0, 373, 0), (score.Dice, score.Hd95, Assert.Single(score.SurfaceDice).Value));
        Assert.Equal((1, 1), (score.Terms, score.Penalised));
    }

    [Fact]
    public void Small_lesions_are_found_from_a_dice_of_a_fifth_and_pay_for_every_false_positive()
    {
        // 2 x 2 x 2 predicted as 4 x 4 x 4 over it: 2·8 / 72 = 0.222. As 5 x 4 x 4: 16 / 88 = 0.182.
        var found = Score([Small], [MaskOf.Box(21, 1, 1, 4, 4, 4), MaskOf.Box(2, 2, 2, 4, 4, 4)]);
        var poor = Score([Small], [MaskOf.Box(21, 1, 1, 5, 4, 4), MaskOf.Box(2, 2, 2, 4, 4, 4)]);

        Assert.Equal(new SmallLesionScore(1, 0, 1, 2.0 / 3), found.Small);
        Assert.Equal(new SmallLesionScore(0, 1, 1, 0), poor.Small);
        Assert.Equal((null, null, 0), (found.Dice, found.Hd95, found.Terms)); // no large lesion
        Assert.Equal(2.0 / 3, poor.AllLesionsF1!.Value, 12); // of any size, any overlap matches
    }

    [Fact]
    public void Deviations_are_divided_by_the_number_of_lesions()
    {
        // Dice 1 and 0.75: mean 0.875, deviation 0.125.
        var score = Score([Large, OtherLarge], [Large, MaskOf.Box(13, 2, 2, 4, 4, 4)]);

        Assert.Equal(0.875, score.Dice!.Value, 12);
        Assert.Equal(0.125, score.DiceDeviation!.Value, 12);
    }

    [Fact]
    public void Lesion_free_cases_have_no_score_in_2026_and_a_perfect_or_penalised_one_before()
    {
        Assert.Equal((null, null), (Score([], []).Dice, Score([], []).AllLesionsF1));
        Assert.Equal((null, 0), (Score([], [Large]).Dice, Score([], [Large]).AllLesionsF1));
        Assert.Equal((1, 0), (Score([], [], MatchingPresets.Brats2023).Dice, Score([], [], MatchingPresets.Brats2023).Hd95));
        Assert.Equal((0, 374), (Score([], [Large], MatchingPresets.Brats2023).Dice, Score([], [Large], MatchingPresets.Brats2023).Hd95));
    }

    [Fact]
    public void Reversed_spacing_changes_the_score_of_an_anisotropic_image_and_nothing_else()
    {
        // One voxel aside along x, where a voxel is 0.5 mm; along z it is 2 mm, and that is what the published evaluator takes.
        var grid = MaskOf.Grid(20, 20, 20, MaskOf.Oblique);
        var (reference, predicted) = (Some.Lesions(grid, Large), Some.Lesions(grid, MaskOf.Box(3, 2, 2, 4, 4, 4)));

        var right = Evaluator.Evaluate(reference, predicted, MatchingPresets.Brats2026);
        var published = Evaluator.Evaluate(reference, predicted, MatchingPresets.Brats2026AsPublished);

        Assert.Equal(0.5, right.Score!.Hd95!.Value, 9); // has a score, as the next
        Assert.Equal(2, published.Score!.Hd95!.Value, 9);
        Assert.Equal(right.Score.Dice, published.Score.Dice);
        Assert.Equal(0.5, published.Lesions[0].Hd95Mm.Pooled!.Value, 9); // found; our own figure stays in mm
    }

    [Fact]
    public void Penalties_stay_out_of_our_means_and_are_counted_beside_the_score()
    {
        var evaluation = Some.Evaluation([Large, OtherLarge], [MaskOf.Box(3, 2, 2, 4, 4, 4)], MatchingPresets.Brats2023);

        var result = Evaluator.Summarize([evaluation], MatchingPresets.Brats2023, new SummaryOptions());

        Assert.Equal(1, result.Summary.Hd95Mm.Value!.Value, 12); // the found lesion alone
        Assert.Equal((1 + 374) / 2.0, result.Score!.Hd95.Value!.Value, 12); // one found, one missed
        Assert.Equal((2, 1, 1), (result.Score.Terms, result.Score.Penalised, result.Score.CasesWithPenalty));
    }

    [Fact]
    public void The_score_over_cases_leaves_undefined_ones_out_and_counts_them()
    {
        var none = Some.Evaluation([], [], MatchingPresets.Brats2026) with { Case = "none" };
        var one = Some.Evaluation([Large], [Large], MatchingPresets.Brats2026);

        var score = ScoreSummary.Of([none, one])!; // they have scores

        Assert.Equal(new ScoreMean(1, null, 1, 1), score.Dice);
        Assert.Null(ScoreSummary.Of([Some.Evaluation([Large], [Large])]));
    }

    private static CaseScore Score(Box3[] reference, Box3[] predicted, MatchingPreset? preset = null) =>
        Some.Evaluation(reference, predicted, preset ?? MatchingPresets.Brats2026).Score!; // all of these presets have one
}
