using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class ClusteredSignedRankTests
{
    private static readonly ClusteredSignedRankOptions RosnerGlynnLee = new() { Method = ClusteredMethod.RosnerGlynnLee };
    private static readonly ClusteredSignedRankOptions DattaSatten = new() { Method = ClusteredMethod.DattaSatten };

    private static readonly Gen<double[][]> FewPatients = Gen.Int[-3, 3].Select(i => i / 10.0).Array[1, 3].Array[1, 5];

    // Signed ranks 1, 2 | -3 | 4, 5. The lesions of a patient are so alike that the correlation, 0.958, is 1 after its correction. So the
    // means count: 1.5, -3 and 4.5. Z = 3 / sqrt(1.5² + 3² + 4.5²). Of the 8 signs of the sums 3, -3 and 9 all but ±3 have 9 or more.
    [Fact]
    public void The_example_of_the_documentation_after_Rosner_Glynn_and_Lee()
    {
        var result = ClusteredSignedRank.Test([[0.1, 0.2], [-0.3], [0.4, 0.5], [], [0]], RosnerGlynnLee);

        Assert.Equal(3 / Math.Sqrt(31.5), result.Z!.Value, 12);
        Assert.Equal(0.593, result.PValue!.Value, 3);
        Assert.Equal(9, result.Permutation.Sum);
        Assert.Equal(6 / 8.0, result.Permutation.PValue);
        Assert.Equal((4, 6, 1), (result.Patients, result.Differences, result.Zeros));
    }

    // One lesion of each is drawn: (0.1 or 0.2), -0.3 and (0.4 or 0.5) always have the ranks 1, 2 and 3. So the scores are 1, -2 and 3.
    // Over
    // all five lesions the shares below, the lesion itself half, are 0.1 | 0.3 | 0.5 | 0.7 | 0.9. So the variance is the sum of the squares
    // of
    // 1 + 2 x 0.2, 1 + 2 x 0.5 and 1 + 2 x 0.8. Of the signs of 1, -2, 3 only 0 and 0 fall below 2 in size.
    [Fact]
    public void The_example_of_the_documentation_after_Datta_and_Satten()
    {
        var result = ClusteredSignedRank.Test([[0.1, 0.2], [-0.3], [0.4, 0.5]], DattaSatten);

        Assert.Equal(2 / Math.Sqrt((1.4 * 1.4) + (2 * 2) + (2.6 * 2.6)), result.Z!.Value, 12);
        Assert.Equal(2, result.Permutation.Sum, 12);
        Assert.Equal(6 / 8.0, result.Permutation.PValue);
    }

    /// <summary>The statistic is the mean, over all ways to draw one lesion a patient, of the signed-rank statistic W+ - W-.</summary>
    [Fact]
    public void The_statistic_of_Datta_and_Satten_is_the_mean_over_all_draws() => FewPatients.Sample(
        patients =>
        {
            var draws = patients.Aggregate(
                (IEnumerable<double[]>)[[]], (some, p) => some.SelectMany(s => p.Select(d => (double[])[.. s, d])));
            var mean = draws.Average(draw =>
            {
                var test = WilcoxonSignedRank.Test(draw, new SignedRankOptions { Method = SignedRankMethod.Normal });
                return test.PositiveRankSum - test.NegativeRankSum;
            });

            Assert.Equal(mean, ClusteredSignedRank.Test(patients, DattaSatten).Permutation.Sum, 9);
        },
        iter: 200);

    [Fact]
    public void One_lesion_a_patient_is_the_plain_signed_rank_test() => Gen.Int[-5, 5].Select(i => i / 10.0).Array[1, 12].Sample(
        differences =>
        {
            double[][] patients = [.. differences.Select(d => (double[])[d])];

            var rosner = ClusteredSignedRank.Test(patients, RosnerGlynnLee);
            var datta = ClusteredSignedRank.Test(patients, DattaSatten);

            var wilcoxon = new SignedRankOptions { ZeroRule = ZeroRule.Wilcoxon };
            Assert.Equal(WilcoxonSignedRank.Test(differences, wilcoxon).PValue, rosner.Permutation.PValue);
            Assert.Equal(WilcoxonSignedRank.Test(differences, new SignedRankOptions()).PValue, datta.Permutation.PValue);
            if (rosner.PValue is { } p)
            {
                var normal = WilcoxonSignedRank.Test(differences, wilcoxon with { Method = SignedRankMethod.Normal });
                Assert.Equal(normal.PValue!.Value, p, 12);
            }
        },
        iter: 300);

    // The formulas written out once more in R, the correlation from its analysis of variance, give these.
    [Theory]
    [InlineData(ClusteredMethod.RosnerGlynnLee, 1.56080336254462)]
    [InlineData(ClusteredMethod.DattaSatten, 1.10358469410538)]
    public void Unequal_numbers_of_lesions_give_the_Z_of_an_independent_computation(ClusteredMethod method, double z)
    {
        var result = ClusteredSignedRank.Test(Unequal, new ClusteredSignedRankOptions { Method = method });

        Assert.Equal(z, result.Z!.Value, 9);
    }

    [Fact]
    public void Swapping_the_two_swaps_the_one_sided_tests() => FewPatients.Sample(
        patients =>
        {
            foreach (var method in Enum.GetValues<ClusteredMethod>())
            {
                ClusteredSignedRankResult Test(double[][] values, Alternative alternative) => ClusteredSignedRank.Test(
                    values, new() { Method = method, SignFlip = new() { Alternative = alternative } });

                var less = Test(patients, Alternative.Less);
                var greater = Test([.. patients.Select(p => p.Select(d => -d).ToArray())], Alternative.Greater);

                Assert.Equal(less.PValue ?? -1, greater.PValue ?? -1, 12);
                Assert.Equal(less.Permutation.PValue, greater.Permutation.PValue);
            }
        },
        iter: 200);

    [Fact]
    public void Two_patients_have_no_normal_approximation_and_none_have_nothing()
    {
        foreach (var options in new[] { RosnerGlynnLee, DattaSatten })
        {
            var two = ClusteredSignedRank.Test([[1, 2, 3], [4], [0, 0]], options);
            var none = ClusteredSignedRank.Test([], options);

            Assert.Null(two.Z);
            Assert.Null(two.PValue);
            Assert.Equal(0.5, two.Permutation.PValue); // both sums positive: 2 of 4 patterns
            Assert.Null(none.Z);
            Assert.Null(none.Permutation.PValue);
            Assert.Null(ClusteredSignedRank.Test([[0], [0], [0, 0]], options).Permutation.PValue);
        }
    }

    private static double[][] Unequal =>
    [
        [0.3, 0.1, 0.25], [-0.2], [0.4, -0.1], [0.15, 0.2, 0.05, 0.1], [-0.3, -0.05], [0.5], [0, 0.35], [-0.15, 0.1, -0.4, 0.2, 0.45],
    ];
}
