using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Training;

namespace BrainMets.Prediction;

/// <summary>
/// Everything that decides a run but the data. Defaults are the paper's; a configuration file holds only its differences from them.
/// </summary>
internal sealed record ModelConfig
{
    public string Name { get; init; } = "paper";

    /// <summary>Seed of all random numbers.</summary>
    public int Seed { get; init; } = 1;

    public PreprocessingOptions Preprocessing { get; init; } = new();

    /// <summary>Kind and shape of the network.</summary>
    public NetworkOptions Model { get; init; } = NetworkKind.Default.Defaults;

    public SamplingOptions Sampling { get; init; } = new();

    public TrainingOptions Training { get; init; } = new();

    public ValidationOptions Validation { get; init; } = new();

    public InferenceOptions Inference { get; init; } = new();

    public LesionOptions Lesions { get; init; } = LesionOptions.ForReading;

    /// <exception cref="ArgumentException">Values that cannot be; the message lists every one.</exception>
    public void Validate()
    {
        var faults = Model.Faults().Concat(OwnFaults()).ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Configuration \"{Name}\": {string.Join(" ", faults)}");
        }

        Preprocessing.Validate();
        Lesions.Validate();
    }

    private IEnumerable<string> OwnFaults() => RangeFaults().Concat(SizeFaults());

    /// <summary>Found here and not when the first case is predicted, which in training is hours later.</summary>
    private IEnumerable<string> SizeFaults()
    {
        if (Model.Faults().Any())
        {
            yield break;
        }

        var input = Model.Input();
        var reason = input.ContextFactors.Count > 0 ? "that of the context factors" : "2 for each pooling";
        if (Inference.TileSize < input.TileBlock || Inference.TileSize % input.TileBlock != 0)
        {
            yield return $"inference.tileSize is {Inference.TileSize}; it must be a multiple of {input.TileBlock}, {reason}.";
        }

        if (Sampling.OutputSize % input.SizeFactor != 0)
        {
            yield return $"sampling.outputSize is {Sampling.OutputSize}; it must be a multiple of {input.SizeFactor}, {reason}.";
        }
    }

    private IEnumerable<string> RangeFaults()
    {
        (string Name, double Value, double Low, double High)[] ranges =
        [
            ("sampling.outputSize", Sampling.OutputSize, 1, 200),
            ("sampling.batchSize", Sampling.BatchSize, 1, 1000),
            ("sampling.stepsPerEpoch", Sampling.StepsPerEpoch, 1, 1e6),
            ("sampling.casesPerEpoch", Sampling.CasesPerEpoch, 1, 1e6),
            ("sampling.lesionShare", Sampling.LesionShare, 0, 1),
            ("sampling.brightBackgroundShare", Sampling.BrightBackgroundShare, 0, 1),
            ("sampling.augmentation.flipProbability", Sampling.Augmentation.FlipProbability, 0, 1),
            ("sampling.augmentation.shiftSd", Sampling.Augmentation.ShiftSd, 0, 10),
            ("sampling.augmentation.scaleSd", Sampling.Augmentation.ScaleSd, 0, 1),
            ("training.epochs", Training.Epochs, 1, 1e6),
            ("training.loss.alpha", Training.Loss.Alpha, 0, 1),
            ("training.loss.crossEntropyWeight", Training.Loss.CrossEntropyWeight, 0, 1000),
            ("training.loss.vssWeight", Training.Loss.VssWeight, 0, 1000),
            ("training.loss.l1", Training.Loss.L1, 0, 1),
            ("training.loss.l2", Training.Loss.L2, 0, 1),
            ("training.optimizer.learningRate", Training.Optimizer.LearningRate, 1e-9, 10),
            ("training.optimizer.momentum", Training.Optimizer.Momentum, 0, 0.9999),
            ("training.optimizer.rho", Training.Optimizer.Rho, 0, 0.9999),
            ("training.optimizer.epsilon", Training.Optimizer.Epsilon, 1e-12, 1),
            ("training.optimizer.warmUpSteps", Training.Optimizer.WarmUpSteps, 0, 1e9),
            ("validation.patientFraction", Validation.PatientFraction, 0, 0.9),
            ("validation.everyEpochs", Validation.EveryEpochs, 1, 1e6),
        ];
        return from range in ranges
               where !(range.Value >= range.Low && range.Value <= range.High)
               select FormattableString.Invariant($"{range.Name} is {range.Value}; it must lie between {range.Low} and {range.High}.");
    }
}

/// <summary>
/// The validation cases, held out from training to choose the best epoch and the threshold, and how often they are evaluated.
/// </summary>
internal sealed record ValidationOptions
{
    /// <summary>
    /// Share of the training patients held out, from 0 to below 1. With 0 the last epoch is used, with a threshold of 0.5.
    /// </summary>
    public double PatientFraction { get; init; } = 0.2;

    /// <summary>Validation after every so many epochs, and after the last. Default 20: once in a published epoch.</summary>
    public int EveryEpochs { get; init; } = 20;
}

/// <summary>The configuration a network was trained with, as its file carries it: prediction must prepare cases in the same way.</summary>
internal static class TrainedConfig
{
    public const string Key = "brainmets.config";

    /// <exception cref="InvalidInputException">The file carries none.</exception>
    public static ModelConfig From(string path, IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Key, out var json)
            ? ConfigFile.FromJson(path, json)
            : throw new InvalidInputException(
                path, $"carries no \"{Key}\", so it is unknown how cases were prepared for it. Give a model made by `mets train`.");
}
