using BrainMets.Datasets;

namespace BrainMets.Experiments;

/// <summary>Everything that can be wrong with the data of a plan, found before anything is trained.</summary>
public static class ExperimentDataValidator
{
    private const int MostNamed = 5;

    /// <summary>Faults of the data sets themselves and of the splits; without them, also of what the networks would be given.</summary>
    public static IReadOnlyList<string> Of(ExperimentPlan plan, IReadOnlyDictionary<string, DatasetIndex> data)
    {
        var faults = Shared(data).Concat(plan.DataSets.SelectMany(d => Split(d.Key, d.Value.Split, data[d.Key]))).ToList();
        return faults.Count > 0 ? faults : [.. Training(plan, data), .. Test(plan, new DataPartition(plan, data))];
    }

    /// <summary>Ids name folders and files, so two cases cannot share one; a patient in two data sets could be learned from and judged on.</summary>
    private static IEnumerable<string> Shared(IReadOnlyDictionary<string, DatasetIndex> data)
    {
        var all = data.SelectMany(d => d.Value.Cases.Select(c => (Set: d.Key, Case: c))).ToArray();
        var ids = all.GroupBy(c => c.Case.Id, StringComparer.OrdinalIgnoreCase).Where(g => g.Select(c => c.Set).Distinct().Count() > 1).ToArray();
        if (ids.Length > 0)
        {
            yield return $"{ids.Length} case ids are used in two data sets ({string.Join(", ", ids[0].Select(c => c.Set).Distinct())}): {Some(ids.Select(g => g.Key))}; give them ids of their own";
        }

        var patients = all.GroupBy(c => c.Case.Patient, StringComparer.Ordinal).Where(g => g.Select(c => c.Set).Distinct().Count() > 1).ToArray();
        if (patients.Length > 0)
        {
            yield return $"{patients.Length} patients are in two data sets ({string.Join(", ", patients[0].Select(c => c.Set).Distinct())}): {Some(patients.Select(g => g.Key))}; "
                + "one could be learned from and judged on. Leave them out of one, or give different people different names";
        }
    }

    private static IEnumerable<string> Split(string name, SplitPlan? split, DatasetIndex index)
    {
        if (split is null)
        {
            yield break;
        }

        var patients = DataPartition.Patients(index.Cases);
        var unknown = split.TestPatientNames.Except(patients, StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
        {
            yield return $"dataSets.{name}.split names {unknown.Length} patients that the data set has not: {Some(unknown)}";
        }

        var kept = split.TestPatientNames.Count > 0 ? split.TestPatientNames.Distinct().Count() : split.TestPatients;
        if (kept > patients.Length)
        {
            yield return $"dataSets.{name}.split keeps {kept} patients for testing; the data set has {patients.Length}";
        }
        else if (split.TrainingPatients > 0 && patients.Length - kept != split.TrainingPatients)
        {
            yield return $"dataSets.{name}.split expects {split.TrainingPatients} patients to learn from beside {kept} to test on; the data set has {patients.Length}, which leaves {patients.Length - kept}";
        }
    }

    private static IEnumerable<string> Training(ExperimentPlan plan, IReadOnlyDictionary<string, DatasetIndex> data)
    {
        var assignment = new DataPartition(plan, data);
        foreach (var (name, parts) in plan.TrainingSets)
        {
            foreach (var part in parts.Where(p => p.Patients > 0))
            {
                var kept = DataPartition.KeptForTest(plan.DataSets[part.DataSet].Split, data[part.DataSet]).ToHashSet(StringComparer.Ordinal);
                var free = DataPartition.Patients(data[part.DataSet].Cases.Where(c => !kept.Contains(c.Patient))).Length;
                if (part.Patients > free)
                {
                    yield return $"trainingSets.{name} wants {part.Patients} patients of {part.DataSet}; {free} are free to learn from";
                }
            }

            var cases = assignment.TrainingCases(name);
            var unmarked = cases.Where(c => c.ReferencePath is null).ToArray();
            if (cases.Count == 0 || unmarked.Length > 0)
            {
                yield return cases.Count == 0
                    ? $"trainingSets.{name} holds no case"
                    : $"trainingSets.{name}: {unmarked.Length} of {cases.Count} cases have no \"reference\" to learn from: {Some(unmarked.Select(c => c.Id))}";
            }
        }
    }

    private static IEnumerable<string> Test(ExperimentPlan plan, DataPartition assignment)
    {
        foreach (var test in plan.Tests)
        {
            var cases = assignment.TestCases(test);
            var unmarked = cases.Where(c => c.ReferencePath is null).ToArray();
            if (cases.Count == 0 || unmarked.Length > 0)
            {
                yield return cases.Count == 0
                    ? $"tests: no patient of {test} is left to judge on, since networks learn from all of them; keep some by \"split\""
                    : $"tests: {unmarked.Length} of {cases.Count} cases of {test} have no \"reference\" to be judged by: {Some(unmarked.Select(c => c.Id))}";
            }
        }

        if (plan.SecondReader is { } reader)
        {
            var cases = assignment.TestCases(plan.Tests[0]);
            var without = cases.Where(c => !c.ReaderPaths.ContainsKey(reader)).ToArray();
            if (without.Length > 0)
            {
                var known = cases.SelectMany(c => c.ReaderPaths.Keys).Distinct().ToArray();
                yield return $"secondReader is \"{reader}\", who did not read {without.Length} of {cases.Count} cases of {plan.Tests[0]}: {Some(without.Select(c => c.Id))}; "
                    + (known.Length == 0 ? "the data set names no readers at all (\"readers\" of a case)" : $"readers there are {string.Join(", ", known)}");
            }
        }
    }

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "");
    }
}
