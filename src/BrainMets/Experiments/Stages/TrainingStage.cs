using BrainMets.Prediction;

namespace BrainMets.Experiments;

/// <summary>
/// Trains the networks of the grid, one after the other; a network that is there is kept, one cut short goes on from its last epoch.
/// </summary>
internal sealed class TrainingStage(ArtifactStore pieces, Dependencies dependencies, RunContext context)
{
    public const string Folder = "models";

    /// <summary>Prepared cases are shared by all networks: they depend on the preprocessing alone.</summary>
    private string Prepared => pieces.FolderOf("prepared");

    public TrainedNetwork Train(ModelPlan model, DataPartition assignment, (int Number, int Of) place)
    {
        var cases = assignment.TrainingCases(model.TrainingSet, model.Fold);
        var own = context with { Progress = new NamedProgress(context.Progress, $"{model.Name} ({place.Number} of {place.Of})") };
        var inputs = new ExperimentInputs
        {
            Training = cases,
            Description = $"Trained on {cases.Count} cases of the training set {model.TrainingSet}.",
        };
        pieces.Make($"{Folder}/{model.Name}", dependencies.OfModel(model, cases), canContinue: true, folder =>
            ModelRun.Run(model.Config, inputs, new RunFolder(folder) { Prepared = Prepared }, own));
        return Load(model);
    }

    /// <summary>Whether a network was made from these cases, as they are now; null when there is no network.</summary>
    public bool? IsOf(ModelPlan model, DataPartition assignment)
    {
        static IEnumerable<string> Cases(IReadOnlyDictionary<string, string> all) =>
            all.Where(d => d.Key.StartsWith("cases/", StringComparison.Ordinal)).Select(d => d.Key + d.Value).Order(StringComparer.Ordinal);

        var name = $"{Folder}/{model.Name}";
        return pieces.IsThere(name)
            ? Cases(pieces.Record(name).DependsOn)
            .SequenceEqual(Cases(dependencies.OfModel(model, assignment.TrainingCases(model.TrainingSet, model.Fold))))
            : null;
    }

    /// <summary>A network that is trained.</summary>
    public TrainedNetwork Load(ModelPlan model)
    {
        var run = new RunFolder(pieces.FolderOf($"{Folder}/{model.Name}"));
        var metadata = SafeTensorsHeader.ReadMetadata(run.BestCheckpoint);
        return new TrainedNetwork
        {
            Plan = model,
            WeightsPath = run.BestCheckpoint,
            WeightsSha256 = FileHash.Of(run.BestCheckpoint),
            Split = RunSplit.Read(run),
            Points = OperatingPoints.FromMetadata(metadata) ?? OperatingPoints.Unknown,
            Lesions = model.Config.Lesions,
            Epochs = run.ReadLog(),
        };
    }
}

/// <summary>Adds the name of the network to a progress report.</summary>
internal sealed class NamedProgress(IProgress<RunProgress>? inner, string name) : IProgress<RunProgress>
{
    public void Report(RunProgress value) => inner?.Report(value with { Stage = $"{value.Stage} {name}" });
}
