using System.Security.Cryptography;
using System.Text;

namespace BrainMets.Datasets;

/// <summary>
/// Three lists of cases with no patient in two of them. Each keeps the order the cases were given in.
/// </summary>
internal sealed record Split(IReadOnlyList<Case> Training, IReadOnlyList<Case> Validation, IReadOnlyList<Case> Test)
{
    /// <summary>
    /// Holds out the given shares of the patients (0 to 1, rounded to whole patients; a share above 0 gets at least one) and keeps the rest
    /// for training. The same patients and seed give the same split, in whatever order the cases come. Lists that share patients hold out
    /// mostly the same ones: a patient's rank within the site depends on the seed and the patient's name alone, and each site gives in
    /// proportion.
    /// </summary>
    /// <exception cref="ArgumentException">A share is outside 0..1, or no patient would be left for training.</exception>
    public static Split ByPatient(IReadOnlyList<Case> cases, double validationFraction, double testFraction, int seed)
    {
        if (!(validationFraction >= 0 && testFraction >= 0 && validationFraction + testFraction < 1))
        {
            throw new ArgumentException(
                $"The shares must be at least 0 and together below 1, got validation {validationFraction} and test {testFraction}.",
                nameof(validationFraction));
        }

        var patients = cases.Select(c => c.Patient).Distinct(StringComparer.Ordinal).Count();
        int Whole(double fraction) => fraction == 0 ? 0 : Math.Max(1, (int)Math.Round(fraction * patients, MidpointRounding.AwayFromZero));
        return ByPatientCount(cases, Whole(validationFraction), Whole(testFraction), seed);
    }

    /// <summary>As <see cref="ByPatient"/>, with numbers of patients in place of shares.</summary>
    /// <exception cref="ArgumentException">A number is negative, or no patient would be left for training.</exception>
    public static Split ByPatientCount(IReadOnlyList<Case> cases, int validationPatients, int testPatients, int seed)
    {
        var patients = PatientDraw.Order(cases, seed, PatientDrawRule.ProportionalBySite);
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
}

/// <summary>How patients are put into a random order (decision 13).</summary>
internal enum PatientDrawRule
{
    /// <summary>
    /// By a hash of seed and name, so that neither the order of the file nor who else is in it changes a patient's place, and from each
    /// site in proportion, so that a small part of the list does not come from one site by chance. Validation patients are held out in this
    /// way.
    /// </summary>
    ProportionalBySite,

    /// <summary>
    /// By a shuffle of the sorted names, without regard to sites. Test patients, few-shot patients and folds of an experiment are drawn in
    /// this way: folders of experiments depend on it.
    /// </summary>
    Shuffled,
}

/// <summary>The random order of patients for a seed: a random subset is the first part of it. All scans of a patient go together.</summary>
internal static class PatientDraw
{
    /// <summary>
    /// All patients of the cases in the order of the draw. The same patients and seed give the same order, in whatever order the cases
    /// come.
    /// </summary>
    public static string[] Order(IEnumerable<Case> cases, int seed, PatientDrawRule rule) => rule switch
    {
        PatientDrawRule.ProportionalBySite => ProportionalBySite(cases, seed),
        _ => Shuffled(cases, seed),
    };

    /// <summary>The patients of cases, by name.</summary>
    public static string[] Patients(IEnumerable<Case> cases) =>
        [.. cases.Select(c => c.Patient).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string[] ProportionalBySite(IEnumerable<Case> cases, int seed) =>
    [
        .. from patient in cases.GroupBy(c => c.Patient, StringComparer.Ordinal)
           group patient.Key by patient.Min(c => c.Site) into site
           let count = site.Count()
           from ranked in site.OrderBy(p => Place(p, seed), StringComparer.Ordinal)
               .Select((p, rank) => (Patient: p, Share: (rank + 0.5) / count))
           orderby ranked.Share, Place(ranked.Patient, seed)
           select ranked.Patient,
    ];

    private static string[] Shuffled(IEnumerable<Case> cases, int seed)
    {
        var patients = Patients(cases);
        new Random(seed).Shuffle(patients);
        return patients;
    }

    private static string Place(string patient, int seed) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{patient}")));
}
