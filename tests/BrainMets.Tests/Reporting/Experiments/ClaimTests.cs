using BrainMets.Reporting;
using BrainMets.Statistics;

namespace BrainMets.Tests.Reporting;

public sealed class ClaimTests
{
    [Fact]
    public void A_difference_whose_interval_excludes_zero_is_claimed_with_its_numbers()
    {
        var text = Text(Row("Sensitivity below 0.4 cc", 0.17, 0.05, 0.28, adjustedP: 0.01));

        Assert.Contains("<strong>alpha 0.99</strong> against alpha 0.5", text);
        Assert.Contains("Sensitivity below 0.4 cc was <strong>higher</strong>: 0.78 [0.70 to 0.85] against 0.61 [0.50 to 0.71]", text);
        Assert.Contains("difference <strong>+0.17 [+0.05 to +0.28]</strong>", text);
        Assert.Contains("(40 patients; adjusted p 0.010)", text);
    }

    [Fact]
    public void A_fall_is_called_lower() => Assert.Contains("was <strong>lower</strong>", Text(Row("Precision", -0.2, -0.3, -0.1)));

    [Theory]
    [InlineData(-0.01, 0.2)]
    [InlineData(0.0, 0.2)]  // An interval that ends at 0 includes it.
    [InlineData(-0.2, 0.0)]
    public void A_difference_whose_interval_includes_zero_is_not_claimed(double low, double high)
    {
        var text = Text(Row("Precision", 0.05, low, high));

        Assert.Contains("No difference was shown in precision", text);
        Assert.DoesNotContain("higher", text);
        Assert.DoesNotContain("lower", text);
    }

    [Fact]
    public void Without_an_interval_no_difference_is_claimed()
    {
        var text = Text(Row("F1", 0.4, null, null));

        Assert.Contains("No difference is claimed in F1", text);
        Assert.DoesNotContain("higher", text);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Fewer_than_ten_patients_carry_no_claim(int patients, bool isClaimed)
    {
        var row = Row("F1", 0.4, 0.3, 0.5);

        Assert.Equal(
            isClaimed, Text(row with { Difference = row.Difference with { N = patients } }).Contains("higher", StringComparison.Ordinal));
    }

    [Fact]
    public void A_test_that_does_not_confirm_a_claim_is_told() =>
        Assert.Contains("the test over patients does not confirm it, adjusted p 0.300", Text(Row("F1", 0.1, 0.02, 0.2, adjustedP: 0.3)));

    [Fact]
    public void An_end_near_zero_keeps_the_digits_that_say_on_which_side_it_lies() =>
        Assert.Contains("+0.040 [+0.003 to +0.080]", Text(Row("F1", 0.04, 0.003, 0.08)));

    [Fact]
    public void Nothing_is_claimed_without_rows() => Assert.Equal("", Claim.Of([], "a", "b").Markup);

    private static string Text(DifferenceRow row) => Claim.Of([row], "alpha 0.5", "alpha 0.99").Markup.ReplaceLineEndings(" ");

    private static DifferenceRow Row(string metric, double difference, double? low, double? high, double? adjustedP = null) => new()
    {
        Metric = metric,
        Key = metric,
        First = new Estimate(0.61, 0.50, 0.71, 90, 0),
        Second = new Estimate(0.78, 0.70, 0.85, 90, 0),
        Difference = new Estimate(difference, low, high, 40, 0),
        AdjustedP = adjustedP,
    };
}
