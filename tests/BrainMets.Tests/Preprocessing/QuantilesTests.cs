using BrainMets.Preprocessing;
using CsCheck;

namespace BrainMets.Tests.Preprocessing;

public sealed class QuantilesTests
{
    [Fact]
    public void Agrees_with_sorting() =>
        Gen.Select(Gen.Float[-1e6f, 1e6f].Array[1, 60], Gen.Double[0, 1]).Sample((values, fraction) =>
        {
            var sorted = values.Order().ToArray();

            Assert.Equal(sorted[(int)(fraction * (values.Length - 1))], Quantiles.At(values, fraction));
        });

    [Fact]
    public void Many_equal_and_negative_values_are_ranked_rightly()
    {
        float[] values = [.. Enumerable.Repeat(-3f, 50), .. Enumerable.Repeat(0f, 30), .. Enumerable.Repeat(2.5f, 21)];

        Assert.Equal(-3f, Quantiles.At(values, 0.49));
        Assert.Equal(0f, Quantiles.At(values, 0.5));
        Assert.Equal(2.5f, Quantiles.At(values, 1));
    }

    [Fact]
    public void No_values_have_no_quantile() => Assert.Throws<ArgumentException>(() => Quantiles.At([], 0.5));
}
