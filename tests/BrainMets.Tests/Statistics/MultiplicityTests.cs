using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class MultiplicityTests
{
    // Ordered 0.01, 0.02, 0.03, 0.5. Holm: 4 x 0.01, 3 x 0.02, 2 x 0.03, 0.5. Benjamini-Hochberg: 0.04, 0.04, 0.04, 0.5.
    [Fact]
    public void The_example_of_the_documentation()
    {
        double?[] pValues = [0.03, null, 0.01, 0.5, 0.02];

        Equal([0.06, null, 0.04, 0.5, 0.06], Multiplicity.Holm(pValues));
        Equal([0.04, null, 0.04, 0.5, 0.04], Multiplicity.BenjaminiHochberg(pValues));
    }

    [Fact]
    public void A_later_test_is_never_below_an_earlier_one_nor_above_1()
    {
        Equal([0.09, 0.09, 0.9], Multiplicity.Holm([0.04, 0.03, 0.9])); // 3 x 0.03, then not 2 x 0.04
        Equal([1, 1], Multiplicity.Holm([0.8, 0.9]));
    }

    /// <summary>Holm's procedure step by step: the adjusted p is the level from which on the test is rejected.</summary>
    [Fact]
    public void Adjusted_values_reject_what_the_procedures_reject() => Gen.Select(Gen.Int[0, 1000].Array[1, 8], Gen.Int[1, 839_999]).Sample(
        (thousandths, halfway) =>
        {
            // The level lies halfway between the values that adjusted p can take (840 = all of 1 to 8 divide it): no tie that rounding
            // could break.
            var (pValues, level) = (thousandths.Select(p => p / 1000.0).ToArray(), (halfway + 0.5) / 840_000);
            var ordered = pValues.Order().ToArray();
            var m = ordered.Length;
            var holm = ordered.TakeWhile((p, k) => p * (m - k) <= level).Count();
            var hochberg = Enumerable.Range(0, m).Where(k => ordered[k] <= level * (k + 1) / m).Select(k => k + 1).DefaultIfEmpty().Max();
            double?[] undefinedToo = [.. pValues.Select(p => (double?)p), null];

            Assert.Equal(holm, Multiplicity.Holm(undefinedToo).Count(p => p <= level));
            Assert.Equal(hochberg, Multiplicity.BenjaminiHochberg(undefinedToo).Count(p => p <= level));
        },
        iter: 1000);

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Multiplicity.Holm([0.5, 1.1]));
        Assert.Throws<ArgumentException>(() => Multiplicity.BenjaminiHochberg([double.NaN]));
    }

    private static void Equal(double?[] expected, IReadOnlyList<double?> actual)
    {
        Assert.Equal(expected.Select(p => p is null), actual.Select(p => p is null));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First ?? 0, pair.Second ?? 0, 12));
    }
}
