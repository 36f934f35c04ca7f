using BrainMets.Evaluation;
using BrainMets.Reporting;
using BrainMets.Tests.Evaluation;

namespace BrainMets.Tests.Reporting;

public sealed class ExampleChoiceTests
{
    private const double SmallMm3 = 400;

    [Fact]
    public void The_best_and_the_worst_mean_Dice_of_what_all_found_are_shown()
    {
        // Means: 0.7, 0.85, 0.5; the fourth, with the highest Dice of one, was missed by the other.
        var examples = ExampleChoice.Of(
            [
                Source("a", Found(1, 900, 0.9), Found(2, 800, 0.8), Found(3, 700, 0.5), Found(4, 600, 0.99)),
                Source("b", Found(1, 900, 0.5), Found(2, 800, 0.9), Found(3, 700, 0.5), SomeEvaluations.Missed(4, 600)),
            ],
            SmallMm3);

        Assert.Equal(2, Of(examples, "strong-agreement").OfSources[0].Reference);
        Assert.Equal(3, Of(examples, "poor-agreement").OfSources[0].Reference);
    }

    [Fact]
    public void The_largest_small_lesion_that_exactly_one_found_is_shown()
    {
        var examples = ExampleChoice.Of(
            [
                Source("a", Found(1, 500, 0.9), Found(2, 300, 0.9), Found(3, 200, 0.9), SomeEvaluations.Missed(4, 100)),
                Source("b", SomeEvaluations.Missed(1, 500), Found(2, 300, 0.9), SomeEvaluations.Missed(3, 200), Found(4, 100, 0.9)),
            ],
            SmallMm3);

        var example = Of(examples, "found-by-one");

        Assert.Equal(3, example.OfSources[0].Reference); // 1 is large, 2 was found by both, 4 is smaller.
        Assert.Equal(200, example.VolumeMm3);
        Assert.Contains("below 0.4 cc", example.Rule);
    }

    [Fact]
    public void The_largest_false_positive_of_anybody_is_shown()
    {
        var examples = ExampleChoice.Of([Source("a", [], [10, 20]), Source("b", [], [5, 30])], SmallMm3);

        Assert.Equal((1, 30.0), (examples.Single().Invented?.Source, examples.Single().VolumeMm3));
    }

    [Fact]
    public void Where_there_is_nothing_to_show_nothing_is_shown() =>
        Assert.Empty(ExampleChoice.Of([Source("a", SomeEvaluations.Missed(1, 50)), Source("b", SomeEvaluations.Missed(1, 50))], SmallMm3));

    private static ChosenExample Of(IReadOnlyList<ChosenExample> examples, string key) => examples.Single(e => e.Key == key);

    private static LesionEvaluation Found(int label, double volumeMm3, double dice) => SomeEvaluations.Found(label, volumeMm3, dice);

    private static PictureSource Source(string name, params LesionEvaluation[] lesions) => Source(name, lesions, []);

    private static PictureSource Source(string name, LesionEvaluation[] lesions, double[] falsePositives) =>
        new(name, _ => null, [SomeEvaluations.Case("p", falsePositives: falsePositives) with { Lesions = lesions }]);
}
