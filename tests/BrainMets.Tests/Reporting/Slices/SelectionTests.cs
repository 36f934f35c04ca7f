using BrainMets.Evaluation;
using BrainMets.Reporting;

namespace BrainMets.Tests.Reporting;

public sealed class SelectionTests
{
    [Fact]
    public void Found_lesions_are_chosen_by_size_and_by_the_lowest_dice()
    {
        var chosen = GallerySelection.Choose(
            Result([.. Enumerable.Range(1, 9).Select(i => Lesion(i, volumeMm3: 1000 - (100 * i), dice: i == 4 ? 0.3 : 0.9))], []));

        Assert.Equal([1, 5, 9, 4], chosen.Select(e => e.Label));
    }

    [Fact]
    public void One_found_lesion_is_shown_once() => Assert.Single(GallerySelection.Choose(Result([Lesion(1, 50, 0.8)], [])));

    [Fact]
    public void Of_missed_and_false_lesions_the_four_largest_are_shown()
    {
        var missed = Enumerable.Range(1, 6).Select(i => Lesion(i, 10 * i, null)).ToList();
        var invented = Enumerable.Range(1, 5).Select(i => new FalsePositive(i, 100 - i)).ToList();

        var chosen = GallerySelection.Choose(Result(missed, invented));

        Assert.Equal([6, 5, 4, 3], chosen.Where(e => e.Outcome == Outcome.Missed).Select(e => e.Label));
        Assert.Equal([1, 2, 3, 4], chosen.Where(e => e.Outcome == Outcome.FalsePositive).Select(e => e.Label));
    }

    [Fact]
    public void Nothing_to_show_is_no_picture() => Assert.Empty(GallerySelection.Choose(Result([], [])));

    private static LesionEvaluation Lesion(int label, double volumeMm3, double? dice) => new()
    {
        Reference = label,
        Predicted = dice is null ? [] : [label],
        ReferenceVolumeMm3 = volumeMm3,
        PredictedVolumeMm3 = dice is null ? null : volumeMm3,
        Detected = dice is not null,
        Merged = false,
        Dice = dice,
        Hd95Mm = new Hd95Mm(null, null, null),
        AssdMm = null,
    };

    private static EvaluationResult Result(List<LesionEvaluation> lesions, List<FalsePositive> invented)
    {
        var c = new CaseEvaluation
        {
            Case = "a",
            Patient = "a",
            ReferenceLesions = lesions.Count,
            PredictedLesions = 0,
            TruePositives = 0,
            MatchedPredictions = 0,
            FalsePositives = invented.Count,
            FalseNegatives = 0,
            Fragments = 0,
            Merged = 0,
            Dice = null,
            Lesions = lesions,
            FalsePositiveLesions = invented,
        };
        return Evaluator.Summarize([c], MatchingPreset.Default, new());
    }
}
