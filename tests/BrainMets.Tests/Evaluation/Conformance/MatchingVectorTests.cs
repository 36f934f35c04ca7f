using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

/// <summary>Matching, counting and overlap against other tools' results.</summary>
public sealed class MatchingVectorTests
{
    internal static readonly string[] Panoptica =
    [
        "panoptica-eval-semantic-naive-iou0.5", "panoptica-eval-pred-empty", "panoptica-eval-ref-empty",
        "panoptica-eval-both-empty", "panoptica-eval-no-TP-but-overlap",
    ];

    internal static readonly string[] Picai = ["picai-case-0", "picai-case-6", "picai-case-7"];

    internal static readonly string[] Single =
    [
        "picai-case-5", "panoptica-strict-threshold", "mr-pq-fig3.51", "hungarian-1", "mr-f-beta-confusion", "panoptica-recall-by-volume",
        "monai-dice-2x2", "monai-dice-empty-policy", "mr-plus-shape", "mr-sn210-outer-6x6", "panoptica-overlap_large_discrepancy",
        "sphere-dice-closed-form", "edt-2d-sampling-2-1", "dm-2d-two-pixels-2mm", "dm-2d-two-squares-shifted",
    ];

    public static TheoryData<string> PanopticaIds => [.. Panoptica];

    public static TheoryData<string> PicaiIds => [.. Picai];

    [Theory]
    [MemberData(nameof(PanopticaIds))]
    public void Counts_agree_with_matching_by_intersection_over_union_of_a_half(string id)
    {
        var (inputs, expected) = (Vectors.Inputs(id), Vectors.Expected(id));
        var grid = Vectors.Grid(inputs.GetProperty("shape"));

        var evaluation = Vectors.EvaluateByIou(
            Vectors.Boxes(grid, inputs.GetProperty("ref_boxes")), Vectors.Boxes(grid, inputs.GetProperty("pred_boxes")), 0.5);

        Assert.Equal(expected.Number("tp"), evaluation.TruePositives);
        Assert.Equal(expected.Number("fp"), evaluation.FalsePositives);
        if (expected.TryGetProperty("fn", out var misses))
        {
            Assert.Equal(misses.GetInt32(), evaluation.FalseNegatives);
        }

        if (expected.TryGetProperty("global_bin_dsc", out var dice))
        {
            Assert.Equal(dice.GetDouble(), evaluation.Dice!.Value, 7);
        }
    }

    [Fact]
    public void An_intersection_over_union_at_the_limit_makes_a_pair()
    {
        var (inputs, expected) = (
            Vectors.Inputs("panoptica-strict-threshold"), Vectors.Expected("panoptica-strict-threshold").GetProperty("non_strict"));
        var grid = Vectors.Grid(inputs.GetProperty("shape"));

        var evaluation = Vectors.EvaluateByIou(
            Vectors.Boxes(grid, inputs.GetProperty("ref_boxes")), Vectors.Boxes(grid, inputs.GetProperty("pred_boxes")), 0.5);

        Assert.Equal(expected.Number("tp"), evaluation.TruePositives);
        Assert.Equal(expected.Number("sq_dsc"), evaluation.Lesions[0].Dice!.Value, 4);
    }

    [Theory]
    [MemberData(nameof(PicaiIds))]
    public void Counts_and_overlaps_agree_with_a_detection_challenge(string id)
    {
        var inputs = Vectors.Inputs(id);
        var rows = Vectors.Expected(id).GetProperty("y_list").EnumerateArray().Select(row => row.Numbers()).ToArray();
        var grid = Vectors.Grid(inputs.GetProperty("shape"));

        var evaluation = Vectors.EvaluateByIou(
            Vectors.Boxes(grid, inputs.GetProperty("label_boxes_value")),
            Vectors.Boxes(grid, inputs.GetProperty("detection_boxes_value")),
            inputs.Number("min_overlap"));

        // A lesion without a confidence was missed; here two lesions under one prediction are one found and one merged.
        Assert.Equal(rows.Count(r => r[0] == 1 && r[1] > 0), evaluation.MatchedPredictions);
        Assert.Equal(rows.Count(r => r[0] == 1 && r[1] == 0), evaluation.FalseNegatives + evaluation.Merged);
        Assert.Equal(rows.Count(r => r[0] == 0), evaluation.FalsePositives);
        // Dice as intersection over union
        var overlaps = evaluation.Lesions.Where(l => l.Dice is not null).Select(l => l.Dice!.Value / (2 - l.Dice!.Value));
        Assert.Equal(rows.Where(r => r[2] > 0).Select(r => Math.Round(r[2], 6)), overlaps.Select(o => Math.Round(o, 6)));
    }

