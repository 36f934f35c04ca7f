using BrainMets.Evaluation;
using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class WeightedAfrocTests
{
    // A: lesions rated 0.9 and 0.4, a false candidate 0.6. B: a lesion 0.7, one missed. C and D: no lesion; C has false candidates 0.7 and
    // 0.2.
    private static readonly CaseRatings[] Example =
    [
        SomeRatings.Of("A", [0.9, 0.4], [0.6]), SomeRatings.Of("B", [0.7, null], []), SomeRatings.Of("C", [], [0.7, 0.2]),
            SomeRatings.Of("D", [], []),
    ];

    [Fact]
    public void The_example_of_the_documentation()
    {
        var curve = WeightedAfroc.Of(Example, allPatients: false);

        // Against C (0.7): A wins 1 and 0, mean 0.5; B a half and 0, mean 0.25. Against D (nothing): A wins both, 1; B 1 and a half, 0.75.
        Assert.Equal((0.5 + 0.25 + 1 + 0.75) / 4, curve.Area.Value!.Value, 12);
        Assert.Equal((2, 2), (curve.PatientsForFalse, curve.PatientsWithLesions));
        Assert.Equal(
            [new AfrocPoint(0.9, 0, 0.25), new AfrocPoint(0.7, 0.5, 0.5), new AfrocPoint(0.4, 0.5, 0.75)], curve.Points);
    }

    [Fact]
    public void The_variant_of_all_patients_also_takes_false_candidates_beside_lesions()
    {
        var curve = WeightedAfroc.Of(Example, allPatients: true);

        // Further comparisons: against A (0.6): A 1 and 0, B 1 and 0; against B (nothing): A 1 and 1, B 1 and a half.
        Assert.Equal((0.5 + 0.25 + 1 + 0.75 + 0.5 + 0.5 + 1 + 0.75) / 8, curve.Area.Value!.Value, 12);
        Assert.Equal(4, curve.PatientsForFalse);
    }

    [Fact]
    public void Without_lesion_free_patients_it_is_undefined_and_says_why()
    {
        var curve = WeightedAfroc.Of(Example[..2], allPatients: false);

        Assert.Null(curve.Area.Value);
        Assert.Contains("No patient is free of lesions", curve.Undefined, StringComparison.Ordinal);
        Assert.Empty(curve.Points);
        Assert.Null(WeightedAfroc.Of(Example[..2], allPatients: true).Undefined);
        Assert.Contains(
            "No patient has a reference lesion", WeightedAfroc.Of(Example[2..], allPatients: true).Undefined, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patient_whose_only_lesions_are_too_small_is_on_neither_side()
    {
        var tiny = SomeRatings.Of("E", [], [1.0]) with { LesionFree = false };

        Assert.Equal(WeightedAfroc.Of(Example, allPatients: false).Area, WeightedAfroc.Of([.. Example, tiny], allPatients: false).Area);
    }

    [Fact]
    public void The_area_is_the_mean_over_pairs_of_patients_and_that_under_the_curve() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Bool).Sample(
            (seed, all) =>
            {
                var cases = SomeRatings.Random(seed, 8);

                var curve = WeightedAfroc.Of(cases, all);

                var expected = Slow(cases, all);
                Assert.Equal(expected is null, curve.Area.Value is null);
                if (expected is not null)
                {
                    Assert.Equal(expected.Value, curve.Area.Value!.Value, 10); // not null either
                    Assert.Equal(expected.Value, Trapezoids(curve), 10);
                }
            },
            iter: 400);

    [Fact]
    public void Only_the_order_of_confidences_matters() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var cases = SomeRatings.Random(seed, 8);
                CaseRatings[] bent =
                [
                    .. cases.Select(c => c with
                    {
                        Lesions = [.. c.Lesions.Select(l => l with { Confidence = l.Confidence * l.Confidence })],
                        Candidates = [.. c.Candidates.Select(m => m with { Confidence = m.Confidence * m.Confidence })],
                    }),
                ];

                Assert.Equal(WeightedAfroc.Of(cases, false).Area, WeightedAfroc.Of(bent, false).Area);
            },
            iter: 50);

    [Fact]
    public void The_interval_is_that_of_areas_made_anew_from_the_drawn_patients()
    {
        var cases = SomeRatings.Random(3, 15);
        var options = new FreeResponseOptions { Resamples = 200, Seed = 5, Thresholds = [0.5] };

        var area = FreeResponseEvaluator.Summarize(
            [.. cases.Select(c => new MapEvaluation(c, [new(0.5, 0, 0, 0, 0)]))], options).Wafroc.Area;

        double[] areas =
        [
            .. new PatientBootstrap(15, 200, new Random(5)).Counts()
                .Select(w => Slow(SomeRatings.Drawn(cases, w), false)).OfType<double>().Order(),
        ];
        Assert.Equal(Percentile.Linear(areas, 0.025)!.Value, area.Low!.Value, 10);
        Assert.Equal(Percentile.Linear(areas, 0.975)!.Value, area.High!.Value, 10);
    }

    private static double? Slow(CaseRatings[] cases, bool all)
    {
        var free = cases.Where(c => all || c.LesionFree).Select(c =>
            c.Candidates.Where(m => !m.IsMatched).Select(m => m.Confidence).DefaultIfEmpty(double.NegativeInfinity).Max()).ToArray();
        var diseased = cases.Where(c => c.Lesions.Count > 0).ToArray();
        if (free.Length == 0 || diseased.Length == 0)
        {
            return null;
        }

        var sum = 0.0;
        foreach (var x in free)
        {
            foreach (var patient in diseased)
            {
                foreach (var y in patient.Lesions.Select(l => l.Confidence ?? double.NegativeInfinity))
                {
                    sum += (y > x ? 1 : y == x ? 0.5 : 0) / patient.Lesions.Count;
                }
            }
        }

        return sum / free.Length / diseased.Length;
    }

    private static double Trapezoids(WeightedAfroc curve)
    {
        var (area, x, y) = (0.0, 0.0, 0.0);
        foreach (var (nextX, nextY) in curve.Points.Select(p => (p.FalsePositiveFraction, p.WeightedLesionFraction)).Append((1, 1)))
        {
            area += (nextX - x) * (y + nextY) / 2;
            (x, y) = (nextX, nextY);
        }

        return area;
    }
}
