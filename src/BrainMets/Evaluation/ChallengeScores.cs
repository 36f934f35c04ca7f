namespace BrainMets.Evaluation;

/// <summary>Makes the score of a case from what was measured on its lesions.</summary>
internal static class CaseScoring
{
    /// <param name="rules">Of the challenge.</param>
    /// <param name="grid">Of the case.</param>
    /// <param name="lesions">Every reference lesion that counts: its volume, and what was measured; null for one that is not found.</param>
    /// <param name="falsePositives">Predictions of any size that belong to no lesion.</param>
    public static CaseScore Of(
        ScoreRules rules, VolumeGeometry grid, IReadOnlyList<(double VolumeMm3, LesionScore? Score)> lesions, int falsePositives) =>
        rules.Form == ScoreForm.EveryLesion
            ? OverEveryLesion(rules, grid, [.. lesions.Select(l => l.Score)], falsePositives)
            : OverLargeAndSmall(rules, grid, lesions, falsePositives);

    private static CaseScore OverEveryLesion(ScoreRules rules, VolumeGeometry grid, LesionScore?[] lesions, int falsePositives)
    {
        var found = lesions.OfType<LesionScore>().ToArray();
        var (terms, penalised, penalty) =
            (lesions.Length + falsePositives, lesions.Length - found.Length + falsePositives, rules.Penalty(grid));
        double? Mean(Func<LesionScore, double> figure, double ofError, double ofNothing) =>
            terms > 0 ? (found.Sum(figure) + (penalised * ofError)) / terms
            : rules.PerfectWhenNothingCounts ? ofNothing : null;
        return new CaseScore
        {
            Dice = Mean(l => l.Dice, 0, 1),
            Hd95 = Mean(l => l.Hd95, penalty, 0),
            SurfaceDice = SurfaceDice(rules, grid, i => Mean(l => l.SurfaceDice[i], 0, 1)),
            Terms = terms,
            Penalised = penalised,
            Hd95Penalty = penalty,
            ByConvention = terms == 0 && rules.PerfectWhenNothingCounts,
        };
    }

    private static CaseScore OverLargeAndSmall(
        ScoreRules rules, VolumeGeometry grid, IReadOnlyList<(double VolumeMm3, LesionScore? Score)> lesions, int falsePositives)
    {
        var large = lesions.Where(l => l.VolumeMm3 >= rules.LargeFromMm3).ToArray();
        var matched = large.Select(l => l.Score).OfType<LesionScore>().ToArray();
        var small = lesions.Where(l => l.VolumeMm3 < rules.LargeFromMm3).ToArray();
        var (found, smallFound) = (lesions.Count(l => l.Score is not null), small.Count(l => l.Score?.Dice >= rules.SmallMinDice));
        var penalty = rules.Penalty(grid);
        double? Mean(Func<LesionScore, double> figure, double whenNoneMatched) =>
            matched.Length > 0 ? matched.Average(figure) : large.Length > 0 ? whenNoneMatched : null;
        double? Deviation(Func<LesionScore, double> figure) =>
            Mean(figure, 0) is { } mean ? Math.Sqrt(Mean(l => (figure(l) - mean) * (figure(l) - mean), 0) ?? 0) : null;
        return new CaseScore
        {
            Dice = Mean(l => l.Dice, 0),
            Hd95 = Mean(l => l.Hd95, penalty),
            SurfaceDice = SurfaceDice(rules, grid, i => Mean(l => l.SurfaceDice[i], 0)),
            DiceDeviation = Deviation(l => l.Dice),
            Hd95Deviation = Deviation(l => l.Hd95),
            Terms = large.Length > 0 ? Math.Max(1, matched.Length) : 0,
            Penalised = large.Length > 0 && matched.Length == 0 ? 1 : 0,
            Hd95Penalty = penalty,
            Small = new SmallLesionScore(
                smallFound,
                small.Length - smallFound,
                falsePositives,
                small.Length > 0 ? F1(smallFound, small.Length - smallFound, falsePositives) : null),
            AllLesionsF1 = F1(found, lesions.Count - found, falsePositives),
        };
    }