    [Fact]
    public void A_leftover_that_barely_touches_a_found_lesion_is_a_fragment_though_the_challenge_calls_it_false()
    {
        var inputs = Vectors.Inputs("picai-case-5");
        var rows = Vectors.Expected("picai-case-5").GetProperty("y_list").EnumerateArray().Select(row => row.Numbers()).ToArray();
        var grid = Vectors.Grid(inputs.GetProperty("shape"));

        var evaluation = Vectors.EvaluateByIou(
            Vectors.Boxes(grid, inputs.GetProperty("label_boxes_value")),
            Vectors.Boxes(grid, inputs.GetProperty("detection_boxes_value")),
            0.1);

        var dice = Assert.Single(evaluation.Lesions).Dice!.Value;
        Assert.Equal(rows[0][2], dice / (2 - dice), 9);
        Assert.Equal(0, rows[1][0]); // there a false positive: its intersection over union, 1 / 49, is below the limit
        Assert.Equal((1, 0), (evaluation.Fragments, evaluation.FalsePositives)); // here any overlap with a found lesion excuses it
    }

    [Fact]
    public void Panoptic_quality_of_a_published_figure_follows_from_the_pairs()
    {
        var inputs = Vectors.Inputs("mr-pq-fig3.51");
        var grid = Vectors.Grid(inputs.GetProperty("shape"));
        var reference = inputs.GetProperty("ref_boxes_each").EnumerateArray().Select(boxes => Vectors.Boxes(grid, boxes)).Aggregate(Join);
        var prediction = inputs.GetProperty("pred_boxes_each").EnumerateArray().Select(boxes => Vectors.Boxes(grid, boxes)).Aggregate(Join);

        var e = Vectors.EvaluateByIou(reference, prediction, 0.5);

        var summedIou = e.Lesions.Sum(l => l.Dice / (2 - l.Dice) ?? 0);
        var quality = summedIou / (e.TruePositives + (0.5 * e.FalsePositives) + (0.5 * e.FalseNegatives));
        Assert.Equal(Vectors.Expected("mr-pq-fig3.51").Number("derived_pq"), quality, 12);
    }

    [Fact]
    public void The_cheapest_assignment_is_the_published_one()
    {
        var rows = Vectors.Inputs("hungarian-1").GetProperty("cost").EnumerateArray().Select(r => r.Numbers()).ToArray();
        var (costs, transposed) = (new double[3, 4], new double[4, 3]);
        for (var r = 0; r < 3; r++)
        {
            for (var c = 0; c < 4; c++)
            {
                (costs[r, c], transposed[c, r]) = (rows[r][c], rows[r][c]);
            }
        }

        var chosen = HungarianAssignment.LowestCost(costs).Select((column, row) => costs[row, column!.Value]);
        var total = HungarianAssignment.LowestCost(transposed).Select((column, row) => column is { } c ? transposed[row, c] : 0).Sum();

        Assert.Equal(Vectors.Expected("hungarian-1").GetProperty("selected_costs_by_row").Numbers(), chosen);
        Assert.Equal(Vectors.Expected("hungarian-1").Number("total"), total);
    }

    [Theory]
    [InlineData("case1")]
    [InlineData("case2")]
    public void Precision_and_f1_follow_from_counts(string name)
    {
        var counts = Vectors.Inputs("mr-f-beta-confusion").GetProperty(name);
        var (found, missed, wrong) = ((int)counts.Number("tp"), (int)counts.Number("fn"), (int)counts.Number("fp"));

        var figures = new ThresholdCounts(0.5, found, found, wrong, missed);

        Assert.Equal(Vectors.Expected("mr-f-beta-confusion").GetProperty(name).Number("ppv"), figures.Precision!.Value, 0.01);
        Assert.Equal(Vectors.Expected("mr-f-beta-confusion").GetProperty(name).Number("f1"), figures.F1!.Value, 0.01);
    }

    [Fact]
    public void Sensitivity_by_volume_puts_a_lesion_at_an_edge_into_the_upper_bin()
    {
        var (inputs, expected) = (Vectors.Inputs("panoptica-recall-by-volume"), Vectors.Expected("panoptica-recall-by-volume"));
        var (volumes, matched) = (inputs.GetProperty("volumes").Numbers(), inputs.GetProperty("matched").Numbers());
        var cases = volumes.Select((v, i) => SomeEvaluations.Case(
            $"patient-{i}", found: matched[i] == 1 ? [v] : [], missed: matched[i] == 1 ? [] : [v])).ToArray();

        var bins = Evaluator.Summarize(
            cases, MatchingPreset.Default, new SummaryOptions { VolumeEdgesMm3 = inputs.GetProperty("edges").Numbers() }).ByVolume;

        string[] names = ["rec_q0", "rec_q1", "rec_q2", "rec_q3"];
        Assert.Equal(names.Select(name => expected.Number(name)), bins.Select(b => b.Sensitivity.Value!.Value));
        var exact = Evaluator.Summarize(cases, MatchingPreset.Default, new SummaryOptions { VolumeEdgesMm3 = [100, 200] }).ByVolume;
        Assert.Equal([0, 1, 3], exact.Select(b => b.ReferenceLesions)); // 100 belongs to [100, 200), 200 to [200, …)
    }

