using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly Box3 Cube = MaskOf.Box(2, 2, 2, 4, 4, 4);

    [Fact]
    public void A_perfect_prediction_has_dice_one_and_no_distance()
    {
        var evaluation = Some.Evaluation([Cube], [Cube]);

        var lesion = Assert.Single(evaluation.Lesions);
        HasCounts(evaluation, lesions: 1, predictions: 1, found: 1, wrong: 0, missed: 0);
        Assert.Equal(1.0, evaluation.Dice);
        Assert.Equal(1.0, lesion.Dice);
        Assert.Equal(0.0, lesion.Hd95Mm.MaxDirected);
        Assert.Equal(0.0, lesion.AssdMm);
    }

    [Fact]
    public void A_shift_by_one_voxel_is_found_with_its_dice_and_distance()
    {
        var evaluation = Some.Evaluation([Cube], [MaskOf.Box(3, 2, 2, 4, 4, 4)]);

        var lesion = Assert.Single(evaluation.Lesions);
        Assert.Equal([1], lesion.Predicted);
        Assert.Equal(0.75, lesion.Dice); // 2 x 48 / (64 + 64)
        Assert.Equal(1.0, lesion.Hd95Mm.MaxDirected);
        Assert.Equal(64.0, lesion.PredictedVolumeMm3);
    }

    [Fact]
    public void A_miss_is_a_false_negative_without_figures()
    {
        var evaluation = Some.Evaluation([Cube], []);

        var lesion = Assert.Single(evaluation.Lesions);
        Assert.Equal((0, 1, 0), (evaluation.TruePositives, evaluation.FalseNegatives, evaluation.FalsePositives));
        Assert.False(lesion.Detected);
        Assert.Empty(lesion.Predicted);
        Assert.Null(lesion.Dice);
        Assert.Null(lesion.PredictedVolumeMm3);
        Assert.Equal(new Hd95Mm(null, null, null), lesion.Hd95Mm);
        Assert.Null(lesion.AssdMm);
        Assert.Equal(0.0, evaluation.Dice); // of the whole masks: 2 x 0 / (64 + 0)
    }

    [Fact]
    public void A_prediction_on_nothing_is_a_false_positive_with_its_volume()
    {
        var evaluation = Some.Evaluation([], [Cube]);

        Assert.Equal(new FalsePositive(1, 64), Assert.Single(evaluation.FalsePositiveLesions));
        Assert.Equal((0, 1, 1), (evaluation.ReferenceLesions, evaluation.PredictedLesions, evaluation.FalsePositives));
        Assert.Empty(evaluation.Lesions);
    }

    [Fact]
    public void Dice_of_two_empty_masks_is_undefined()
    {
        var evaluation = Some.Evaluation([], []);

        Assert.Null(evaluation.Dice);
        Assert.Empty(evaluation.Lesions);
    }

    [Fact]
    public void A_second_piece_on_a_found_lesion_is_a_fragment_and_no_false_positive()
    {
        // One reference of 10 x 4 x 4; the first piece covers 6 slices of it, the second 2.
        var evaluation = Some.Evaluation([MaskOf.Box(2, 2, 2, 10, 4, 4)], [MaskOf.Box(10, 2, 2, 2, 4, 4), MaskOf.Box(2, 2, 2, 6, 4, 4)]);

        var lesion = Assert.Single(evaluation.Lesions);
        HasCounts(evaluation, lesions: 1, predictions: 2, found: 1, wrong: 0, missed: 0);
        Assert.Equal(1, evaluation.Fragments);
        Assert.Equal([1, 2], lesion.Predicted); // the matched one first
        Assert.Equal(96.0, lesion.PredictedVolumeMm3); // 6 x 4 x 4, the matched piece alone
        Assert.Equal(0.75, lesion.Dice); // 2 x 96 / (160 + 96)
    }

    [Fact]
    public void One_prediction_over_two_lesions_finds_one_and_merges_the_other()
    {
        var evaluation = Some.Evaluation([Cube, MaskOf.Box(9, 2, 2, 5, 4, 4)], [MaskOf.Box(2, 2, 2, 12, 4, 4)]);

        HasCounts(evaluation, lesions: 2, predictions: 1, found: 2, wrong: 0, missed: 0);
        Assert.Equal((1, 1), (evaluation.MatchedPredictions, evaluation.Merged));
        // 80 voxels: larger intersection over union
        Assert.Equal((false, true), (evaluation.Lesions[0].Merged, evaluation.Lesions[0].Detected));
        Assert.True(evaluation.Lesions[1].Merged);
        Assert.Equal([1], evaluation.Lesions[1].Predicted);
        Assert.Null(evaluation.Lesions[1].Dice);
        Assert.Null(evaluation.Lesions[1].PredictedVolumeMm3);
    }

    [Fact]
    public void A_touch_with_small_overlap_and_a_far_centroid_is_a_miss_and_a_false_positive()
    {
        // They share a layer of 16 of 64 + 240 voxels: 16 / 288 = 0.056 < 0.1, and the centroid of the prediction lies outside.
        var evaluation = Some.Evaluation([Cube], [MaskOf.Box(5, 2, 2, 15, 4, 4)]);

        Assert.Equal((0, 1, 1), (evaluation.TruePositives, evaluation.FalseNegatives, evaluation.FalsePositives));
    }

    [Fact]
    public void A_small_prediction_with_its_centroid_inside_counts_however_small_its_overlap()
    {
        // 8 of 1000 voxels: an intersection over union of 0.008.
        Box3[] reference = [MaskOf.Box(2, 2, 2, 10, 10, 10)], predicted = [MaskOf.Box(5, 5, 5, 2, 2, 2)];

        Assert.Equal(1, Some.Evaluation(reference, predicted).TruePositives);
        Assert.Equal(0, Some.Evaluation(reference, predicted, MatchingPreset.Default with { OrCentroidInside = false }).TruePositives);
    }

    [Fact]
    public void Small_lesions_are_neither_missed_nor_false()
    {
        // 2 mm³ on both sides, apart from each other.
        var evaluation = Some.Evaluation([MaskOf.Box(2, 2, 2, 2, 1, 1)], [MaskOf.Box(10, 2, 2, 2, 1, 1)]);

        HasCounts(evaluation, lesions: 0, predictions: 0, found: 0, wrong: 0, missed: 0);
        Assert.Equal((1, 1), (evaluation.IgnoredReferenceLesions, evaluation.IgnoredPredictedLesions));
        Assert.Empty(evaluation.Lesions);
    }

    [Fact]
    public void A_prediction_over_an_ignored_lesion_is_not_a_false_positive()
    {
        var evaluation = Some.Evaluation([MaskOf.Box(3, 3, 3, 2, 1, 1)], [Cube]);

        HasCounts(evaluation, lesions: 0, predictions: 1, found: 0, wrong: 0, missed: 0);
        Assert.Equal(1, evaluation.PredictionsOnIgnored);
    }

    [Fact]
    public void An_ignored_prediction_finds_nothing()
    {
        var evaluation = Some.Evaluation([Cube], [MaskOf.Box(3, 3, 3, 2, 1, 1)]);

        HasCounts(evaluation, lesions: 1, predictions: 0, found: 0, wrong: 0, missed: 1);
        Assert.Equal(1, evaluation.IgnoredPredictedLesions);
    }

    [Fact]
    public void As_many_pairs_as_possible_are_made_before_the_best_ones()
    {
        // Prediction 1 overlaps both lesions, mostly the second; prediction 2 only the second. Two pairs can be made, though the
        // single best pair (prediction 1 with lesion 2) would be broken by it.
        Box3[] reference = [MaskOf.Box(2, 2, 2, 4, 4, 4), MaskOf.Box(8, 2, 2, 8, 4, 4)];
        Box3[] predicted = [MaskOf.Box(4, 2, 2, 10, 4, 4), MaskOf.Box(15, 2, 2, 3, 4, 4)];

        var evaluation = Some.Evaluation(reference, predicted);

        Assert.Equal((2, 2, 0), (evaluation.TruePositives, evaluation.MatchedPredictions, evaluation.Fragments));
        Assert.Equal([2], evaluation.Lesions[0].Predicted); // the larger lesion is label 1
        Assert.Equal([1], evaluation.Lesions[1].Predicted);
    }

    [Fact]
    public void Lesion_figures_do_not_depend_on_how_the_grid_lies()
    {
        foreach (var affine in new[] { MaskOf.Oblique, Affine.FromSpacing(new SpacingMm(0.5, 0.9, 2)) })
        {
            var grid = MaskOf.Grid(12, 12, 12, affine);
            var evaluation = Evaluator.Evaluate(
                Some.Lesions(grid, Cube), Some.Lesions(grid, MaskOf.Box(2, 2, 3, 4, 4, 4)), MatchingPreset.Default);

            var lesion = Assert.Single(evaluation.Lesions);
            Assert.Equal(2, lesion.Hd95Mm.MaxDirected!.Value, 9); // one slice of 2 mm
            Assert.Equal(64 * 0.9, lesion.ReferenceVolumeMm3, 9);
        }
    }

    [Fact]
    public void Different_grids_are_refused_with_both_geometries()
    {
        var flipped = MaskOf.Grid(
            8, 8, 8, new Affine(new PointMm(-1, 0, 0), new PointMm(0, 1, 0), new PointMm(0, 0, 1), new PointMm(7, 0, 0)));

        var error = Assert.Throws<InvalidInputException>(
            () => Evaluator.Evaluate(Some.Lesions(MaskOf.Grid(8, 8, 8), Cube), Some.Lesions(flipped, Cube), MatchingPreset.Default));

        Assert.Contains("case-1", error.Message, StringComparison.Ordinal);
        Assert.Contains("orientation RAS", error.Message, StringComparison.Ordinal);
        Assert.Contains("orientation LAS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_case_or_another_connectivity_is_refused()
    {
        var grid = MaskOf.Grid(8, 8, 8);
        var reference = Some.Lesions(grid, Cube);

        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(reference, reference with { CaseId = "case-2" }, MatchingPreset.Default));
        var faces = LesionFinder.Find(
            "case-1", "patient-1", MaskOf.Boxes(grid, Cube), new LesionOptions { Connectivity = Connectivity.Faces6 });
        var error = Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(reference, faces, MatchingPreset.Default));
        Assert.Contains("26", error.Message, StringComparison.Ordinal);
    }

    private static void HasCounts(CaseEvaluation evaluation, int lesions, int predictions, int found, int wrong, int missed)
    {
        Assert.Equal(lesions, evaluation.ReferenceLesions);
        Assert.Equal(predictions, evaluation.PredictedLesions);
        Assert.Equal(found, evaluation.TruePositives);
        Assert.Equal(wrong, evaluation.FalsePositives);
        Assert.Equal(missed, evaluation.FalseNegatives);
    }
}
