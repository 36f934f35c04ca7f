using BrainMets.Statistics;

namespace BrainMets.Tests.Statistics;

public sealed class ClusteredProportionTests
{
    [Fact]
    public void One_lesion_a_patient_gives_nearly_the_plain_wilson_interval()
    {
        var proportion = ClusteredProportion.Of(Enumerable.Range(0, 40).Select(i => ((long)(i < 30 ? 1 : 0), 1L)));

        Assert.Equal(40.0 / 39, proportion.DesignEffect!.Value, 9); // m / (m - 1), nothing else
        Assert.Equal(39, proportion.EffectiveTrials!.Value, 9);
    }

    [Fact]
    public void Lesions_that_share_the_fate_of_their_patient_count_as_one()
    {
        // Ten patients of five lesions each; in seven all are found, in three none.
        var proportion = ClusteredProportion.Of(Enumerable.Range(0, 10).Select(i => (i < 7 ? 5L : 0, 5L)));

        Assert.Equal(0.7, proportion.Value);
        Assert.Equal(9, proportion.EffectiveTrials!.Value, 9); // 50 lesions tell as much as 9 patients
    }

    [Fact]
    public void Lesions_more_even_than_chance_never_count_for_more_than_they_are()
    {
        var proportion = ClusteredProportion.Of([(1, 2), (1, 2), (1, 2), (1, 2)]);

        Assert.Equal(0, proportion.DesignEffect);
        Assert.Equal(8, proportion.EffectiveTrials);
    }

    [Fact]
    public void When_all_lesions_are_found_the_interval_rests_on_the_number_of_patients()
    {
        var proportion = ClusteredProportion.Of([(4, 4), (6, 6), (10, 10), (0, 0)]);

        Assert.Null(proportion.DesignEffect);
        Assert.Equal(3, proportion.EffectiveTrials);
        var interval = proportion.Interval()!.Value; // three patients
        Assert.Equal(1, interval.High);
        Assert.Equal(3 / (3 + (1.959964 * 1.959964)), interval.Low, 6); // Wilson for 3 of 3: n / (n + z²)
    }

    [Fact]
    public void One_patient_gives_a_value_without_an_interval()
    {
        var proportion = ClusteredProportion.Of([(3, 5), (0, 0)]);

        Assert.Equal(0.6, proportion.Value);
        Assert.Null(proportion.Interval());
    }

    [Fact]
    public void Without_lesions_nothing_is_defined()
    {
        var proportion = ClusteredProportion.Of([(0, 0), (0, 0)]);

        Assert.Null(proportion.Value);
        Assert.Null(proportion.Interval());
    }
}