    private static SurfaceDiceScore[] SurfaceDice(ScoreRules rules, VolumeGeometry grid, Func<int, double?> score) =>
        [.. rules.TolerancesMm(grid.Spacing).Select((tolerance, i) => new SurfaceDiceScore(tolerance, score(i)))];

    private static double? F1(int truePositives, int falseNegatives, int falsePositives)
    {
        var denominator = (2 * truePositives) + falseNegatives + falsePositives;
        return denominator == 0 ? null : 2.0 * truePositives / denominator;
    }
}

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

    /// <summary>Reference lesions from this volume on are large; null where sizes are not distinguished.</summary>
    public double? LargeFromMm3 { get; init; }

    /// <summary>Minimum Dice for a small lesion to be found; null where sizes are not distinguished.</summary>
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

/// <summary>Over what a challenge averages to score a case.</summary>
public enum ScoreForm
{
    /// <summary>Every reference lesion that counts and every false positive; misses and false positives score 0 and the penalty.</summary>
    EveryLesion,

    /// <summary>
    /// Matched large reference lesions only, and an F1 for small ones. Misses and false positives do not touch the means, unless no large
    /// lesion is matched.
    /// </summary>
    LargeAndSmall,
}

/// <summary>What a challenge enters as HD95 where there is no distance.</summary>
public enum Hd95PenaltyRule
{
    /// <summary>The same number in every case.</summary>
    Fixed,

    /// <summary>The diagonal of the grid in voxels, whatever their size.</summary>
    DiagonalInVoxels,

    /// <summary>The diagonal of the grid in mm.</summary>
    DiagonalInMm,
}

/// <summary>What a challenge measures on one found lesion: Dice, HD95 of its family, surface Dice at each of its tolerances.</summary>
internal sealed record LesionScore(double Dice, double Hd95, IReadOnlyList<double> SurfaceDice);

/// <summary>
/// The score of one case by the rules of a challenge, penalties included. Not for means in millimetres: see <see cref="Penalised"/>.
/// </summary>
public sealed record CaseScore
{
    /// <summary>Lesion-wise Dice; null where the challenge scores nothing.</summary>
    public required double? Dice { get; init; }

    /// <summary>Lesion-wise HD95, in mm where it is a distance; penalties may be in voxels.</summary>
    public required double? Hd95 { get; init; }

    public IReadOnlyList<SurfaceDiceScore> SurfaceDice { get; init; } = [];

    /// <summary>How many values each mean rests on: lesions and, where they count, false positives.</summary>
    public required int Terms { get; init; }

    /// <summary>How many of them are not distances but the penalty.</summary>
    public required int Penalised { get; init; }

    /// <summary>The penalty of this case.</summary>
    public required double Hd95Penalty { get; init; }

    /// <summary>True when there was nothing to score and the challenge's convention applies.</summary>
    public bool ByConvention { get; init; }

    /// <summary>Standard deviation over the lesions (divided by n) where the challenge gives it; null otherwise.</summary>
    public double? DiceDeviation { get; init; }

    /// <inheritdoc cref="DiceDeviation"/>
    public double? Hd95Deviation { get; init; }

    /// <summary>Small lesions, where the challenge distinguishes them.</summary>
    public SmallLesionScore? Small { get; init; }

    /// <summary>2 TP / (2 TP + FP + FN) over lesions of all sizes, where the challenge gives it; null when there are none.</summary>
    public double? AllLesionsF1 { get; init; }
}

/// <summary>A surface Dice as a challenge computes it, the mean of the two sides; null where the case has no score.</summary>
public sealed record SurfaceDiceScore(double ToleranceMm, double? Value);

