using BrainMets.Datasets;

namespace BrainMets.Experiments;

/// <summary>
/// Assigns cases to the training and test set of each model. A patient in the training set of any network is in no test set, so that all
/// networks are evaluated on the same patients. With folds a patient of the main test set is evaluated with the networks of the fold that
/// were not trained on that patient.
/// </summary>
internal sealed class DataPartition
{
    private readonly ExperimentPlan plan;
    private readonly IReadOnlyDictionary<string, DatasetIndex> data;
    private readonly Dictionary<string, HashSet<string>> kept;
    private readonly Dictionary<string, int> foldOfPatient = new(StringComparer.Ordinal);

    /// <param name="plan">A plan without errors (<see cref="ExperimentPlanValidator"/>).</param>
    /// <param name="data">The data sets of the plan.</param>
    public DataPartition(ExperimentPlan plan, IReadOnlyDictionary<string, DatasetIndex> data)
    {
        (this.plan, this.data) = (plan, data);
        kept = plan.DataSets.ToDictionary(d => d.Key, d => KeptForTest(d.Value.Split, data[d.Key]).ToHashSet(StringComparer.Ordinal));
        if (plan.Folds > 0)
        {
            var seed = plan.DataSets[plan.Tests[0]].Split?.Seed ?? 1;
            foreach (var (i, patient) in PatientDraw.Order(data[plan.Tests[0]].Cases, seed, PatientDrawRule.Shuffled).Index())
            {
                foldOfPatient[patient] = (i % plan.Folds) + 1;
            }
        }
    }

    /// <summary>The training cases of a network, validation patients included; cases that two parts share once.</summary>
    public IReadOnlyList<Case> TrainingCases(string trainingSet, int fold = 0) =>
        [.. plan.TrainingSets[trainingSet]
            .SelectMany(Cases).DistinctBy(c => c.Id).Where(c => fold == 0 || foldOfPatient.GetValueOrDefault(c.Patient) != fold)];

    /// <summary>The test cases of a network: with folds only its own fold of the main test set.</summary>
    public IReadOnlyList<Case> TestCases(string dataSet, int fold = 0)
    {
        if (plan.Folds > 0 && dataSet == plan.Tests[0])
        {
            return [.. data[dataSet].Cases.Where(c => fold == 0 || foldOfPatient[c.Patient] == fold)];
        }

        var learned = plan.TrainingSets.Values.SelectMany(parts => parts.SelectMany(Cases))
            .Select(c => c.Patient).ToHashSet(StringComparer.Ordinal);
        return [.. data[dataSet].Cases.Where(c => !learned.Contains(c.Patient))];
    }

    /// <summary>The fold of a test case; 0 without folds.</summary>
    public int FoldOf(Case @case) => foldOfPatient.GetValueOrDefault(@case.Patient);

    /// <summary>
    /// The patients of a data set kept for testing, before anything is drawn for training. All scans of a patient stay together.
    /// </summary>
    internal static IEnumerable<string> KeptForTest(SplitPlan? split, DatasetIndex index) => split switch
    {
        null => [], { TestPatientNames: { Count: > 0 } names } => names,
        _ => PatientDraw.Order(index.Cases, split.Seed, PatientDrawRule.Shuffled).Take(split.TestPatients),
    };

    private IEnumerable<Case> Cases(TrainingPart part)
    {
        var free = data[part.DataSet].Cases.Where(c => !kept[part.DataSet].Contains(c.Patient)).ToArray();
        var few = part.Patients == 0
            ? null
            : PatientDraw.Order(free, part.Seed, PatientDrawRule.Shuffled).Take(part.Patients).ToHashSet(StringComparer.Ordinal);
        return free.Where(c => few?.Contains(c.Patient) ?? true);
    }
}

/// <summary>
/// Cases on which a rule that combines several networks may be chosen: held out for validation, in the training set of none of the
/// networks, and in no test set; by the networks' split.json, and by patient.
/// </summary>
internal static class SharedValidationCases
{
    /// <summary>
    /// Cases of patients whom at least one of the networks held out, none was trained on, and no test set holds. A network whose training
    /// set lacks the patient was not trained on that patient either. In the order of <paramref name="known"/>.
    /// </summary>
    /// <param name="splits">Of every network that is combined.</param>
    /// <param name="known">The cases of all their training sets; a case twice counts once.</param>
    /// <param name="tests">The cases of all test sets.</param>
    /// <exception cref="InvalidInputException">A network names an unknown case, whose patient is therefore unknown.</exception>
    public static IReadOnlyList<Case> Of(IReadOnlyList<RunSplit> splits, IReadOnlyList<Case> known, IReadOnlyList<Case> tests)
    {
        var patientOf = known.DistinctBy(c => c.Id).ToDictionary(c => c.Id, c => c.Patient, StringComparer.Ordinal);
        HashSet<string> Patients(IEnumerable<string> ids) => [.. ids.Select(id => patientOf.TryGetValue(id, out var patient)
            ? patient
            : throw new InvalidInputException(
                id, "is named in split.json of a network but is in none of the plan's training sets, so it is unknown on which patients "
                    + "the network was trained. Run the experiment again."))];

        var learned = Patients(splits.SelectMany(s => s.Training));
        var aside = Patients(splits.SelectMany(s => s.Validation));
        var judged = tests.Select(c => c.Patient).ToHashSet(StringComparer.Ordinal);
        return [.. known.DistinctBy(c => c.Id)
            .Where(c => aside.Contains(c.Patient) && !learned.Contains(c.Patient) && !judged.Contains(c.Patient))];
    }
}
