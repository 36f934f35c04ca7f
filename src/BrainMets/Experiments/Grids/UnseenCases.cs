using BrainMets.Datasets;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>
/// Cases on which a rule that combines several networks may be chosen: set aside for validation, learned from by none of the networks, and not judged on. It goes by what
/// the networks say they learned from (split.json), and by patients.
/// </summary>
public static class SharedValidationCases
{
    /// <summary>
    /// Cases of patients whom one of the networks at least set aside, none learned from, and no test set holds. A network whose training set lacks the patient has not
    /// learned from him either. In the order of <paramref name="known"/>.
    /// </summary>
    /// <param name="splits">Of every network that is combined.</param>
    /// <param name="known">The cases of all their training sets; a case twice counts once.</param>
    /// <param name="tests">The cases of all test sets.</param>
    /// <exception cref="InvalidInputException">A network names a case that is not known, so that it cannot be told whose it is.</exception>
    public static IReadOnlyList<Case> Of(IReadOnlyList<RunSplit> splits, IReadOnlyList<Case> known, IReadOnlyList<Case> tests)
    {
        var patientOf = known.DistinctBy(c => c.Id).ToDictionary(c => c.Id, c => c.Patient, StringComparer.Ordinal);
        HashSet<string> Patients(IEnumerable<string> ids) => [.. ids.Select(id => patientOf.TryGetValue(id, out var patient)
            ? patient
            : throw new InvalidInputException(id, "is named in split.json of a network but is in none of the plan's training sets, so it cannot be told whom the network learned from. Run the experiment again."))];

        var learned = Patients(splits.SelectMany(s => s.Training));
        var aside = Patients(splits.SelectMany(s => s.Validation));
        var judged = tests.Select(c => c.Patient).ToHashSet(StringComparer.Ordinal);
        return [.. known.DistinctBy(c => c.Id).Where(c => aside.Contains(c.Patient) && !learned.Contains(c.Patient) && !judged.Contains(c.Patient))];
    }
}
