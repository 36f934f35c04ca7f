using BrainMets.Statistics;

namespace BrainMets.Tests.Evaluation;

/// <summary>Intervals against published and closed-form results.</summary>
public sealed class StatisticsVectorTests
{
    internal static readonly string[] Single =
        ["binom-ci-wilson-3of10-0.99", "clustered-proportion-ratio-estimator", "clustered-bootstrap-ideal-4-patients"];

    [Fact]
    public void Wilsons_interval_is_the_published_one()
    {
        var expected = Vectors.Expected("binom-ci-wilson-3of10-0.99");

        var interval = WilsonInterval.Of(0.3, 10, 0.99)!.Value; // 3 of 10 is defined

        Assert.Equal(expected.Number("low"), interval.Low, 1e-7);
        Assert.Equal(expected.Number("high"), interval.High, 1e-7);
    }

    [Fact]
    public void Lesions_clustered_in_patients_have_the_effective_number_and_interval_of_the_closed_form()
    {
        var (inputs, expected) = (
            Vectors.Inputs("clustered-proportion-ratio-estimator"), Vectors.Expected("clustered-proportion-ratio-estimator"));
        var patients = inputs.GetProperty("detected_per_patient").Numbers().Zip(
            inputs.GetProperty("lesions_per_patient").Numbers(), (x, n) => ((long)x, (long)n));

        var proportion = ClusteredProportion.Of(patients);

        Assert.Equal(expected.Number("p"), proportion.Value!.Value, 12);
        Assert.Equal(expected.Number("deff"), proportion.DesignEffect!.Value, 12);
        Assert.Equal(expected.Number("n_eff"), proportion.EffectiveTrials!.Value, 10);
        var wilson = expected.GetProperty("wilson_n_eff").Numbers();
        Assert.Equal(wilson[0], proportion.Interval()!.Value.Low, 10);
        Assert.Equal(wilson[1], proportion.Interval()!.Value.High, 10);
        var naive = expected.GetProperty("wilson_naive").Numbers();
        Assert.Equal(naive[0], WilsonInterval.Of(20.0 / 28, 28)!.Value.Low, 10);
        Assert.Equal(naive[1], WilsonInterval.Of(20.0 / 28, 28)!.Value.High, 10);
    }

    [Fact]
    public void The_patient_bootstrap_converges_to_the_exhaustive_one()
    {
        var (inputs, expected) = (
            Vectors.Inputs("clustered-bootstrap-ideal-4-patients"), Vectors.Expected("clustered-bootstrap-ideal-4-patients"));
        var (found, lesions) = (inputs.GetProperty("detected_per_patient").Numbers(), inputs.GetProperty("lesions_per_patient").Numbers());
        var bootstrap = new PatientBootstrap(4, 40_000, new Random(11));

        var ratios = bootstrap.Ratios(found, lesions);
        var interval = bootstrap.Interval(found, lesions)!.Value; // four patients contribute

        var mean = ratios.Average();
        Assert.Equal(40_000, ratios.Length);
        Assert.Equal(expected.Number("boot_mean"), mean, 0.005); // the standard error is 0.22 / 200 = 0.0011
        Assert.Equal(expected.Number("boot_sd_ddof0"), Math.Sqrt(ratios.Average(r => (r - mean) * (r - mean))), 0.005);
        var quantiles = expected.GetProperty("quantile_2.5_50_97.5_linear").Numbers();
        Assert.Equal(quantiles[0], interval.Low, 12);
        Assert.Equal(quantiles[2], interval.High, 12);
        Assert.Equal((expected.Number("min"), expected.Number("max")), (ratios[0], ratios[^1]));
    }
}
