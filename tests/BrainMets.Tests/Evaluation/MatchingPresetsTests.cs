using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

/// <summary>Each rule of a preset on a situation that it decides; masks in voxels of 1 mm, by hand.</summary>
public sealed class MatchingPresetsTests
{
    private static readonly Box3 Cube = MaskOf.Box(2, 2, 2, 4, 4, 4);

    [Fact]
    public void Names_are_told_apart_and_found()
    {
        string[] names = ["default", "any-overlap", "brats2023", "brats2024", "brats2026", "brats2026-as-published", "picai", "panoptica"];

        Assert.Equal(names, MatchingPresets.All.Select(p => p.Name));
        Assert.All(MatchingPresets.All, p => Assert.Same(p, MatchingPresets.Find(p.Name)));
        Assert.All(MatchingPresets.All, p => p.Validate());
        Assert.Null(MatchingPresets.Find("brats2025"));
    }

    [Theory]
    [InlineData("default", 1, 0, 0)] // 3 x 4 x 4 of 4 x 4 x 4 and 5 x 4 x 4: IoU 48 / 96 = 0.5
    [InlineData("any-overlap", 1, 0, 0)]
    [InlineData("brats2023", 1, 0, 0)]
    [InlineData("picai", 1, 0, 0)]
    [InlineData("panoptica", 1, 0, 0)] // 0.5 is enough
    public void Half_an_overlap_is_a_pair_everywhere(string preset, int found, int missed, int wrong) =>
        Expect(preset, [Cube], [MaskOf.Box(3, 2, 2, 5, 4, 4)], (found, missed, wrong));

    [Theory]
    [InlineData("default", 0, 1, 1)] // below 0.1
    [InlineData("any-overlap", 1, 0, 0)]
    [InlineData("brats2023", 1, 0, 0)]
    [InlineData("brats2026", 1, 0, 0)]
    [InlineData("picai", 0, 1, 1)]
    [InlineData("panoptica", 0, 1, 1)]
    public void One_shared_layer_of_twelve_is_a_pair_only_where_any_overlap_is(string preset, int found, int missed, int wrong) =>
        // 16 of 64 + 192 - 16 = 240: IoU 0.067; the centroid of the prediction is outside.
        Expect(preset, [Cube], [MaskOf.Box(5, 2, 2, 12, 4, 4)], (found, missed, wrong));

    [Theory]
    [InlineData("default", 0, 1, 1)]
    [InlineData("any-overlap", 0, 1, 1)]
    [InlineData("brats2023", 1, 0, 0)]
    [InlineData("brats2024", 1, 0, 0)]
    [InlineData("brats2026", 0, 1, 1)]
    public void A_prediction_beside_a_lesion_counts_in_the_challenges_of_2023_to_2025(string preset, int found, int missed, int wrong) =>
        Expect(preset, [Cube], [MaskOf.Box(6, 2, 2, 4, 4, 4)], (found, missed, wrong));

    [Theory]
    [InlineData("default", 2, 0, 0)] // found and merged
    [InlineData("any-overlap", 2, 0, 0)]
    [InlineData("brats2023", 2, 0, 0)]
    [InlineData("brats2026", 1, 1, 0)]
    [InlineData("picai", 1, 1, 0)]
    public void One_prediction_over_two_lesions_finds_both_or_one(string preset, int found, int missed, int wrong) =>
        Expect(preset, [Cube, MaskOf.Box(9, 2, 2, 4, 4, 4)], [MaskOf.Box(2, 2, 2, 11, 4, 4)], (found, missed, wrong));

    [Theory]
    [InlineData("default", 1, 0, 0)] // a fragment
    [InlineData("any-overlap", 1, 0, 0)]
    [InlineData("brats2023", 1, 0, 0)]
    [InlineData("brats2026", 1, 0, 1)]
    [InlineData("picai", 1, 0, 0)] // its IoU is 16 / 64 = 0.25
    [InlineData("panoptica", 1, 0, 1)]
    public void A_second_prediction_in_a_lesion_is_a_fragment_or_false(string preset, int found, int missed, int wrong) =>
        Expect(preset, [Cube], [MaskOf.Box(2, 2, 2, 2, 4, 4), MaskOf.Box(5, 2, 2, 1, 4, 4)], (found, missed, wrong));

