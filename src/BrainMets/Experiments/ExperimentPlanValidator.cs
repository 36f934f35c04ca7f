using BrainMets.Datasets;
using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>Errors of a plan that need no data, as sentences.</summary>
internal static class ExperimentPlanValidator
{
    /// <summary>Nothing when the plan can be used.</summary>
    /// <param name="plan">As it was read.</param>
    /// <param name="models">What its grid expands to.</param>
    /// <param name="phantomErrors">Errors of phantom data sets, by name, from their maker.</param>
    public static IEnumerable<string> Of(
        ExperimentPlan plan, IReadOnlyList<ModelPlan> models, ILookup<string, string>? phantomErrors = null) =>
        DataSets(plan, phantomErrors)
            .Concat(TrainingSets(plan)).Concat(Tests(plan)).Concat(Numbers(plan)).Concat(Grid(plan, models)).Concat(Judging(plan, models))
            .Concat(Confirmation(plan, models));

    private static IEnumerable<string> DataSets(ExperimentPlan plan, ILookup<string, string>? phantomErrors)
    {
        foreach (var (name, set) in plan.DataSets)
        {
            if ((set.File is null) == (set.Phantom is null))
            {
                yield return $"dataSets.{name} needs either \"file\" or \"phantom\", and has {(set.File is null ? "neither" : "both")}";
            }

            if (set.File is { } file && !File.Exists(file))
            {
                yield return $"dataSets.{name}: there is no file {file}; 'mets import' makes one of a data set on disk";
            }

            foreach (var error in phantomErrors?[name] ?? [])
            {
                yield return $"dataSets.{name}: {error}";
            }

            if (set.Split is { TestPatients: > 0, TestPatientNames.Count: > 0 }
                or { TestPatients: < 0 } or { TestPatients: 0, TestPatientNames.Count: 0 })
            {
                yield return $"dataSets.{name}.split needs either \"testPatients\", a number above 0, or \"testPatientNames\"";
            }
        }
    }

    private static IEnumerable<string> TrainingSets(ExperimentPlan plan) =>
        from set in plan.TrainingSets
        from fault in set.Value.Count == 0
            ? [$"trainingSets.{set.Key} is empty"]
            : set.Value.Where(p => !plan.DataSets.ContainsKey(p.DataSet))
            .Select(p => $"trainingSets.{set.Key} names the data set \"{p.DataSet}\"; there are {Names(plan.DataSets.Keys)}")
                .Concat(set.Value.Where(p => p.Patients < 0).Select(p => $"trainingSets.{set.Key}: {p.Patients} patients of {p.DataSet}"))
        select fault;

    private static IEnumerable<string> Tests(ExperimentPlan plan)
    {
        if (plan.Tests.Count == 0)
        {
            yield return "tests is empty; name a data set to test on";
        }

        foreach (var test in plan.Tests.Where(t => !plan.DataSets.ContainsKey(t)))
        {
            yield return $"tests names the data set \"{test}\"; there are {Names(plan.DataSets.Keys)}";
        }

        if (plan.Tests.Distinct().Count() < plan.Tests.Count)
        {
            yield return $"tests names a data set twice: {Names(plan.Tests)}";
        }
    }

    private static IEnumerable<string> Numbers(ExperimentPlan plan)
    {
        if (plan.Seeds.Count == 0 || plan.Seeds.Distinct().Count() < plan.Seeds.Count)
        {
            yield return $"seeds is [{string.Join(", ", plan.Seeds)}]; expected one or more, each once";
        }

        if (plan.Folds is 1 or < 0)
        {
            yield return $"folds is {plan.Folds}; 0 for none, or 2 and more";
        }

        if (plan.Folds > 0 && plan.TrainingSets.Values.Any(parts => parts.Any(p => p.Patients > 0)))
        {
            yield return "folds cannot be combined with a training set of few patients (\"patients\"): each fold would have different ones";
        }

        if (plan.Folds > 0 && plan.Tests.Count > 1)
        {
            yield return $"folds divide the patients of one test set; tests names {plan.Tests.Count}";
        }

        if (!(plan.Threshold > 0 && plan.Threshold <= 1))
        {
            yield return $"threshold is {plan.Threshold}; above 0, at most 1";
        }

        if (plan.Resamples < 100)
        {
            yield return $"resamples is {plan.Resamples}; 100 or more";
        }

        if (!MatchingPresets.All.Any(p => p.Name == plan.Matching))
        {
            yield return $"matching is \"{plan.Matching}\"; presets are {Names(MatchingPresets.All.Select(p => p.Name))}";
        }

        foreach (var (metric, margin) in plan.Margins.Where(m => !(m.Value > 0) || double.IsInfinity(m.Value)))
        {
            yield return $"margins: that of {metric} is {margin}; above 0";
        }
    }

