namespace BrainMets.Evaluation;

/// <summary>
/// Permutation test that exchanges the two readings of whole patients, whatever the number of their lesions and however alike these are.
/// Valid when, under the null hypothesis, the two could be exchanged in each patient. All patterns are enumerated up to 20 patients with a
/// score other than zero; above, random ones are drawn and p is (b + 1) / (B + 1).
/// </summary>
public static class PatientSignFlip
{
    /// <summary>Tests the sum of scores, one a patient, such as found by the first minus found by the second.</summary>
    /// <exception cref="ArgumentException">A score is not finite, or an option out of its range.</exception>
    public static SignFlipResult Test(ReadOnlySpan<double> patientScores, SignFlipOptions options)
    {
        options.Validate();

        // Scores that cancel on paper may leave a last bit; flipping nothing changes nothing. The order makes the random patterns fall alike
        // however the patients are listed.
        var scores = PairedDifferences.Rounded(patientScores, decimals: null);
        var negligible = 1e-12 * scores.Select(Math.Abs).DefaultIfEmpty().Max();
        var terms = scores.Where(s => Math.Abs(s) > negligible).OrderBy(Math.Abs).ThenBy(s => s).ToArray();
        var enumerated = terms.Length <= SignFlips.MostEnumerated;
        return new SignFlipResult
        {
            Sum = terms.Sum(),
            PValue = terms.Length == 0 ? null
                : enumerated ? SignFlips.Exact(terms, options.Alternative)
                : SignFlips.MonteCarlo(terms, options.Alternative, options.Resamples, new Random(options.Seed)),
            Patients = patientScores.Length,
            NonZero = terms.Length,
            Alternative = options.Alternative,
            Resamples = enumerated ? null : options.Resamples,
            Seed = enumerated ? null : options.Seed,
        };
    }

    /// <summary>
    /// Tests a difference in pooled sensitivity: the score of a patient is the number of lesions that only the first found less the number
    /// that only the second found. The sum over the number of lesions is the difference of the two sensitivities.
    /// </summary>
    /// <param name="patients">For each patient the lesions, and for each lesion who found it; a patient may have none.</param>
    /// <param name="options">How it is done.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static SignFlipResult Detections(IReadOnlyList<IReadOnlyList<(bool First, bool Second)>> patients, SignFlipOptions options) =>
        Test([.. patients.Select(p => (double)p.Sum(lesion => (lesion.First ? 1 : 0) - (lesion.Second ? 1 : 0)))], options);
}