/// <summary>
/// Detection of the small lesions of a case as the challenge of 2026 counts it: false positives are those of any size, and F1 is null when
/// the case has no small reference lesion.
/// </summary>
public sealed record SmallLesionScore(int TruePositives, int FalseNegatives, int FalsePositives, double? F1);

/// <summary>
/// A challenge's scores averaged over cases by its own rule, with the share of penalties in them. Compare only with scores of the same
/// rules.
/// </summary>
public sealed record ScoreSummary
{
    public required ScoreMean Dice { get; init; }

    public required ScoreMean Hd95 { get; init; }

    /// <summary>One a tolerance; where it is the smallest spacing and images differ, the tolerance is null.</summary>
    public required IReadOnlyList<SurfaceDiceMean> SurfaceDice { get; init; }

    /// <summary>Null where the challenge does not distinguish sizes.</summary>
    public ScoreMean? SmallF1 { get; init; }

    /// <inheritdoc cref="SmallF1"/>
    public ScoreMean? AllLesionsF1 { get; init; }

    /// <summary>Values behind the means of the cases, all cases together.</summary>
    public required long Terms { get; init; }

    /// <summary>How many of them are penalties.</summary>
    public required long Penalised { get; init; }

    /// <summary>Cases with at least one penalty.</summary>
    public required int CasesWithPenalty { get; init; }

    /// <summary>Cases with nothing to score that got a perfect score by convention.</summary>
    public required int CasesByConvention { get; init; }

    /// <summary>Null when the cases have no scores.</summary>
    public static ScoreSummary? Of(IReadOnlyList<CaseEvaluation> cases)
    {
        var scores = cases.Select(c => c.Score).OfType<CaseScore>().ToArray();
        if (scores.Length == 0)
        {
            return null;
        }

        var bySize = scores.Any(s => s.Small is not null);
        return new ScoreSummary
        {
            Dice = ScoreMean.Of(scores.Select(s => s.Dice)),
            Hd95 = ScoreMean.Of(scores.Select(s => s.Hd95)),
            SurfaceDice = [.. Enumerable.Range(0, scores[0].SurfaceDice.Count)
                .Select(i => SurfaceDiceMean.Of([.. scores.Select(s => s.SurfaceDice[i])]))],
            SmallF1 = bySize ? ScoreMean.Of(scores.Select(s => s.Small?.F1)) : null,
            AllLesionsF1 = bySize ? ScoreMean.Of(scores.Select(s => s.AllLesionsF1)) : null,
            Terms = scores.Sum(s => (long)s.Terms),
            Penalised = scores.Sum(s => (long)s.Penalised),
            CasesWithPenalty = scores.Count(s => s.Penalised > 0),
            CasesByConvention = scores.Count(s => s.ByConvention),
        };
    }
}

/// <summary>
/// A mean over cases with the standard deviation between them (divided by n - 1; null below two), how many cases have a value, and how
/// many have none.
/// </summary>
public sealed record ScoreMean(double? Value, double? Deviation, int N, int Undefined)
{
    internal static ScoreMean Of(IEnumerable<double?> values)
    {
        var all = values.ToArray();
        var defined = all.OfType<double>().ToArray();
        double? mean = defined.Length == 0 ? null : defined.Average();
        double? deviation = defined.Length < 2
            ? null
            : Math.Sqrt(defined.Sum(v => (v - mean!.Value) * (v - mean.Value)) / (defined.Length - 1));
        return new ScoreMean(mean, deviation, defined.Length, all.Length - defined.Length);
    }
}

/// <summary>The mean over cases of a challenge's surface Dice; the tolerance is null when it differs between them.</summary>
public sealed record SurfaceDiceMean(double? ToleranceMm, ScoreMean Mean)
{
    internal static SurfaceDiceMean Of(IReadOnlyList<SurfaceDiceScore> scores) => new(
        scores.Select(s => s.ToleranceMm).Distinct().Count() == 1
            ? scores[0].ToleranceMm
            : null, ScoreMean.Of(scores.Select(s => s.Value)));
}
