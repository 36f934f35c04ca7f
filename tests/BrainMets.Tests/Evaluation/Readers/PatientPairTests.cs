using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

public sealed class PatientPairTests
{
    // Of three reference lesions the first reader found two and raised two false alarms, the second found two others and raised none.
    private static readonly CaseEvaluation First = Lesions("p1", 2, true, true, false);
    private static readonly CaseEvaluation Second = Lesions("p1", 0, false, true, true);

    [Theory]
    [InlineData(PairedMetric.Sensitivity, 2.0 / 3, 2.0 / 3)]
    [InlineData(PairedMetric.Precision, 2.0 / 4, 2.0 / 2)]
    [InlineData(PairedMetric.F1, 4.0 / 7, 4.0 / 5)]              // 2 TP / (2 TP + FN + FP)
    [InlineData(PairedMetric.FalsePositives, 2.0, 0.0)]
    [InlineData(PairedMetric.LesionDice, 0.8, 0.9)]              // of the one lesion that both found
    [InlineData(PairedMetric.LesionHd95Mm, 1.5, 1.0)]
    [InlineData(PairedMetric.WholeMaskDice, 0.7, 0.7)]
    public void Figures_of_a_patient_follow_from_the_counts(PairedMetric metric, double first, double second)
    {
        var pair = Assert.Single(PatientPair.Of([First], [Second]));

        var figures = pair.Figures(metric);

        Assert.Equal(first, figures.First!.Value, 12);
        Assert.Equal(second, figures.Second!.Value, 12);
    }

    [Fact]
    public void Undefined_figures_are_null_and_not_zero()
    {
        var nothing = SomeEvaluations.Case("p2");
        var pair = Assert.Single(PatientPair.Of([nothing], [nothing]));

        Assert.All(
            Enum.GetValues<PairedMetric>().Except([PairedMetric.FalsePositives]),
            metric => Assert.Equal((null, null), pair.Figures(metric)));
        Assert.Equal((0, 0), pair.Figures(PairedMetric.FalsePositives));
    }

    [Fact]
    public void Scans_of_one_patient_are_pooled()
    {
        var later = SomeEvaluations.Case("p1", found: [100]) with { Case = "later" };

        var pair = Assert.Single(PatientPair.Of([later, First], [Second, later]));

        Assert.Equal((3.0 / 4, 3.0 / 4), pair.Figures(PairedMetric.Sensitivity));
        Assert.Equal([(true, false), (true, true), (false, true), (true, true)], pair.Detections()); // cases in the order of their names
    }

    [Fact]
    public void Readers_of_different_cases_are_refused()
    {
        Assert.Contains(
            "one reader only", Assert.Throws<ArgumentException>(() => PatientPair.Of([First], [])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "the other 1", Assert.Throws<ArgumentException>(() => PatientPair.Of([], [Second])).Message, StringComparison.Ordinal);
        var fewer = Lesions("p1", 0, true);
        Assert.Contains("different reference lesions", Assert.Throws<ArgumentException>(() => PatientPair.Of([First], [fewer])).Message,
            StringComparison.Ordinal);
    }

    private static CaseEvaluation Lesions(string patient, int falsePositives, params bool[] found)
    {
        var second = falsePositives == 0;
        return SomeEvaluations.Case(patient, [.. found.Where(f => f).Select(_ => 100.0)], [.. found.Where(f => !f).Select(_ => 100.0)],
            [.. Enumerable.Repeat(50.0, falsePositives)]) with
        {
            Lesions =
            [
                .. found.Select((f, i) => f
                    ? SomeEvaluations.Found(i + 1, 100, second ? 0.9 : 0.8, second ? 1.0 : 1.5)
                    : SomeEvaluations.Missed(i + 1, 100)),
            ],
        };
    }
}
