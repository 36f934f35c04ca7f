using BrainMets.Imaging;

namespace BrainMets.Evaluation;

/// <summary>
/// How a challenge makes one score of a case. These scores hold penalties and conventions; they are comparable with the challenge's own and
/// with nothing else, and are never mixed with our millimetre means (docs/metrics.md).
/// </summary>
public sealed record ScoreRules
{
    public required ScoreForm Form { get; init; }

    public required HausdorffFamily Hd95Family { get; init; }

    public required Hd95PenaltyRule Hd95Penalty { get; init; }

    /// <summary>The penalty where it is fixed; null otherwise.</summary>
    public double? Hd95FixedPenalty { get; init; }

    /// <summary>Surface Dice at these tolerances, the mean of the two sides; none when empty.</summary>
    public IReadOnlyList<double> SurfaceDiceTolerancesMm { get; init; } = [];

    /// <summary>Surface Dice at the smallest spacing of the image as well.</summary>
    public bool SurfaceDiceAtSmallestSpacing { get; init; }

    /// <summary>Distances are measured with the spacing of x and z exchanged.</summary>
    public bool ReversedSpacing { get; init; }

    /// <summary>Dice 1, surface Dice 1 and HD95 0 where there is nothing to score; otherwise such a case has no score.</summary>
    public bool PerfectWhenNothingCounts { get; init; }

    /// <summary>Reference lesions from this volume on are large; null where sizes are not told apart.</summary>
    public double? LargeFromMm3 { get; init; }

    /// <summary>Least Dice for a small lesion to be found; null where sizes are not told apart.</summary>
    public double? SmallMinDice { get; init; }

    internal IReadOnlyList<double> TolerancesMm(SpacingMm spacing) =>
        SurfaceDiceAtSmallestSpacing ? [.. SurfaceDiceTolerancesMm, spacing.Smallest] : SurfaceDiceTolerancesMm;

    internal double Penalty(VolumeGeometry grid)
    {
        var (size, mm) = (grid.Size, Hd95Penalty == Hd95PenaltyRule.DiagonalInMm ? grid.Spacing : new SpacingMm(1, 1, 1));
        return Hd95Penalty == Hd95PenaltyRule.Fixed
            ? Hd95FixedPenalty ?? throw new InvalidOperationException("A fixed penalty has no value.")
            : Math.Sqrt(Square(size.X * mm.X) + Square(size.Y * mm.Y) + Square(size.Z * mm.Z));
    }

    private static double Square(double value) => value * value;
}
