using BrainMets.Evaluation;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

[Slow(3)]
public sealed class CurveDifferenceTests
{
    private static readonly CurveOptions Options = new() { Resamples = 200, Seed = 3, PointsPerDecade = 10, MinVolumeMm3 = 3 };

    [Fact]
    public void The_difference_is_first_less_second_and_turns_its_sign_with_the_order()
    {
        var better = new SyntheticCohort(Middle: 1.2);
        var first = better.Draw(60, new Random(1));
        var second = new SyntheticCohort(Middle: 2.2).DrawAgain(first, new Random(2));

        var forth = VolumeCurves.Difference(first, second, Options);
        var back = VolumeCurves.Difference(second, first, Options);

        var (a, b) = (VolumeCurves.Of(first, Options), VolumeCurves.Of(second, Options));
        foreach (var (point, other) in forth.Sensitivity.Points.Zip(back.Sensitivity.Points))
        {
            double Of(VolumeCurves c) => c.Sensitivity.Points.Single(p => p.VolumeMm3 == point.VolumeMm3).Value!.Value;
            Assert.Equal(Of(a) - Of(b), point.Value!.Value, 12);
            Assert.Equal(point.Value.Value, -other.Value!.Value, 12);
            Assert.Equal(point.SimultaneousLow!.Value, -other.SimultaneousHigh!.Value, 9);
        }

        var middle = forth.Sensitivity.Points.First(p => p.VolumeMm3 > 50);
        Assert.True(middle.SimultaneousLow > 0); // one decade apart: a difference beyond doubt
    }

    [Fact]
    public void Pairing_makes_the_band_narrower_than_that_of_unpaired_patients()
    {
        // The second reader differs from the first in one lesion of every tenth patient only.
        var first = new SyntheticCohort(Middle: 1.6, PatientEffect: 1.5).Draw(60, new Random(1));
        var second = first.Select((c, i) => i % 10 > 0 ? c : c with
        {
            Lesions = [.. c.Lesions.Select((l, k) => k > 0 ? l : SomeEvaluations.Missed(l.Reference, l.ReferenceVolumeMm3))],
        }).ToArray();

        double Width(VolumeCurve curve) => curve.Points.First(p => p.VolumeMm3 > 100) is var p ? p.High!.Value - p.Low!.Value : 0;

        Assert.True(Width(VolumeCurves.Difference(first, second, Options).Sensitivity) < Width(
            VolumeCurves.Of(first, Options).Sensitivity));
    }

    [Fact]
    public void An_evaluation_does_not_differ_from_itself_and_has_no_band_to_say_so()
    {
        var cases = new SyntheticCohort(Middle: 1.6).Draw(30, new Random(1));

        var difference = VolumeCurves.Difference(cases, cases, Options);

        Assert.NotEmpty(difference.Sensitivity.Points);
        Assert.All(difference.Sensitivity.Points.Where(p => p.Value is not null),
            p => Assert.Equal((0.0, null, null), (p.Value!.Value, p.Low, p.SimultaneousLow)));
    }

    [Fact]
    public void Other_cases_patients_or_reference_lesions_are_refused()
    {
        CaseEvaluation a = SomeEvaluations.Case("a", found: [100]), b = SomeEvaluations.Case("b", found: [100]);

        Assert.Contains("1 and 2 cases", Assert.Throws<ArgumentException>(() => VolumeCurves.Difference([a], [a, b], Options)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VolumeCurves.Difference([a], [b], Options));
        Assert.Throws<ArgumentException>(() => VolumeCurves.Difference([a], [a with { Patient = "z" }], Options));
        var message = Assert.Throws<ArgumentException>(
            () => VolumeCurves.Difference([a], [SomeEvaluations.Case("a", found: [101])], Options)).Message;
        Assert.Contains("case-of-a", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VolumeCurves.Difference([a, a], [a, a], Options)); // a case twice
    }
}
