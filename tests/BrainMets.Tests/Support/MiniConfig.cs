using BrainMets.Inference;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Sampling;
using BrainMets.Training;

namespace BrainMets.Tests.Support;

/// <summary>A network and a training small enough for a test.</summary>
internal static class MiniConfig
{
    public static DeepMedicOptions Model { get; } = new()
    {
        FeatureMaps = [4, 4, 6, 6],
        ResidualLayers = [4],
        FullyConnected = [8, 8],
        ContextFactors = [3, 5],
    };

    /// <summary>Names of all networks there are: what a loop promises holds for each.</summary>
    public static TheoryData<string> Kinds => [.. NetworkKind.All.Select(k => k.Name)];

    public static UNetOptions UNet { get; } = new() { FeatureMaps = [4, 6] };

    public static ModelConfig Experiment { get; } = new()
    {
        Name = "mini",
        Preprocessing = MiniCases.Options,
        Model = Model,
        Sampling = new SamplingOptions { OutputSize = 9, StepsPerEpoch = 4, BatchSize = 4 },
        Training = new TrainingOptions { Epochs = 4, Optimizer = new OptimizerOptions { Schedule = ScheduleKind.Cosine } },
        Validation = new ValidationOptions { PatientFraction = 0.34, EveryEpochs = 2 },
        Inference = new InferenceOptions { TileSize = 30 },
    };

    /// <summary>The same with a network of another kind, and segments of a size that it can predict.</summary>
    public static ModelConfig Of(string kind) => kind switch
    {
        "deepmedic" => Experiment,
        "unet" => Experiment with { Name = "mini-unet", Model = UNet, Sampling = Experiment.Sampling with { OutputSize = 10 } },
        _ => throw new ArgumentException($"There is no small network of kind {kind}; add one.", nameof(kind)),
    };
}
