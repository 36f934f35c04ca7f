using BrainMets.Datasets;
using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>Loads the data sets of a plan; those of phantoms were made before.</summary>
internal static class DataStage
{
    /// <param name="plan">A plan without errors.</param>
    /// <param name="folder">Of the experiment.</param>
    /// <exception cref="InvalidInputException">A data set cannot be read, or phantoms were not made.</exception>
    public static IReadOnlyDictionary<string, DatasetIndex> Load(ExperimentPlan plan, string folder) => plan.DataSets.ToDictionary(
        d => d.Key,
        d => DatasetIndex.Load(d.Value.File ?? Made(d.Key, d.Value.Phantom!.FolderIn(folder, d.Key, plan.Seeds[0])))); // The plan is valid.

    /// <summary>The same before phantoms are made: planned ones are used in their place.</summary>
    /// <exception cref="ArgumentException">There is no plan for a data set of phantoms.</exception>
    public static IReadOnlyDictionary<string, DatasetIndex> Plan(
        ExperimentPlan plan, IReadOnlyDictionary<string, PlannedPhantoms> phantoms) =>
        plan.DataSets.ToDictionary(d => d.Key, d => d.Value.File is { } file ? DatasetIndex.Load(file) : Planned(d.Key, phantoms));

    private static string Made(string name, string folder)
    {
        var file = Path.Combine(folder, "dataset.json");
        return File.Exists(file)
            ? file
            : throw new InvalidInputException(
                file,
                $"does not exist. It is the data set \"{name}\" of the plan: phantoms, which 'mets experiment run' makes before anything "
                    + "is trained.");
    }

    private static DatasetIndex Planned(string name, IReadOnlyDictionary<string, PlannedPhantoms> phantoms) =>
        phantoms.TryGetValue(name, out var planned)
            ? planned.Index
            : throw new ArgumentException(
                $"The data set \"{name}\" of the plan is phantoms, which were not made or planned.", nameof(phantoms));
}

/// <summary>Statistics of the data of an experiment.</summary>
internal static class ResultData
{
    public static DataSetStatistics Statistics(string name, DatasetIndex index, MatchingPreset preset)
    {
        var lesions = index.Cases.Where(c => c.ReferencePath is not null)
            .Select(c => SegmentationSource.Reference(c).Read()
                .Lesions(preset.Connectivity).Lesions.Select(l => l.VolumeMm3).Where(v => v >= preset.MinVolumeMm3).ToArray()).ToArray();
        return new DataSetStatistics
        {
            Name = name,
            Site = index.Site,
            Patients = PatientDraw.Patients(index.Cases).Length,
            Cases = index.Cases.Count,
            LesionsPerCase = [.. lesions.Select(l => l.Length)],
            LesionVolumesMm3 = [.. lesions.SelectMany(l => l).Order()],
        }.WithQuartiles();
    }

    public static TrainingSetSize Size(string name, ExperimentPlan plan, DataPartition assignment)
    {
        var cases = assignment.TrainingCases(name);
        return new TrainingSetSize(
            name,
            PatientDraw.Patients(cases).Length,
            cases.Count,
            [.. plan.TrainingSets[name].Select(p => p.Patients == 0 ? p.DataSet : $"{p.DataSet}, {p.Patients} patients")]);
    }

    public static TestSetCases Test(string name, DataPartition assignment)
    {
        var cases = assignment.TestCases(name);
        return new TestSetCases(
            // checked by ExperimentDataValidator
            name, PatientDraw.Patients(cases).Length,
                [.. cases.Select(c => new TestCase(c.Id, c.Patient, c.T1cPath, c.ReferencePath!, c.ReaderPaths))]);
    }
}
