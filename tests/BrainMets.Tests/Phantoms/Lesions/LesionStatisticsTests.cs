using BrainMets.Phantoms;

namespace BrainMets.Tests.Phantoms;

public sealed class LesionStatisticsTests
{
    private const int Draws = 20_000;

    /// <summary>Han et al. (2025), Figure 1: metastases per patient, median (interquartile range).</summary>
    [Theory]
    [InlineData("ucsf-like", 3, 4)]
    [InlineData("bcm-like", 1, 2)]
    [InlineData("gk-like", 3, 3)]
    public void Counts_have_the_papers_median_and_quartiles(string site, double median, double quartileRange)
    {
        var random = new Random(1);
        var statistics = PhantomSite.Named(site).Lesions;
        var counts = Enumerable.Range(0, Draws).Select(_ => (double)statistics.DrawCount(random)).Order().ToList();

        Assert.Equal(median, Quantile(counts, 0.5));
        Assert.InRange(Quantile(counts, 0.75) - Quantile(counts, 0.25), quartileRange - 1, quartileRange);
        Assert.InRange(counts[^1], 1, statistics.MaximumCount);
    }

    /// <summary>Han et al. (2025), Figure 1: volume in cc, median (interquartile range).</summary>
    [Theory]
    [InlineData("ucsf-like", 0.234, 0.723)]
    [InlineData("bcm-like", 0.657, 0.412)]
    [InlineData("gk-like", 0.363, 0.895)]
    public void Volumes_have_the_papers_median_and_quartiles(string site, double median, double quartileRange)
    {
        var random = new Random(2);
        var statistics = PhantomSite.Named(site).Lesions;
        var volumes = Enumerable.Range(0, Draws).Select(_ => statistics.DrawVolumeCc(random)).Order().ToList();

        Assert.InRange(Quantile(volumes, 0.5), 0.93 * median, 1.1 * median);
        Assert.InRange(Quantile(volumes, 0.75) - Quantile(volumes, 0.25), 0.9 * quartileRange, 1.1 * quartileRange);
        Assert.True(volumes[0] >= 0.01);
        Assert.True(volumes[^1] <= statistics.LargestVolumeCc);
    }

    [Theory]
    [InlineData("ucsf-like", 0.05)]
    [InlineData("bcm-like", 0)]
    [InlineData("gk-like", 0.02)]
    public void Cavities_are_as_frequent_as_in_the_paper_and_never_tiny(string site, double fraction)
    {
        var random = new Random(3);
        var statistics = PhantomSite.Named(site).Lesions;
        var drawn = Enumerable.Range(0, Draws).Select(_ => statistics.DrawVolumeCc(random))
            .Select(volume => (Volume: volume, Kind: statistics.DrawKind(volume, random))).ToList();

        var cavities = drawn.Where(d => d.Kind == LesionKind.Cavity).ToList();

        Assert.InRange(cavities.Count / (double)Draws, fraction - 0.006, fraction + 0.006);
        Assert.DoesNotContain(cavities, c => c.Volume < statistics.SmallestCavityCc);
    }

    [Fact]
    public void Ucsf_draws_reach_down_to_a_hundredth_of_a_cc()
    {
        var random = new Random(4);
        var statistics = PhantomSite.Named("ucsf-like").Lesions;

        var smallest = Enumerable.Range(0, Draws).Min(_ => statistics.DrawVolumeCc(random));

        Assert.InRange(smallest, 0.01, 0.0105);
    }

    [Fact]
    public void Patients_without_lesions_come_only_when_asked_for()
    {
        var random = new Random(5);
        var statistics = PhantomSite.Named("bcm-like").Lesions;
        var withHealthy = statistics with { LesionFreeFraction = 0.3 };

        Assert.DoesNotContain(0, Enumerable.Range(0, 1000).Select(_ => statistics.DrawCount(random)));
        Assert.InRange(Enumerable.Range(0, 4000).Count(_ => withHealthy.DrawCount(random) == 0) / 4000.0, 0.27, 0.33);
    }

    [Fact]
    public void Figures_that_could_never_be_drawn_are_refused()
    {
        var random = new Random(6);
        var statistics = PhantomSite.Named("bcm-like").Lesions;

        var count = Assert.Throws<ArgumentException>(() => (statistics with { MedianCount = 20 }).DrawCount(random));
        var volume = Assert.Throws<ArgumentException>(() => (statistics with { MedianVolumeCc = 30 }).DrawVolumeCc(random));

        Assert.Contains("20; it must lie between 1 and the maximum, 5", count.Message, StringComparison.Ordinal);
        Assert.Contains("30 cc; it must lie between the smallest, 0.01 cc", volume.Message, StringComparison.Ordinal);
    }

    private static double Quantile(List<double> sorted, double fraction) => sorted[(int)(fraction * (sorted.Count - 1))];
}
