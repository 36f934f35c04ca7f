using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Phantoms;
using BrainMets.Prediction;

namespace BrainMets.Experiments;

/// <summary>Loads the data sets of a plan, and makes those that are phantoms.</summary>
internal static class DataStage
{
    /// <param name="plan">Without faults.</param>
    /// <param name="seed">Of phantoms.</param>
    /// <param name="folder">Phantoms go into a folder each in it; those there are kept.</param>
    /// <param name="context">Threads, progress, cancellation.</param>
    public static IReadOnlyDictionary<string, DatasetIndex> Load(ExperimentPlan plan, int seed, string folder, RunContext context) =>
        plan.DataSets.ToDictionary(d => d.Key, d => d.Value.File is { } file ? DatasetIndex.Load(file) : Phantoms(d.Key, d.Value.Phantom!, seed, folder, context)); // PlanFaults asked

    /// <summary>The same without making phantoms: their cases stand in by name.</summary>
    public static IReadOnlyDictionary<string, DatasetIndex> Outline(ExperimentPlan plan) => plan.DataSets.ToDictionary(
        d => d.Key,
        d => d.Value.File is { } file
            ? DatasetIndex.Load(file)
            : new DatasetIndex
            {
                Name = d.Key,
                Site = d.Value.Phantom!.Site, // PlanFaults asked
                Cases =
                [
                    .. Enumerable.Range(1, d.Value.Phantom.Cases).Select(i => $"{d.Value.Phantom.Site}-{i}").Select(id => new Case
                    {
                        Id = id,
                        Patient = id,
                        T1cPath = id,
                        ReferencePath = id,
                        ReaderPaths = new Dictionary<string, string> { [PhantomFiles.SecondReaderName] = id },
                    }),
                ],
            });

    private static DatasetIndex Phantoms(string name, PhantomPlan plan, int seed, string folder, RunContext context)
    {
        var directory = Path.Combine(folder, $"{name}-{plan.Site}-{plan.Cases}-seed{seed}");
        var file = Path.Combine(directory, "dataset.json");
        if (File.Exists(file))
        {
            return DatasetIndex.Load(file);
        }

        var writing = new PhantomWriting
        {
            Threads = context.Threads,
            Cancellation = context.Cancellation,
            Progress = new CaseCount(done => context.Report("make " + name, (double)done / plan.Cases)),
        };
        return PhantomCohort.Write(plan.Described(), plan.Cases, seed, directory, writing);
    }

    private sealed class CaseCount(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}

/// <summary>What an experiment says of its data.</summary>
internal static class ResultData
{
    public static DataSetStatistics Statistics(string name, DatasetIndex index, MatchingPreset preset)
    {
        var lesions = index.Cases.Where(c => c.ReferencePath is not null)
            .Select(c => SegmentationSource.Reference(c).Read().Lesions(preset.Connectivity).Lesions.Select(l => l.VolumeMm3).Where(v => v >= preset.MinVolumeMm3).ToArray()).ToArray();
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
            name, PatientDraw.Patients(cases).Length, [.. cases.Select(c => new TestCase(c.Id, c.Patient, c.T1cPath, c.ReferencePath!, c.ReaderPaths))]); // DataFaults asked
    }
}