    [Theory]
    [InlineData("default", 1, 0, 0)]
    [InlineData("brats2023", 1, 0, 1)]
    [InlineData("brats2024", 1, 0, 0)] // at most two voxels are removed
    [InlineData("brats2026", 1, 0, 1)]
    [InlineData("picai", 1, 0, 1)]
    public void A_stray_voxel_is_ignored_or_false(string preset, int found, int missed, int wrong) =>
        Expect(preset, [Cube], [Cube, MaskOf.Box(30, 10, 10, 1, 1, 1)], (found, missed, wrong));

    [Theory]
    [InlineData("default", 1, 0, 0)]
    [InlineData("brats2023", 1, 0, 0)]
    [InlineData("brats2026", 1, 1, 0)]
    public void A_missed_lesion_of_two_voxels_is_ignored_or_missed(string preset, int found, int missed, int wrong) =>
        Expect(preset, [Cube, MaskOf.Box(30, 10, 10, 2, 1, 1)], [Cube], (found, missed, wrong));

    [Theory]
    [InlineData("default", 2)]
    [InlineData("brats2023", 1)] // joined
    [InlineData("brats2026", 2)]
    public void Lesions_two_voxels_apart_are_joined_in_the_challenges_of_2023_to_2025(string preset, int lesions) => Assert.Equal(
        lesions, Some.Evaluation([Cube, MaskOf.Box(8, 2, 2, 4, 4, 4)], [], MatchingPresets.Find(preset)).ReferenceLesions);

    [Fact]
    public void Greatest_dice_prefers_one_good_pair_to_two_poor_ones()
    {
        // The second prediction is 10 layers like the first lesion, shifted by one; the first and the second lesion touch it at its ends.
        Box3[] reference = [MaskOf.Box(1, 2, 2, 10, 4, 4), MaskOf.Box(12, 2, 2, 3, 4, 4)];
        Box3[] predicted = [MaskOf.Box(0, 2, 2, 2, 4, 4), MaskOf.Box(3, 2, 2, 10, 4, 4)];

        var greatest = Some.Evaluation(reference, predicted, MatchingPresets.Brats2026);
        var most = Some.Evaluation(reference, predicted, MatchingPresets.Brats2026 with { Pairing = PairingRule.MostPairs });

        // One pair: 2·8 / 20 = 0.8. Two: 2·1 / 12 + 2·1 / 13 = 0.32.
        Assert.Equal((1, 1, 1), (greatest.TruePositives, greatest.FalseNegatives, greatest.FalsePositives));
        Assert.Equal(0.8, greatest.Lesions[0].Dice!.Value, 12); // found
        Assert.Equal((2, 0, 0), (most.TruePositives, most.FalseNegatives, most.FalsePositives));
    }

    [Fact]
    public void A_preset_tells_itself_in_words_and_a_changed_value_changes_them()
    {
        var text = MatchingPresetText.Of(MatchingPresets.Brats2024);

        Assert.Contains("up to 2 voxels apart", text, StringComparison.Ordinal);
        Assert.Contains("at most 2 voxels are removed", text, StringComparison.Ordinal);
        Assert.Contains("at least 0.25", MatchingPresetText.Of(MatchingPreset.Default with { MinIou = 0.25 }), StringComparison.Ordinal);
        Assert.Contains(
            "spacing of x and z exchanged", MatchingPresetText.OfScore(MatchingPresets.Brats2026AsPublished), StringComparison.Ordinal);
        Assert.Null(MatchingPresetText.OfScore(MatchingPreset.Default));
    }

    [Fact]
    public void A_value_out_of_range_is_refused_with_every_fault()
    {
        var message =
            Assert.Throws<ArgumentException>(() => (MatchingPreset.Default with { MinIou = 2, MinVolumeMm3 = -1 }).Validate()).Message;

        Assert.Contains("intersection over union is 2", message, StringComparison.Ordinal);
        Assert.Contains("minimum volume is -1 mm³", message, StringComparison.Ordinal);
    }

    private static void Expect(string preset, Box3[] reference, Box3[] predicted, (int Found, int Missed, int Wrong) counts)
    {
        var evaluation = Some.Evaluation(reference, predicted, MatchingPresets.Find(preset));

        Assert.Equal(counts, (evaluation.TruePositives, evaluation.FalseNegatives, evaluation.FalsePositives));
    }
}