    private static IEnumerable<string> Grid(ExperimentPlan plan, IReadOnlyList<ModelPlan> models)
    {
        if (models.Count == 0)
        {
            yield return "grid gives no network to train; a block needs \"trainingSet\" and a value or more of every key";
        }

        foreach (var set in models.Select(m => m.TrainingSet).Distinct().Where(s => !plan.TrainingSets.ContainsKey(s)))
        {
            yield return set.Length == 0
                ? "grid: a block has no \"trainingSet\""
                : $"grid names the training set \"{set}\"; there are {Names(plan.TrainingSets.Keys)}";
        }

        foreach (var name in models.Select(m => m.Name).Concat(plan.Ensembles.Keys)
            .Concat(plan.DataSets.Keys).Concat(plan.Comparisons.Keys).Where(n => !n.All(IsPlain) || n.StartsWith('.')))
        {
            yield return $"\"{name}\" cannot be the name of a folder: letters, digits, '.', '_', '+' and '-' only";
        }
    }

    private static IEnumerable<string> Judging(ExperimentPlan plan, IReadOnlyList<ModelPlan> models)
    {
        var points = models.Select(m => m.Point).Distinct().ToArray();
        foreach (var (title, comparison) in plan.Comparisons)
        {
            foreach (var key in comparison.Where.Keys.Append(comparison.Vary)
                .Where(k => models.Count > 0 && !models[0].Values.ContainsKey(k)))
            {
                yield return $"comparisons.{title} names \"{key}\", which the grid does not vary; it varies {Names(models[0].Values.Keys)}";
            }

            if (models.Count > 0 && ComparedModels.Of(comparison, models).Count < 2)
            {
                yield return $"comparisons.{title} picks fewer than two networks of the grid: {Names(points)}";
            }
        }

        var named = plan.Ensembles.SelectMany(e => e.Value.Select(m => ($"ensembles.{e.Key}", m)));
        if (plan.Strategy is { } strategy)
        {
            named = named.Concat([("strategy.small", strategy.Small), ("strategy.large", strategy.Large)]);
            if (!(strategy.GateCc > 0 && double.IsFinite(strategy.GateCc)))
            {
                yield return $"strategy.gateCc is {strategy.GateCc}; above 0";
            }

            if (strategy.Small == strategy.Large)
            {
                yield return $"strategy takes small and large lesions from one network, {strategy.Small}; it needs two";
            }
        }

        foreach (var (place, name) in named.Where(n => !points.Contains(n.Item2)))
        {
            yield return $"{place} names the network \"{name}\"; the grid gives {Names(points)}";
        }

        foreach (var (name, members) in plan.Ensembles.Where(e => e.Value.Count * plan.Seeds.Count < 2 || points.Contains(e.Key)))
        {
            yield return $"ensembles.{name} has {members.Count} members and {plan.Seeds.Count} seeds; it needs two or more networks, and "
                + "a name of its own";
        }
    }