    [Fact]
    public void Dice_and_intersection_over_union_are_the_published_ones()
    {
        MaskOverlap Of(string id, string reference, string prediction) => Overlap(id, reference, prediction, Vectors.Rows);
        MaskOverlap OfBoxes(string id, string reference, string prediction) => Overlap(
            id, reference, prediction, mask => Vectors.Boxes(Vectors.Grid(mask.GetProperty("shape")), mask.GetProperty("boxes")));

        Assert.Equal(Vectors.Expected("monai-dice-2x2").Number("dice"), Of("monai-dice-2x2", "gt", "pred").Dice!.Value, 12);
        Assert.Equal(
            Vectors.Expected("panoptica-overlap_large_discrepancy").GetProperty("derived_exact").Number("dsc"),
            Of("panoptica-overlap_large_discrepancy", "ref", "pred").Dice!.Value,
            12);
        var plus = Vectors.Expected("mr-plus-shape").GetProperty("derived_exact");
        Assert.Equal(plus.Number("dsc"), OfBoxes("mr-plus-shape", "ref", "pred").Dice!.Value, 12);
        Assert.Equal(plus.Number("iou"), OfBoxes("mr-plus-shape", "ref", "pred").Iou!.Value, 12);
        Assert.Equal(Vectors.Expected("mr-sn210-outer-6x6").Number("tp"), OfBoxes("mr-sn210-outer-6x6", "ref", "pred").Shared);
        Assert.Equal(
            Vectors.Expected("dm-2d-two-pixels-2mm").Number("volumetric_dice"),
            OfBoxes("dm-2d-two-pixels-2mm", "mask_gt", "mask_pred").Dice!.Value);
        Assert.Equal(
            Vectors.Expected("dm-2d-two-squares-shifted").GetProperty("derived_from_reference_run").Number("volumetric_dice"),
            OfBoxes("dm-2d-two-squares-shifted", "mask_gt", "mask_pred").Dice!.Value,
            12);
    }

    [Fact]
    public void Dice_is_undefined_only_when_both_masks_are_empty()
    {
        var policy = Vectors.Expected("monai-dice-empty-policy");
        byte[] empty = [0, 0], full = [1, 1];

        Assert.Equal("NaN", policy.GetProperty("ignore_empty_true").GetProperty("gt_empty_pred_empty").GetString());
        Assert.Null(MaskOverlap.Of<byte>(empty, empty).Dice);
        Assert.Equal(policy.GetProperty("ignore_empty_false").Number("gt_empty_pred_nonempty"), MaskOverlap.Of<byte>(empty, full).Dice);
    }

    [Fact]
    public void Dice_of_voxelised_balls_comes_near_the_closed_formula()
    {
        // Radius 2 mm in voxels of 0.1 mm.
        var grid = MaskOf.Grid(61, 61, 61);
        var ball = Vectors.Ball(grid, [30, 30, 30], 20).Voxels;
        double DiceWith(double[] centre, double radius) =>
            MaskOverlap.Of<byte>(ball, Vectors.Ball(grid, centre, radius).Voxels).Dice!.Value;
        var table = Vectors.Expected("sphere-dice-closed-form").GetProperty("table").EnumerateArray();
        foreach (var row in table.Where(r => r.Number("radius_mm") == 2))
        {
            var delta = 10 * row.Number("delta_mm");

            Assert.Equal(row.Number("dice_overseg_by_delta"), DiceWith([30, 30, 30], 20 + delta), 5e-3);
            Assert.Equal(row.Number("dice_underseg_by_delta"), DiceWith([30, 30, 30], 20 - delta), 5e-3);
            Assert.Equal(row.Number("dice_centre_shift_by_delta"), DiceWith([30, 30, 30 + delta], 20), 5e-3);
        }
    }

    [Fact]
    public void The_distance_transform_of_an_anisotropic_slice_is_the_published_one()
    {
        var inputs = Vectors.Inputs("edt-2d-sampling-2-1");
        var expected = Vectors.Expected("edt-2d-sampling-2-1").GetProperty("edt").EnumerateArray().Select(r => r.Numbers()).ToArray();
        var mask = Vectors.Rows(inputs.GetProperty("data"));
        var spacing = inputs.GetProperty("sampling").Numbers();
        var grid = mask.Geometry with { VoxelToWorld = Affine.FromSpacing(new SpacingMm(spacing[0], spacing[1], 1)) };
        var background = new Volume<byte>(grid, [.. mask.Voxels.Select(v => (byte)(1 - v))]);

        var squared = DistanceTransform.SquaredMm(background);

        for (var i = 0; i < squared.Voxels.Length; i++)
        {
            var (x, y, _) = mask.Size.Position(i);
            Assert.Equal(expected[x][y], Math.Sqrt(squared.Voxels[i]), 12);
        }
    }

    private static MaskOverlap Overlap(string id, string reference, string prediction, Func<JsonElement, Volume<byte>> read)
    {
        var inputs = Vectors.Inputs(id);
        return MaskOverlap.Of<byte>(read(inputs.GetProperty(reference)).Voxels, read(inputs.GetProperty(prediction)).Voxels);
    }

    private static Volume<byte> Join(Volume<byte> a, Volume<byte> b) => new(a.Geometry, [.. a.Voxels.Zip(b.Voxels, Math.Max)]);
}
