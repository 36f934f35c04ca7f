using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Lesions;

namespace BrainMets.Tests.Evaluation;

/// <summary>Lesion-wise scores of challenges against what their code printed for the same masks.</summary>
public sealed class ScoreVectorTests
{
    internal static readonly string[] Brats = [.. Vectors.Ids.Where(id => id.StartsWith("BraTS", StringComparison.Ordinal))];

    internal static readonly string[] Mist = [.. Vectors.Ids.Where(id => id.StartsWith("mist-", StringComparison.Ordinal))];

    /// <summary>
    /// The challenge adds 1e-8 to the denominator of its surface Dice, so that a perfect lesion scores 0.999999995. We do not.
    /// </summary>
    private const double SurfaceDiceQuirk = 1e-8;

    /// <summary>The rules of another tool, made of the same values: 18 neighbours, any reach, nothing excused.</summary>
    private static readonly MatchingPreset MistRules = MatchingPresets.Brats2023 with
    {
        Name = "mist",
        Connectivity = Connectivity.Edges18,
        MergeReferenceSteps = 0,
        IgnoreReferenceUpToMm3 = null,
        SpareOnIgnored = false,
        Score = new ScoreRules
        {
            Form = ScoreForm.EveryLesion,
            Hd95Family = HausdorffFamily.AreaWeighted,
            Hd95Penalty = Hd95PenaltyRule.DiagonalInMm,
            SurfaceDiceTolerancesMm = [1],
        },
    };

    public static TheoryData<string> BratsIds => [.. Brats];

    public static TheoryData<string> MistIds => [.. Mist];

    [Theory]
    [MemberData(nameof(BratsIds))]
    public void The_lesion_wise_scores_and_counts_are_those_the_challenge_code_printed(string id)
    {
        var (preset, expected) = (PresetOf(id), Vectors.Expected(id));

        var evaluation = Evaluate(id, preset);

        Assert.Equal(expected.Number("Num_TP"), evaluation.TruePositives);
        Assert.Equal(expected.Number("Num_FP"), evaluation.FalsePositives);
        Assert.Equal(expected.Number("Num_FN"), evaluation.FalseNegatives);
        var score = evaluation.Score!; // both presets have one
        Assert.Equal(expected.Number("LesionWise_Score_Dice"), score.Dice!.Value, 9);
        Assert.Equal(expected.Number("LesionWise_Score_HD95"), score.Hd95!.Value, 9);
        foreach (var surface in score.SurfaceDice)
        {
            Assert.Equal(
                expected.Number($"LesionWise_Score_NSD @ {surface.ToleranceMm:0.0}"), surface.Value!.Value, SurfaceDiceQuirk);
        }

        Assert.Equal(evaluation.FalsePositives + evaluation.FalseNegatives, score.Penalised);
        Assert.Equal(evaluation.ReferenceLesions + evaluation.FalsePositives, score.Terms);
        Assert.Equal(score.Terms == 0, score.ByConvention);
    }

    [Fact]
    public void The_distance_of_whole_masks_is_right_where_the_challenge_code_of_2024_is_corrupted()
    {
        const string id = "BraTS2024_25_MET-GT_two_voxels_missed_plus_big_TP";
        var (reference, prediction) = Masks(id);

        // Printed 0, because surface codes were made of lesion numbers; the code of 2023 prints 21.38 for the same masks.
        Assert.Equal(0, Vectors.Expected(id).Number("Legacy_HD95"));
        Assert.Equal(
            Vectors.Expected("BraTS2023_MET-GT_two_voxels_missed_plus_big_TP").Number("Legacy_HD95"),
            SurfaceDistances.Between(reference, prediction)!.AreaWeightedMm(0.95), // neither is empty
            9);
    }

    [Theory]
    [MemberData(nameof(MistIds))]
    public void Another_tools_lesion_wise_scores_come_out_of_its_rules(string id)
    {
        var (inputs, expected) = (Vectors.Inputs(id), Vectors.Expected(id));

        // There a lesion of just the limit counts; in none of these does one have it.
        // these rules have one
        var score = Evaluate(id, MistRules with { IgnoreReferenceUpToMm3 = inputs.Number("min_lesion_volume") }).Score!;

        if (expected.ValueKind == JsonValueKind.String)
        {
            Assert.Equal("empty dict", expected.GetString());
            Assert.Equal((null, null), (score.Dice, score.Hd95)); // nothing to score
            return;
        }

        Assert.Equal(expected.Number("dice"), score.Dice!.Value, 6);
        if (expected.TryGetProperty("haus95", out var distance))
        {
            Assert.Equal(distance.GetDouble(), score.Hd95!.Value, 6);
            Assert.Equal(expected.Number("surface_dice"), Assert.Single(score.SurfaceDice).Value!.Value, 6);
        }
    }

    private static MatchingPreset PresetOf(string id) =>
        id.StartsWith("BraTS2023", StringComparison.Ordinal) ? MatchingPresets.Brats2023 : MatchingPresets.Brats2024;

    private static CaseEvaluation Evaluate(string id, MatchingPreset preset)
    {
        var (reference, prediction) = Masks(id);
        LesionSet Find(Volume<byte> mask) =>
            LesionFinder.Find("vector", "vector", mask, new LesionOptions { Connectivity = preset.Connectivity });
        return Evaluator.Evaluate(Find(reference), Find(prediction), preset);
    }

    private static (Volume<byte> Reference, Volume<byte> Prediction) Masks(string id)
    {
        var inputs = Vectors.Inputs(id);
        var grid = Vectors.Grid(inputs.GetProperty("shape"), inputs.GetProperty("spacing").Numbers());
        return (Vectors.Boxes(grid, inputs.GetProperty("gt_boxes")), Vectors.Boxes(grid, inputs.GetProperty("pred_boxes")));
    }
}
