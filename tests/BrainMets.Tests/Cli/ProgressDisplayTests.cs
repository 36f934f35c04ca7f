using BrainMets.Cli;
using BrainMets.Prediction;

namespace BrainMets.Tests.Cli;

public sealed class ProgressDisplayTests
{
    [Theory]
    [InlineData(0.25, 30, "", "train 25 %, 1 min 30 s left")]                 // 30 s for a quarter: 90 s for the rest
    [InlineData(0.5, 7200, "epoch 3", "train 50 %, 2 h 0 min left: epoch 3")]
    [InlineData(0.999, 1000, "", "train 99 %, 1 s left")]                     // never 100 % before the end
    [InlineData(0, 5, "case A", "train 0 %: case A")]                         // nothing done yet: no guess
    [InlineData(1, 5, "", "train 100 %")]
    public void A_line_tells_share_time_left_and_text(double fraction, double seconds, string text, string expected) =>
        Assert.Equal(expected, ProgressDisplay.Line(new RunProgress("train", fraction, text), TimeSpan.FromSeconds(seconds)));
}
