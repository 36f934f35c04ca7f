using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

/// <summary>
/// Hausdorff and average surface distances against other tools' results. Tools that average the two means are compared with that average.
/// </summary>
public sealed class SurfaceVectorTests
{
    internal static readonly string[] Definitions =
    [
        "hd95-definitions-ball3-vs-ball4",
        "hd95-definitions-ball4-with-3x3x3-stray",
        "hd95-definitions-tiny-2x2x1-vs-3x3x2-aniso",
        "hd95-definitions-ball4-shift2z-aniso-0.86-0.86-1.5",
        "hd95-definitions-single-voxel-vs-neighbour",
        "hd95-definitions-touching-image-border",
    ];

    internal static readonly string[] Balls =
    [
        "monai-hd-identical", "monai-hd-offset1", "monai-hd-r33-offset1", "monai-hd-r20-r40",
        "monai-asd-identical", "monai-asd-r33-offset1", "monai-asd-r20-r40",
    ];

    internal static readonly string[] LegacyBrats =
    [
        "BraTS2024_25_MET-shift1",
        "BraTS2023_MET-shift1_aniso_1x1x3_along_z",
        "BraTS2023_MET-one_FN_one_FP",
        "BraTS2023_MET-FP_single_voxel",
        "BraTS2023_MET-FP_two_voxels",
        "BraTS2023_MET-GT_two_voxels_detected_plus_big_TP",
        "BraTS2023_MET-GT_two_voxels_missed_plus_big_TP",
        "BraTS2023_MET-one_pred_covers_two_GT_gap6",
        "BraTS2023_MET-pred_touches_only_dilated_GT",
        "BraTS2023_MET-pred_gap1_no_touch",
        "BraTS2023_MET-two_GT_gap1_merge_one_detected",
        "BraTS2023_MET-two_GT_gap2_merge_one_detected",
    ];

    internal static readonly string[] Empty = ["dm-2d-empty-prediction", "dm-2d-empty-gt", "dm-2d-both-empty", "dm-3d-both-empty"];

    internal static readonly string[] Single =
        ["dm-3d-two-cubes-shifted", "panoptica-nooverlap", "medpy-asd-1d", "monai-nsd-10x10", "monai-hd-both-empty"];

    public static TheoryData<string> DefinitionIds => [.. Definitions];

    public static TheoryData<string> BallIds => [.. Balls];

    public static TheoryData<string> LegacyBratsIds => [.. LegacyBrats];

    public static TheoryData<string> EmptyIds => [.. Empty];

    [Theory]
    [MemberData(nameof(DefinitionIds))]
    public void One_pair_of_masks_gives_every_tools_figure(string id)
    {
        var (inputs, expected) = (Vectors.Inputs(id), Vectors.Expected(id));
        var grid = Vectors.Grid(inputs.GetProperty("shape"), inputs.GetProperty("spacing").Numbers());
        var reference = Mask(inputs, "gt", grid);
        var prediction = Mask(inputs, "pred", grid);

        var distances = Distances(reference, prediction);

        var (deepMind, reloaded, panoptica) = (
            expected.GetProperty("deepmind"), expected.GetProperty("metricsreloaded"), expected.GetProperty("medpy_panoptica"));
        Assert.Equal(panoptica.Number("hd95_pooled"), distances.PooledMm(0.95), 12);
        Assert.Equal(reloaded.Number("hd95_max_of_directed"), distances.MaxDirectedMm(0.95), 12);
        Assert.Equal(deepMind.Number("hd95"), distances.AreaWeightedMm(0.95), 12);
        Assert.Equal(deepMind.Number("hd100"), distances.AreaWeightedMm(1), 12);
        Assert.Equal(expected.GetProperty("monai").Number("hd100"), distances.MaxDirectedMm(1), 5); // computed there in single precision
        Assert.Equal(new Hd95Mm(distances.MaxDirectedMm(0.95), distances.PooledMm(0.95), distances.AreaWeightedMm(0.95)), distances.Hd95Mm);
        Assert.Equal(reloaded.Number("assd_pooled"), distances.AssdMm, 12);
        Assert.Equal(reloaded.Number("masd"), (distances.ReferenceToPrediction.MeanMm + distances.PredictionToReference.MeanMm) / 2, 12);
        var average = deepMind.GetProperty("avg_surface_distance_gt2pred_pred2gt").Numbers();
        Assert.Equal(average[0], distances.ElementsReferenceToPrediction.MeanMm, 12);
        Assert.Equal(average[1], distances.ElementsPredictionToReference.MeanMm, 12);
        Assert.Equal(expected.GetProperty("n_surface_voxels").Number("gt"), distances.ReferenceToPrediction.DistancesMm.Length);
        Assert.Equal(expected.GetProperty("n_surface_voxels").Number("pred"), distances.PredictionToReference.DistancesMm.Length);
    }