    private static IEnumerable<string> Confirmation(ExperimentPlan plan, IReadOnlyList<ModelPlan> models)
    {
        if (plan.Confirmation is not { } pair)
        {
            yield break;
        }

        if (pair.Sensitive == pair.Precise)
        {
            yield return $"confirmation has {pair.Sensitive} confirm itself; it needs two networks";
        }

        var points = models.Select(m => m.Point).Distinct().ToArray();
        foreach (var name in new[] { pair.Sensitive, pair.Precise }.Where(n => !points.Contains(n) && !plan.Ensembles.ContainsKey(n)))
        {
            yield return $"confirmation names the network \"{name}\"; the grid gives "
                + $"{Names(points)}{(plan.Ensembles.Count > 0 ? $", ensembles are {Names(plan.Ensembles.Keys)}" : "")}";
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+';

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}

/// <summary>Everything that can be wrong with the data of a plan, found before anything is trained.</summary>
internal static class ExperimentDataValidator
{
    private const int MostNamed = 5;

    /// <summary>Errors of the data sets and of the splits; without them, also of the training and test sets of the networks.</summary>
    public static IReadOnlyList<string> Of(ExperimentPlan plan, IReadOnlyDictionary<string, DatasetIndex> data)
    {
        var faults = Shared(data).Concat(plan.DataSets.SelectMany(d => Split(d.Key, d.Value.Split, data[d.Key]))).ToList();
        return faults.Count > 0 ? faults : [.. Training(plan, data), .. Test(plan, new DataPartition(plan, data))];
    }

    /// <summary>
    /// Ids name folders and files, so two cases cannot share one; a patient in two data sets could be in both training and test set.
    /// </summary>
    private static IEnumerable<string> Shared(IReadOnlyDictionary<string, DatasetIndex> data)
    {
        var all = data.SelectMany(d => d.Value.Cases.Select(c => (Set: d.Key, Case: c))).ToArray();
        var ids = all.GroupBy(c => c.Case.Id, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Select(c => c.Set).Distinct().Count() > 1).ToArray();
        if (ids.Length > 0)
        {
            yield return $"{ids.Length} case ids are used in two data sets ({string.Join(", ", ids[0].Select(c => c.Set).Distinct())}): "
                + $"{Some(ids.Select(g => g.Key))}; give them ids of their own";
        }

        var patients = all.GroupBy(c => c.Case.Patient, StringComparer.Ordinal)
            .Where(g => g.Select(c => c.Set).Distinct().Count() > 1).ToArray();
        if (patients.Length > 0)
        {
            yield return $"{patients.Length} patients are in two data sets "
                + $"({string.Join(", ", patients[0].Select(c => c.Set).Distinct())}): {Some(patients.Select(g => g.Key))}; "
                + "one could be in both training and test set. Leave them out of one, or give different people different names";
        }
    }

    private static IEnumerable<string> Split(string name, SplitPlan? split, DatasetIndex index)
    {
        if (split is null)
        {
            yield break;
        }

        var patients = PatientDraw.Patients(index.Cases);
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
            yield return $"dataSets.{name}.split expects {split.TrainingPatients} training patients in addition to {kept} test patients; "
                + $"the data set has {patients.Length}, which leaves {patients.Length - kept}";
        }
    }

    private static IEnumerable<string> Training(ExperimentPlan plan, IReadOnlyDictionary<string, DatasetIndex> data)
    {
        var assignment = new DataPartition(plan, data);
        foreach (var (name, parts) in plan.TrainingSets)
        {
            foreach (var part in parts.Where(p => p.Patients > 0))
            {
                var kept = DataPartition.KeptForTest(plan.DataSets[part.DataSet].Split, data[part.DataSet])
                    .ToHashSet(StringComparer.Ordinal);
                var free = PatientDraw.Patients(data[part.DataSet].Cases.Where(c => !kept.Contains(c.Patient))).Length;
                if (part.Patients > free)
                {
                    yield return $"trainingSets.{name} requires {part.Patients} patients of {part.DataSet}; {free} are available for "
                        + "training";
                }
            }

            var cases = assignment.TrainingCases(name);
            var unmarked = cases.Where(c => c.ReferencePath is null).ToArray();
            if (cases.Count == 0 || unmarked.Length > 0)
            {
                yield return cases.Count == 0
                    ? $"trainingSets.{name} holds no case"
                    : $"trainingSets.{name}: {unmarked.Length} of {cases.Count} cases have no \"reference\" to train on: "
                    + $"{Some(unmarked.Select(c => c.Id))}";
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
                    ? $"tests: no patient of {test} is left to test on, since networks are trained on all of them; keep some by \"split\""
                    : $"tests: {unmarked.Length} of {cases.Count} cases of {test} have no \"reference\" to be evaluated against: "
                    + $"{Some(unmarked.Select(c => c.Id))}";
            }
        }

        if (plan.SecondReader is { } reader)
        {
            var cases = assignment.TestCases(plan.Tests[0]);
            var without = cases.Where(c => !c.ReaderPaths.ContainsKey(reader)).ToArray();
            if (without.Length > 0)
            {
                var known = cases.SelectMany(c => c.ReaderPaths.Keys).Distinct().ToArray();
                yield return $"secondReader is \"{reader}\", who did not read {without.Length} of {cases.Count} cases of "
                    + $"{plan.Tests[0]}: {Some(without.Select(c => c.Id))}; "
                    + (known.Length == 0
                        ? "the data set names no readers at all (\"readers\" of a case)"
                        : $"readers there are {string.Join(", ", known)}");
            }
        }
    }

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "");
    }
}
