using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

/// <summary>Lesions that a label map tells apart, and further rules of pairing, against other tools' results.</summary>
public sealed class InstanceVectorTests
{
    internal static readonly string[] Single = ["monai-pq-4x4", "mr-box-iou-6a", "panoptica-eval-maximize-merge-plus-FP"];

    [Fact]
    public void Panoptic_quality_of_label_maps_is_the_published_one()
    {
        var (inputs, expected) = (Vectors.Inputs("monai-pq-4x4"), Vectors.Expected("monai-pq-4x4"));
        var (reference, prediction) = (FromLabels(Labels(inputs.GetProperty("gt"))), FromLabels(Labels(inputs.GetProperty("pred"))));
        (double Segmentation, double Recognition) Qualities(MatchingPreset preset)
        {
            var e = Evaluator.Evaluate(reference, prediction, preset);
            var ious = e.Lesions.Where(l => l.Dice is not null).Select(Iou).ToArray();
            return (ious.Average(), ious.Length / (ious.Length + (0.5 * e.FalsePositives) + (0.5 * e.FalseNegatives)));
        }

        // That tool wants more than the limit.
        var half = Qualities(MatchingPresets.Panoptica with { StrictMinIou = true });
        var third = Qualities(MatchingPresets.Panoptica with { StrictMinIou = true, MinIou = 0.3 });

        Assert.Equal(expected.Number("pq@0.5"), half.Segmentation * half.Recognition, 1e-4);
        Assert.Equal(expected.Number("sq@0.3"), third.Segmentation, 1e-4);
        Assert.Equal(expected.Number("rq@0.3"), third.Recognition, 1e-4);
    }

    [Fact]
    public void Overlaps_of_boxes_are_the_published_ones()
    {
        var (inputs, expected) = (Vectors.Inputs("mr-box-iou-6a"), Vectors.Expected("mr-box-iou-6a"));
        var (reference, prediction) = (FromLabels(Boxes(inputs.GetProperty("ref"))), FromLabels(Boxes(inputs.GetProperty("pred"))));

        var evaluation = Evaluator.Evaluate(reference, prediction, MatchingPresets.Picai with { MinIou = 0.1 });

        var published = expected.GetProperty("iou_pred_x_ref").EnumerateArray().SelectMany(row => row.Numbers()).Where(iou => iou > 0);
        Assert.Equal(
            published.Select(iou => Math.Round(iou, 6)).Order(),
            evaluation.Lesions.Where(l => l.Dice is not null).Select(l => Math.Round(Iou(l), 6)).Order());
        Assert.Equal(expected.GetProperty("thr0.1").Number("n_fn"), evaluation.FalseNegatives);
        Assert.Equal(expected.GetProperty("thr0.1").Number("n_fp"), evaluation.FalsePositives);
    }

    [Fact]
    public void Predictions_are_merged_while_that_raises_the_overlap()
    {
        var inputs = Vectors.Inputs("panoptica-eval-maximize-merge-plus-FP");
        var expected = Vectors.Expected("panoptica-eval-maximize-merge-plus-FP");
        var grid = Vectors.Grid(inputs.GetProperty("shape"));

        var evaluation = Evaluator.Evaluate(
            Some.Lesions(Vectors.Boxes(grid, inputs.GetProperty("ref_boxes"))),
            Some.Lesions(Vectors.Boxes(grid, inputs.GetProperty("pred_boxes"))),
            MatchingPresets.Panoptica with { Pairing = PairingRule.MergePredictions });

        var lesion = Assert.Single(evaluation.Lesions);
        Assert.Equal((expected.Number("tp"), expected.Number("fp")), (evaluation.TruePositives, evaluation.FalsePositives));
        Assert.Equal(2, lesion.MatchedPredictions);
        Assert.Equal(expected.Number("sq"), Iou(lesion), 7);
        Assert.Equal(expected.Number("sq_dsc"), lesion.Dice!.Value, 7);
    }

    [Fact]
    public void An_overlap_at_the_limit_makes_no_pair_where_more_is_wanted()
    {
        var (inputs, expected) =
            (Vectors.Inputs("panoptica-strict-threshold"), Vectors.Expected("panoptica-strict-threshold").GetProperty("strict"));
        var grid = Vectors.Grid(inputs.GetProperty("shape"));

        var evaluation = Evaluator.Evaluate(
            Some.Lesions(Vectors.Boxes(grid, inputs.GetProperty("ref_boxes"))),
            Some.Lesions(Vectors.Boxes(grid, inputs.GetProperty("pred_boxes"))),
            MatchingPresets.Panoptica with { StrictMinIou = true });

        Assert.Equal((expected.Number("tp"), expected.Number("fp")), (evaluation.TruePositives, evaluation.FalsePositives));
        Assert.Equal(expected.Number("fn"), evaluation.FalseNegatives);
        Assert.Equal(expected.Number("global_bin_dsc"), evaluation.Dice!.Value, 4);
        Assert.Null(evaluation.Lesions[0].Dice); // there a quality of 0
    }

    [Fact]
    public void A_leftover_that_barely_touches_is_a_false_positive_under_the_challenges_own_rules()
    {
        var inputs = Vectors.Inputs("picai-case-5");
        var rows = Vectors.Expected("picai-case-5").GetProperty("y_list").EnumerateArray().Select(row => row.Numbers()).ToArray();
        var grid = Vectors.Grid(inputs.GetProperty("shape"));

        var evaluation = Evaluator.Evaluate(
            Some.Lesions(Vectors.Boxes(grid, inputs.GetProperty("label_boxes_value"))),
            Some.Lesions(Vectors.Boxes(grid, inputs.GetProperty("detection_boxes_value"))),
            MatchingPresets.Picai);

        Assert.Equal(rows.Count(r => r[0] == 1), evaluation.TruePositives);
        Assert.Equal((rows.Count(r => r[0] == 0), 0), (evaluation.FalsePositives, evaluation.Fragments));
    }

    private static double Iou(LesionEvaluation lesion) => lesion.Dice!.Value / (2 - lesion.Dice!.Value); // of matched lesions only

    private static LesionSet FromLabels(Volume<int> labels) => LesionFinder.FromLabels("vector", "vector", labels);

    private static Volume<int> Labels(JsonElement rows) => Vectors.Rows(rows).Map(v => (int)v);

    /// <summary>Boxes [x0, y0, x1, y1] with both corners inside; each is a lesion.</summary>
    private static Volume<int> Boxes(JsonElement boxes)
    {
        var labels = new Volume<int>(MaskOf.Grid(24, 24, 1));
        foreach (var (corners, i) in boxes.EnumerateArray().Select((box, i) => (box.Numbers(), i)))
        {
            for (var (x, y) = ((int)corners[0], (int)corners[1]); y <= corners[3]; (x, y) = x < corners[2]
                ? (x + 1, y)
                : ((int)corners[0], y + 1))
            {
                labels[x, y, 0] = i + 1;
            }
        }

        return labels;
    }
}
