using BrainMets.Imaging;

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
        var (terms, penalised, penalty) = (lesions.Length + falsePositives, lesions.Length - found.Length + falsePositives, rules.Penalty(grid));
        double? Mean(Func<LesionScore, double> figure, double ofError, double ofNothing) =>
            terms > 0 ? (found.Sum(figure) + (penalised * ofError)) / terms
            : rules.PerfectWhenNothingCounts ? ofNothing
            : null;
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
