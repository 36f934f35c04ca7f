using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

public sealed class TrainedDomainTests
{
    private static readonly MeasureRange Range = new() { Least = 1, Low = 2, High = 5, Most = 8 };

    [Theory]
    [InlineData(0.9, InputShiftLevel.Red)]
    [InlineData(1, InputShiftLevel.Amber)]
    [InlineData(1.9, InputShiftLevel.Amber)]
    [InlineData(2, InputShiftLevel.Green)]
    [InlineData(5, InputShiftLevel.Green)]
    [InlineData(5.1, InputShiftLevel.Amber)]
    [InlineData(8.1, InputShiftLevel.Red)]
    public void A_value_is_green_inside_amber_outside_and_red_far_outside(double value, InputShiftLevel expected) =>
        Assert.Equal(expected, Range.LevelOf(value));

    [Fact]
    public void A_bound_that_is_not_there_does_not_bind()
    {
        Assert.Equal(InputShiftLevel.Green, new MeasureRange().LevelOf(-1e9));
        Assert.Equal(InputShiftLevel.Amber, new MeasureRange { High = 3 }.LevelOf(1e9));
        Assert.Equal(["any", "at least 2", "at most 3", "2 to 5"],
            new[] { new(), new() { Low = 2 }, new MeasureRange { High = 3 }, Range }.Select(range => range.ToString()));
    }

    [Fact]
    public void The_defaults_are_in_order() => Assert.Empty(TrainingRange.Default.Faults());

    [Fact]
    public void A_card_overrides_the_ranges_it_names()
    {
        var card = Card("""{ "sliceDistanceMm": { "low": 0.5, "high": 2 } }""");

        Assert.Equal(new MeasureRange { Low = 0.5, High = 2 }, card.Domain!.SliceDistanceMm);
        Assert.Equal(TrainingRange.Default.BrainVolumeMl, card.Domain.BrainVolumeMl);
    }

    [Theory]
    [InlineData("""{ "sliceDistanceMm": { "low": 5, "high": 2 } }""",
        "sliceDistanceMm must have finite bounds with least <= low <= high <= most")]
    [InlineData("""{ "slices": { "low": 5 } }""", "slices")]
    public void A_card_with_a_range_out_of_order_or_an_unknown_one_is_refused(string domain, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidInputException>(() => Card(domain)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_shipped_model_is_loaded_with_the_domain_of_its_card()
    {
        using var model = LoadedModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "phantom-compact"), "cpu");

        Assert.Equal(200, model.Domain.EnhancingVolumeMm3.Low);
    }

    private static ModelCard Card(string domain)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.File("card.json"), $$"""{ "name": "m", "sha256": "0", "trainedOn": "x", "limits": "y", "domain": {{domain}} }""");
        return ModelCard.In(folder.Path)!;
    }
}
