using BrainMets.Measurements;

namespace BrainMets.Tests.Measurements;

public sealed class BallMasksTests
{
    private static readonly VolumeGeometry Grid = new(new Size3(100, 80, 60), Affine.FromSpacing(new SpacingMm(1, 1, 1)));

    [Theory]
    [InlineData(12, 8 * 6 * 5)]
    [InlineData(20, 5 * 4 * 3)]
    [InlineData(30, 3 * 2 * 2)]
    public void Every_ball_is_a_lesion_of_its_own(int pitch, int most)
    {
        var (reference, predicted) = BallMasks.Make(Grid, most, pitch, new Random(3));

        Assert.Equal(most, ConnectedComponents.Label(reference, Connectivity.Corners26).Count);
        Assert.Equal(most, ConnectedComponents.Label(predicted, Connectivity.Corners26).Count);
    }

    [Fact]
    public void More_than_fit_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => BallMasks.Make(Grid, 13, 30, new Random(3)));

        Assert.Contains("has 12 places", error.Message, StringComparison.Ordinal);
    }
}
