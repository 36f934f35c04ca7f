using BrainMets.Datasets;
using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>What an experiment says of its data.</summary>
internal static class ResultData
{
    public static DataSetStatistics Statistics(string name, DatasetIndex index, MatchingPreset preset)
    {
        var lesions = index.Cases.Where(c => c.ReferencePath is not null)
            .Select(c => Drawn.Reference.Lesions(c, preset.Connectivity).Lesions.Select(l => l.VolumeMm3).Where(v => v >= preset.MinVolumeMm3).ToArray()).ToArray();
        return new DataSetStatistics
        {
            Name = name,
            Site = index.Site,
            Patients = DataPartition.Patients(index.Cases).Length,
            Cases = index.Cases.Count,
            LesionsPerCase = [.. lesions.Select(l => l.Length)],
            LesionVolumesMm3 = [.. lesions.SelectMany(l => l).Order()],
        };
    }

    public static TrainingSetSize Size(string name, ExperimentPlan plan, DataPartition assignment)
    {
        var cases = assignment.TrainingCases(name);
        return new TrainingSetSize(
            name,
            DataPartition.Patients(cases).Length,
            cases.Count,
            [.. plan.TrainingSets[name].Select(p => p.Patients == 0 ? p.DataSet : $"{p.DataSet}, {p.Patients} patients")]);
    }

    public static TestSetCases Test(string name, DataPartition assignment)
    {
        var cases = assignment.TestCases(name);
        return new TestSetCases(
            name, DataPartition.Patients(cases).Length, [.. cases.Select(c => new TestCase(c.Id, c.Patient, c.T1cPath, c.ReferencePath!, c.ReaderPaths))]); // DataFaults asked
    }
}
