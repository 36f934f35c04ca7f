using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

/// <summary>Two small experiments, each run once for the tests that only read it. Reports may be written into them.</summary>
public sealed class FinishedExperiments : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<ExperimentResult> whole;
    private readonly Lazy<ExperimentResult> small;

    public FinishedExperiments()
    {
        Plan = MiniPlan.Write(folder);
        SmallPlan = SmallOf(Plan);
        whole = new(() => Experiment.Run(Config, Plan, File("whole"), Context));
        small = new(() => Experiment.Run(Config, SmallPlan, File("small"), Context));
    }

    internal static ModelConfig Config { get; } = MiniConfig.Experiment with
    {
        Training = MiniConfig.Experiment.Training with { Epochs = 2 },
        Validation = new ValidationOptions { PatientFraction = 0.34, EveryEpochs = 2 },
    };

    public static RunContext Context { get; } = new() { Compute = Compute.Reference, Threads = 1, Version = "test" };

    internal ExperimentPlan Plan { get; }

    /// <summary>One network beside the second reader.</summary>
    internal ExperimentPlan SmallPlan { get; }

    /// <summary>The result of <see cref="Plan"/>, in the folder "whole".</summary>
    internal ExperimentResult Whole => whole.Value;

    /// <summary>The result of <see cref="SmallPlan"/>, in the folder "small".</summary>
    internal ExperimentResult Small => small.Value;

    internal static ExperimentPlan SmallOf(ExperimentPlan plan) => plan with
    {
        Grid = [MiniPlan.Block("main", 0.5)],
        Comparisons = new Dictionary<string, ComparisonPlan>(),
        Ensembles = new Dictionary<string, IReadOnlyList<string>>(),
        Confirmation = null,
        Strategy = null,
    };

    public string File(params string[] parts) => folder.File(parts);

    /// <summary>The folder of <see cref="Small"/> for a test that changes it, with the times of its files.</summary>
    public void CopySmall(string to)
    {
        _ = Small;
        Folders.Copy(File("small"), to);
    }

    public void Dispose() => folder.Dispose();
}
