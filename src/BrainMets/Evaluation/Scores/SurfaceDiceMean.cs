namespace BrainMets.Evaluation;

/// <summary>The mean over cases of a challenge's surface Dice; the tolerance is null when it differs between them.</summary>
public sealed record SurfaceDiceMean(double? ToleranceMm, ScoreMean Mean)
{
    internal static SurfaceDiceMean Of(IReadOnlyList<SurfaceDiceScore> scores) => new(
        scores.Select(s => s.ToleranceMm).Distinct().Count() == 1 ? scores[0].ToleranceMm : null, ScoreMean.Of(scores.Select(s => s.Value)));
}