    [Theory]
    [MemberData(nameof(BallIds))]
    public void Balls_that_meet_the_border_have_the_published_distances(string id)
    {
        var (inputs, expected) = (Vectors.Inputs(id), Vectors.Expected(id));
        var grid = MaskOf.Grid(99, 99, 99);
        Volume<byte> BallOf(string name) =>
            Vectors.Ball(grid, inputs.GetProperty(name).GetProperty("centre").Numbers(), inputs.GetProperty(name).Number("radius"));

        var distances = Distances(BallOf("gt"), BallOf("pred"));

        if (expected.TryGetProperty("symmetric", out var symmetric))
        {
            Assert.Equal(symmetric.GetDouble(), distances.AssdMm, 1e-5 * 16);
            Assert.Equal(expected.Number("pred_to_gt"), distances.PredictionToReference.MeanMm, 1e-5 * 16);
        }
        else
        {
            Assert.Equal(expected.Number("euclidean_undirected"), distances.MaxDirectedMm(1), 1e-6 * 21);
            Assert.Equal(expected.Number("euclidean_directed"), distances.PredictionToReference.LinearPercentileMm(1), 1e-6 * 21);
        }
    }

    [Theory]
    [MemberData(nameof(LegacyBratsIds))]
    public void Whole_masks_have_the_distance_and_dice_that_the_challenge_code_printed(string id)
    {
        var (inputs, expected) = (Vectors.Inputs(id), Vectors.Expected(id));
        var grid = Vectors.Grid(inputs.GetProperty("shape"), inputs.GetProperty("spacing").Numbers());
        var (reference, prediction) = (
            Vectors.Boxes(grid, inputs.GetProperty("gt_boxes")), Vectors.Boxes(grid, inputs.GetProperty("pred_boxes")));

        Assert.Equal(expected.Number("Legacy_HD95"), Distances(reference, prediction).AreaWeightedMm(0.95), 9);
        Assert.Equal(expected.Number("Legacy_Dice"), Vectors.EvaluateByIou(reference, prediction, 0.1).Dice!.Value, 9);
    }

    [Theory]
    [MemberData(nameof(EmptyIds))]
    public void Distances_of_an_empty_mask_are_undefined_where_others_say_infinity(string id)
    {
        var inputs = Vectors.Inputs(id);

        Assert.Equal("Infinity", Vectors.Expected(id).GetProperty("hausdorff_95").GetString());
        Assert.Null(SurfaceDistances.Between(Bars(inputs, "mask_gt"), Bars(inputs, "mask_pred")));
    }

    [Fact]
    public void Empty_masks_are_undefined_where_another_tool_says_nan_and_averages_it_to_zero()
    {
        Assert.Equal(0, Vectors.Expected("monai-hd-both-empty").Number("aggregate_mean"));
        var empty = new Volume<byte>(MaskOf.Grid(4, 4, 4));

        Assert.Null(SurfaceDistances.Between(empty, empty));
    }

