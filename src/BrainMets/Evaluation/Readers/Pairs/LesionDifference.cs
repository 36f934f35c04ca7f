namespace BrainMets.Evaluation;

/// <summary>A figure of the lesions that both readers found, first less second, tested lesion by lesion with patients as clusters.</summary>
/// <param name="Metric">Dice or HD95 of lesions.</param>
/// <param name="Lesions">Lesions that both readers found.</param>
/// <param name="Mean">Mean difference over them; null without any.</param>
/// <param name="RosnerGlynnLee">Signed ranks weighted for clusters of unequal size.</param>
/// <param name="DattaSatten">Every patient counts alike, so that the number of lesions may depend on how hard they are.</param>
public sealed record LesionDifference(
    PairedMetric Metric, int Lesions, double? Mean, ClusteredSignedRankResult RosnerGlynnLee, ClusteredSignedRankResult DattaSatten)
{
    internal static IReadOnlyList<LesionDifference> Of(IReadOnlyList<PatientPair> patients, ComparisonOptions options) =>
    [
        Of(PairedMetric.LesionDice, patients, l => l.Dice, options),
        Of(PairedMetric.LesionHd95Mm, patients, l => l.Hd95Mm.MaxDirected, options),
    ];

    private static LesionDifference Of(
        PairedMetric metric, IReadOnlyList<PatientPair> patients, Func<LesionEvaluation, double?> figure, ComparisonOptions options)
    {
        double[][] differences = [.. patients.Select(p => p.FoundByBoth(figure).Select(f => f.First - f.Second).ToArray())];
        var all = differences.SelectMany(d => d).ToArray();
        var flips = new SignFlipOptions { Seed = options.Seed, Resamples = options.SignFlips };
        ClusteredSignedRankResult Test(ClusteredMethod method) =>
            ClusteredSignedRank.Test(differences, new ClusteredSignedRankOptions { Method = method, SignFlip = flips });

        return new LesionDifference(
            metric, all.Length, all.Length == 0 ? null : all.Average(), Test(ClusteredMethod.RosnerGlynnLee), Test(ClusteredMethod.DattaSatten));
    }
}
