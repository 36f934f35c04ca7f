using System.Security.Cryptography;
using System.Text;

namespace BrainMets.Datasets;

/// <summary>
/// Three lists of cases with no patient in two of them. Each keeps the order the cases were given in.
/// </summary>
public sealed record Split(IReadOnlyList<Case> Training, IReadOnlyList<Case> Validation, IReadOnlyList<Case> Test)
{
    /// <summary>
    /// Sets aside the given shares of the patients (0 to 1, rounded to whole patients; a share above 0 gets at least one) and keeps the
    /// rest for training. The same patients and seed give the same split, in whatever order the cases come. Lists that share patients set
    /// mostly the same ones aside: each patient's place in the draw depends on the seed and the patient's name alone.
    /// </summary>
    /// <exception cref="ArgumentException">A share is outside 0..1, or nobody would be left for training.</exception>
    public static Split ByPatient(IReadOnlyList<Case> cases, double validationFraction, double testFraction, int seed)
    {
        if (!(validationFraction >= 0 && testFraction >= 0 && validationFraction + testFraction < 1))
        {
            throw new ArgumentException(
                $"The shares must be at least 0 and together below 1, got validation {validationFraction} and test {testFraction}.",
                nameof(validationFraction));
        }

        var patients = cases.Select(c => c.Patient).Distinct(StringComparer.Ordinal).Count();
        int Whole(double fraction) =>
            fraction == 0 ? 0 : Math.Max(1, (int)Math.Round(fraction * patients, MidpointRounding.AwayFromZero));
        return ByPatientCount(cases, Whole(validationFraction), Whole(testFraction), seed);
    }

    /// <summary>As <see cref="ByPatient"/>, with numbers of patients in place of shares.</summary>
    /// <exception cref="ArgumentException">A number is negative, or nobody would be left for training.</exception>
    public static Split ByPatientCount(IReadOnlyList<Case> cases, int validationPatients, int testPatients, int seed)
    {
        // By a hash, so that neither the order of the file nor who else is in it changes a patient's place.
        var patients = cases.Select(c => c.Patient).Distinct(StringComparer.Ordinal).OrderBy(p => Place(p, seed), StringComparer.Ordinal).ToArray();
        if (validationPatients < 0 || testPatients < 0 || validationPatients + testPatients >= patients.Length)
        {
            throw new ArgumentException(
                $"{patients.Length} patients cannot give {validationPatients} for validation and {testPatients} for test and leave any "
                + "for training.",
                nameof(validationPatients));
        }

        var test = patients[..testPatients].ToHashSet(StringComparer.Ordinal);
        var validation = patients[testPatients..(testPatients + validationPatients)].ToHashSet(StringComparer.Ordinal);
        return new Split(
            [.. cases.Where(c => !test.Contains(c.Patient) && !validation.Contains(c.Patient))],
            [.. cases.Where(c => validation.Contains(c.Patient))],
            [.. cases.Where(c => test.Contains(c.Patient))]);
    }

    private static string Place(string patient, int seed) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{patient}")));
}
