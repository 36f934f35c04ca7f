using BrainMets.Evaluation;
using BrainMets.Statistics;

namespace BrainMets.Tests.Evaluation;

public sealed class StratumDifferenceTests
{
    private const double GateMm3 = 400;

    [Fact]
    public void Small_lesions_are_counted_apart_from_large_ones()
    {
        // Below 400 mm³: three small lesions, the first model finds one, the second all; it adds a small false positive in a.
        CaseEvaluation[] first = [Case("a", [100, 900], [200]), Case("b", [800], [300])];
        CaseEvaluation[] second = [Case("a", [100, 900, 200], [], [50]), Case("b", [800, 300], [], [5000])];

        var small = Of(first, second, null, GateMm3);
        var large = Of(first, second, GateMm3, null);

        Assert.Equal(2.0 / 3, small.Sensitivity.Value!.Value, 1e-12);           // 3/3 - 1/3
        Assert.Equal(-0.25, small.Precision.Value!.Value, 1e-12);               // 3/4 - 1/1
        Assert.Equal((6.0 / 7) - 0.5, small.F1.Value!.Value, 1e-12);            // (3+3)/(3+4) - (1+1)/(3+1)
        Assert.Equal(0, large.Sensitivity.Value!.Value, 1e-12);                 // 2/2 - 2/2
        Assert.Equal((2.0 / 3) - 1, large.Precision.Value!.Value, 1e-12);       // 2/3 - 2/2
    }

    [Fact]
    public void A_lesion_at_the_gate_is_large() =>
        // 2/2 - 1/2
        Assert.Equal(
            0.5, Of([Case("a", [], [GateMm3]), Case("b", [500], [])], [Case("a", [GateMm3], []), Case("b", [500], [])], GateMm3,
                null).Sensitivity.Value);

    [Fact]
    public void Without_lesions_of_the_size_a_difference_is_undefined()
    {
        var small = Of([Case("a", [900], [])], [Case("a", [900], [])], null, GateMm3);

        Assert.Null(small.Sensitivity.Value);
        Assert.Null(small.Sensitivity.Low);
        Assert.Equal((0, 1), (small.Sensitivity.N, small.Sensitivity.Undefined));
    }

    private static StratumDifference Of(CaseEvaluation[] first, CaseEvaluation[] second, double? low, double? high)
    {
        var patients = PatientPair.Of(first, second);
        return StratumDifference.Of(patients, low, high, new PatientBootstrap(patients.Count, 100, new Random(1)));
    }

    /// <summary>Lesions in the order of their volumes, so that both models have the same reference.</summary>
    private static CaseEvaluation Case(string patient, double[] found, double[] missed, double[]? falsePositives = null)
    {
        var made = SomeEvaluations.Case(patient, found, missed, falsePositives);
        return made with
        {
            Lesions =
            [.. made.Lesions.OrderByDescending(l => l.ReferenceVolumeMm3).Select((l, i) => l with { Reference = i + 1 })]
        };
    }
}
