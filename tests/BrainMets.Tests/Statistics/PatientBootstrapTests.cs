using BrainMets.Statistics;

namespace BrainMets.Tests.Statistics;

public sealed class PatientBootstrapTests
{
    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        double[] found = [3, 0, 5, 1, 2], lesions = [4, 2, 6, 1, 4];

        var (a, b) = (Interval(7), Interval(7));

        Assert.Equal(a, b);
        Assert.NotNull(a);
        Interval? Interval(int seed) => new PatientBootstrap(5, 500, new Random(seed)).Interval(found, lesions);
    }

    [Fact]
    public void Clustered_lesions_give_a_wider_interval_than_as_many_single_ones()
    {
        // 20 patients of five lesions each, all found or all missed, against 100 patients of one lesion each.
        var clustered = new PatientBootstrap(20, 2000, new Random(1)).Interval(
            [.. Enumerable.Range(0, 20).Select(i => i < 14 ? 5.0 : 0)], [.. Enumerable.Repeat(5.0, 20)])!.Value;
        var single = new PatientBootstrap(100, 2000, new Random(1)).Interval(
            [.. Enumerable.Range(0, 100).Select(i => i < 70 ? 1.0 : 0)], [.. Enumerable.Repeat(1.0, 100)])!.Value;

        Assert.InRange((clustered.High - clustered.Low) / (single.High - single.Low), 1.9, 2.6); // sqrt(5) = 2.24
    }

    [Fact]
    public void Resamples_without_a_lesion_are_left_out()
    {
        var bootstrap = new PatientBootstrap(3, 1000, new Random(1));

        var ratios = bootstrap.Ratios([1, 0, 0], [1, 1, 0]);

        Assert.InRange(ratios.Length, 920, 990); // all three draws fall on the third patient once in 27
        Assert.All(ratios, r => Assert.InRange(r, 0, 1));
    }

    [Fact]
    public void No_interval_is_made_up_from_one_patient_or_from_no_variation()
    {
        var bootstrap = new PatientBootstrap(3, 500, new Random(1));

        Assert.Null(bootstrap.Interval([2, 0, 0], [4, 0, 0]));
        Assert.Null(bootstrap.Interval([4, 2, 1], [4, 2, 1]));
        Assert.NotNull(bootstrap.Interval([4, 1, 1], [4, 2, 1]));
    }

    [Fact]
    public void Too_few_resamples_are_refused() =>
        Assert.Throws<ArgumentException>(() => new PatientBootstrap(3, 99, new Random(1)));
}