    [Fact]
    public void Slabs_at_the_border_have_the_published_area_weighted_distances()
    {
        var (inputs, expected) = (Vectors.Inputs("dm-3d-two-cubes-shifted"), Vectors.Expected("dm-3d-two-cubes-shifted"));

        var distances = Distances(Bars(inputs, "mask_gt"), Bars(inputs, "mask_pred"));

        var average = expected.GetProperty("average_surface_distance").Numbers();
        Assert.Equal(average[0], distances.ElementsReferenceToPrediction.MeanMm, 5e-4);
        Assert.Equal(average[1], distances.ElementsPredictionToReference.MeanMm, 5e-4);
        Assert.Equal(expected.Number("hausdorff_95"), distances.AreaWeightedMm(0.95), 5e-4);
        Assert.Equal(expected.Number("hausdorff_100"), distances.AreaWeightedMm(1), 5e-4);
    }

    [Fact]
    public void Thin_shapes_of_one_slice_have_the_published_distances()
    {
        var panoptica = Vectors.Inputs("panoptica-nooverlap");
        var thin = Distances(Vectors.Rows(panoptica.GetProperty("ref")), Vectors.Rows(panoptica.GetProperty("pred")));
        var expected = Vectors.Expected("panoptica-nooverlap").GetProperty("derived_exact");
        Assert.Equal(expected.Number("hd95"), thin.PooledMm(0.95), 12);
        Assert.Equal(expected.Number("hd"), thin.PooledMm(1), 12);
        Assert.Equal(expected.Number("assd"), (thin.ReferenceToPrediction.MeanMm + thin.PredictionToReference.MeanMm) / 2, 12);

        var line = MaskOf.Grid(2, 1, 1, Affine.FromSpacing(new SpacingMm(2, 1, 1)));
        var pair = Distances(new Volume<byte>(line, [0, 1]), new Volume<byte>(line, [1, 0]));
        Assert.Equal(Vectors.Expected("medpy-asd-1d").Number("assd_spacing2"), pair.AssdMm, 12);

        var monai = Vectors.Inputs("monai-nsd-10x10");
        var bars = Distances(Bars(monai, "gt"), Bars(monai, "pred"));
        var sorted = Vectors.Expected("monai-nsd-10x10").GetProperty("edge_distances_fg_gt_to_pred").Numbers();
        Assert.Equal(sorted, bars.ReferenceToPrediction.DistancesMm.ToArray());
    }

    private static Volume<byte> Bars(JsonElement inputs, string name)
    {
        var (mask, spacing) = (inputs.GetProperty(name), inputs.TryGetProperty("spacing_mm", out var mm) ? mm.Numbers() : null);
        return Vectors.Boxes(Vectors.Grid(mask.GetProperty("shape"), spacing), mask.GetProperty("boxes"));
    }

    private static Volume<byte> Mask(JsonElement inputs, string name, VolumeGeometry grid)
    {
        if (inputs.TryGetProperty(name + "_ball", out var ball))
        {
            return Vectors.Ball(grid, ball.GetProperty("c").Numbers(), ball.Number("r"));
        }

        if (inputs.TryGetProperty(name + "_boxes", out var boxes))
        {
            return Vectors.Boxes(grid, boxes);
        }

        // The one vector in words: the reference and a box [20, 23) x [11, 14) x [11, 14) beside it.
        var stray = MaskOf.Boxes(grid, MaskOf.Box(20, 11, 11, 3, 3, 3)).Voxels;
        return new Volume<byte>(grid, [.. Mask(inputs, "gt", grid).Voxels.Zip(stray, Math.Max)]);
    }

    private static SurfaceDistances Distances(Volume<byte> reference, Volume<byte> prediction)
    {
        var distances = SurfaceDistances.Between(reference, prediction);
        Assert.NotNull(distances);
        return distances;
    }
}
