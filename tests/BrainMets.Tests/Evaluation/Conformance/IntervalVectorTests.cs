using BrainMets.Statistics;

namespace BrainMets.Tests.Evaluation;

/// <summary>Intervals for proportions and the acceleration of the bootstrap against published results.</summary>
public sealed class IntervalVectorTests
{
    internal static readonly string[] Proportions =
    [
        "binom-ci-exact-3of50-0.99", "binom-ci-exact-10of10-0.95", "binom-ci-wilsoncc-3of10-0.95", "binom-ci-wilsoncc-0of10-0.95",
        "binom-ci-wilsoncc-10of10-0.95",
    ];

    internal static readonly string[] Single = ["bootstrap-bca-acceleration"];

    public static TheoryData<string> ProportionIds => [.. Proportions];

    [Theory]
    [MemberData(nameof(ProportionIds))]
    public void Intervals_for_proportions_are_the_published_ones(string id)
    {
        var (inputs, expected) = (Vectors.Inputs(id), Vectors.Expected(id));
        var (k, n, confidence) = (inputs.GetProperty("k").GetInt64(), inputs.GetProperty("n").GetInt64(), inputs.Number("confidence"));

        var interval = (inputs.GetProperty("method").GetString() == "exact"
            ? ClopperPearsonInterval.Of(k, n, confidence)
            : WilsonCorrectedInterval.Of(k, n, confidence))!.Value; // there are trials

        Assert.Equal(expected.Number("low"), interval.Low, 1e-6 * expected.Number("low"));
        Assert.Equal(expected.Number("high"), interval.High, 1e-6 * expected.Number("high"));
    }

    [Fact]
    public void The_acceleration_of_two_samples_is_the_published_one()
    {
        var inputs = Vectors.Inputs("bootstrap-bca-acceleration");
        var (z, y) = (inputs.GetProperty("z").Numbers(), inputs.GetProperty("y").Numbers());
        static double[] MeansWithoutOne(double[] values) => [.. values.Select(v => (values.Sum() - v) / (values.Length - 1))];

        var acceleration = BcaBootstrap.Acceleration(
            [.. MeansWithoutOne(z).Select(m => m - y.Average())], [.. MeansWithoutOne(y).Select(m => z.Average() - m)]);

        Assert.Equal(1, acceleration!.Value / Vectors.Expected("bootstrap-bca-acceleration").Number("a_hat"), 1e-7);
    }
}
