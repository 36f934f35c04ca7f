using MathNet.Numerics.Distributions;

namespace BrainMets.Evaluation;

/// <summary>
/// Signed-rank tests of lesion-level differences, several a patient. The null hypothesis is that differences lie symmetrically about zero;
/// lesions of one patient may depend on each other in any way.
/// </summary>
public static class ClusteredSignedRank
{
    private const int FewestPatients = 3;

    /// <param name="patients">The differences of each patient's lesions, first minus second; patients without any do not count.</param>
    /// <param name="options">How it is done.</param>
    /// <exception cref="ArgumentException">A difference is not finite, or an option out of its range.</exception>
    public static ClusteredSignedRankResult Test(
        IReadOnlyList<IReadOnlyList<double>> patients, ClusteredSignedRankOptions options)
    {
        var clusters = patients.Where(p => p.Count > 0).Select(p => PairedDifferences.Rounded([.. p])).ToArray();
        var (z, scores) = options.Method == ClusteredMethod.RosnerGlynnLee ? RosnerGlynnLee.Score(clusters) : DattaSatten.Score(clusters);
        var enough = clusters.Count(c => c.Any(d => d != 0)) >= FewestPatients;
        var known = enough && double.IsFinite(z);
        return new ClusteredSignedRankResult
        {
            Method = options.Method,
            Z = known ? z : null,
            PValue = known ? PValue(z, options.SignFlip.Alternative) : null,
            Permutation = PatientSignFlip.Test(scores, options.SignFlip),
            Patients = clusters.Length,
            Differences = clusters.Sum(c => c.Length),
            Zeros = clusters.Sum(c => c.Count(d => d == 0)),
        };
    }

    private static double PValue(double z, Alternative alternative) => alternative switch
    {
        Alternative.Less => Normal.CDF(0, 1, z),
        Alternative.Greater => Normal.CDF(0, 1, -z),
        _ => 2 * Normal.CDF(0, 1, -Math.Abs(z)),
    };
}
