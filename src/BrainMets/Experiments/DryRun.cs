using BrainMets.Datasets;

namespace BrainMets.Experiments;

/// <summary>What an experiment would do and how long that takes. Nothing is written.</summary>
internal static class DryRun
{
    /// <param name="config">What all networks have in common.</param>
    /// <param name="plan">Without faults.</param>
    /// <param name="what">The networks of the grid, the data sets, and where finished networks would lie.</param>
    /// <param name="context">Where training would compute.</param>
    public static ExperimentEstimate Of(
        ModelConfig config, ExperimentPlan plan, (IReadOnlyList<ModelPlan> Models, IReadOnlyDictionary<string, DatasetIndex> Data, ArtifactStore Pieces) what, RunContext context)
    {
        var assignment = new DataPartition(plan, what.Data);
        var speeds = new Dictionary<string, (long, double)>();
        (long Parameters, double SecondsPerStep) Speed(ModelPlan model)
        {
            var like = ConfigFile.ToJson(model.Config with { Name = "", Seed = 0, Training = config.Training });
            return speeds.TryGetValue(like, out var known) ? known : speeds[like] = TrainingSpeed.Try(model.Config, context.Compute, context.Cancellation);
        }

        var scans = plan.Tests.Select(t => ScanVoxels.Of(plan.DataSets[t], assignment.TestCases(t))).ToArray();
        var voxels = scans.Sum(s => s.Voxels);
        return new ExperimentEstimate
        {
            DataSets = [.. what.Data.Select(d => Size(d.Key, d.Value.Cases))],
            TrainingSets = [.. plan.TrainingSets.Keys.Select(t => ResultData.Size(t, plan, assignment))],
            Tests = [.. plan.Tests.Select(t => Size(t, assignment.TestCases(t)))],
            Models =
            [
                .. what.Models.Select(m => new EstimatedModel(
                    m.Name,
                    assignment.TrainingCases(m.TrainingSet, m.Fold).Count,
                    Speed(m).Parameters,
                    m.Config.Training.Epochs * m.Config.Sampling.StepsPerEpoch,
                    Speed(m).SecondsPerStep,
                    what.Pieces.IsThere($"{TrainingStage.Folder}/{m.Name}"))),
            ],
            // With folds each network predicts its own fold only.
            PredictionSeconds = what.Models.Sum(m => WorkEstimate.PredictionSeconds(voxels, Speed(m).Parameters)) / Math.Max(1, plan.Folds),
            JudgingSeconds = WorkEstimate.JudgingSeconds(voxels, what.Models.Select(m => (m.Point, m.Seed)).Distinct().Count() + plan.Ensembles.Count),
            UnknownScans = scans.Sum(s => s.Unknown),
        };
    }

    private static (string, int, int) Size(string name, IReadOnlyList<Case> cases) => (name, DataPartition.Patients(cases).Length, cases.Count);
}
