using System.Globalization;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>
/// Trains one network in a run folder, validating as it goes. After every epoch the folder holds all that is needed to go on: a run that
/// was killed and resumed ends with the same bytes as one that was not.
/// </summary>
internal sealed class TrainingRun
{
    private const string EpochKey = "brainmets.epoch";
    private const string BestF1Key = "brainmets.validation.f1";

    private readonly ModelConfig config;
    private readonly RunFolder folder;
    private readonly RunContext context;
    private readonly TrainingEvents events;

    public TrainingRun(ModelConfig config, RunFolder folder, RunContext context)
    {
        (this.config, this.folder, this.context) = (config, folder, context);
        events = new TrainingEvents(folder.Events);
    }

    /// <summary>Trains from the last checkpoint when there is one, else from the start.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the epochs done are kept.</exception>
    public TrainedModel Train(IReadOnlyList<StoredCase> training, IReadOnlyList<StoredCase> validation)
    {
        using var model = SegmentationNetwork.Create(config.Model, config.Seed, context.Compute.Device);
        using var trainer = new Trainer(model, config.Training, config.Sampling, context.Compute, config.Seed);
        var (epochsDone, bestF1) = Resume(model, trainer);
        trainer.Progressed += (_, p) => context.Report(
            "train", (double)p.StepsDone / p.StepsInAll,
                FormattableString.Invariant($"step {p.StepsDone} of {p.StepsInAll}, loss {p.Loss:0.000}"));

        var input = config.Model.Input();
        var cases = training.Select(c => new SamplingCase(c, input.ContextFactors, input.ContextPool)).ToList();
        var sampler = new PatchSampler(cases, config.Sampling, config.Seed);
        var validator = new Validator(validation, config, context.Compute);
        foreach (var epoch in trainer.Run(sampler, epochsDone, context.Cancellation))
        {
            bestF1 = Finish(epoch, model, trainer, validator, bestF1);
        }

        if (!File.Exists(folder.BestCheckpoint))
        {
            throw new InvalidInputException(
                folder.BestCheckpoint, "is gone, though training is finished. Bring it back, or train again with --overwrite.");
        }

        var metadata = SafeTensorsHeader.ReadMetadata(folder.BestCheckpoint);
        return new TrainedModel(folder.BestCheckpoint, OperatingPoints.FromMetadata(metadata) ?? OperatingPoints.Unknown, folder.ReadLog());
    }

    /// <summary>
    /// Validates when it is time, keeps the best network, logs, and writes the checkpoint to resume from - last, so that it certifies the
    /// rest.
    /// </summary>
    private double? Finish(EpochSummary epoch, SegmentationNetwork model, Trainer trainer, Validator validator, double? bestF1)
    {
        var isLast = epoch.Epoch == config.Training.Epochs;
        var points = OperatingPoints.Unknown;
        if (validator.HasCases && (isLast || epoch.Epoch % config.Validation.EveryEpochs == 0))
        {
            var choice = validator.Validate(model, context.Cancellation);
            points = OperatingPoints.From(choice) ?? OperatingPoints.Unknown;
            var balanced = choice.Counts.First(c => c.Threshold == points.Balanced);
            epoch = epoch with
            {
                ValidationF1 = balanced.F1 ?? 0,
                ValidationSensitivity = balanced.Sensitivity,
                ValidationPrecision = balanced.Precision,
                ValidationThreshold = points.Balanced,
            };
        }

        // Of equal epochs the later one: it has trained longer. Without validation cases there is nothing to go by but the last.
        if (epoch.ValidationF1 >= (bestF1 ?? 0) || (isLast && !validator.HasCases))
        {
            bestF1 = epoch.ValidationF1;
            ModelFile.Write(folder.BestCheckpoint, model, Metadata(epoch.Epoch, bestF1, points));
        }

        folder.AppendLog(epoch);
        events.Write(epoch);
        TrainingCheckpoint.Write(folder.LastCheckpoint, model, trainer.Optimizer, Metadata(epoch.Epoch, bestF1, null));
        return bestF1;
    }

    private (int EpochsDone, double? BestF1) Resume(SegmentationNetwork model, Trainer trainer)
    {
        if (!File.Exists(folder.LastCheckpoint))
        {
            folder.TruncateLog(0);
            return (0, null);
        }

        var metadata = TrainingCheckpoint.Restore(folder.LastCheckpoint, model, trainer.Optimizer);
        var epochs = int.Parse(metadata[EpochKey], CultureInfo.InvariantCulture);
        folder.TruncateLog(epochs);
        return (epochs, metadata.TryGetValue(BestF1Key, out var f1) ? double.Parse(f1, CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Nothing of time or place: equal training gives equal bytes.</summary>
    private Dictionary<string, string> Metadata(int epoch, double? bestF1, OperatingPoints? points)
    {
        var metadata = new Dictionary<string, string>
        {
            ["brainmets.version"] = context.Version,
            [EpochKey] = epoch.ToString(CultureInfo.InvariantCulture),
            [TrainedConfig.Key] = ConfigFile.ToJson(config),
            ["brainmets.precision"] = context.Compute.Precision.ToString(),
        };
        if (bestF1 is { } f1)
        {
            metadata[BestF1Key] = f1.ToString("R", CultureInfo.InvariantCulture);
        }

        foreach (var (key, value) in points?.ToMetadata() ?? [])
        {
            metadata[key] = value;
        }

        return metadata;
    }
}

/// <summary>What training leaves: the best network on disk, its operating points and the course of training.</summary>
internal sealed record TrainedModel(string Path, OperatingPoints OperatingPoints, IReadOnlyList<EpochSummary> Epochs);

/// <summary>
/// Evaluates a network on the validation cases, on their working grid: its best threshold and the F1 there. Cases are read, predicted and
/// evaluated a few at a time, and nothing of them is kept: finding the reference's lesions again takes far less than predicting.
/// </summary>
internal sealed class Validator
{
    /// <summary>
    /// Finer near 1 than the default: a network trained on balanced segments overstates lesion, and its best threshold may lie there.
    /// </summary>
    private static readonly IReadOnlyList<double> Thresholds = [.. ThresholdSearch.DefaultGrid, 0.97, 0.98, 0.99, 0.995];

    private static readonly LesionOptions Everything = new() { Connectivity = MatchingPreset.Default.Connectivity };

    private readonly IReadOnlyList<StoredCase> cases;
    private readonly MatchingPreset preset;
    private readonly InferenceOptions inference;
    private readonly Compute compute;

    /// <param name="validation">Stay the caller's, who disposes them after the last validation.</param>
    /// <param name="config">How to predict, and what is too small to count.</param>
    /// <param name="compute">Where.</param>
    public Validator(IReadOnlyList<StoredCase> validation, ModelConfig config, Compute compute)
    {
        cases = [.. validation.Where(c => c.Reference is not null)];

        // Components too small to be reported must not count here either; as the preset has one limit for both sides, references as small
        // are left out too.
        preset = MatchingPreset.Default with { MinVolumeMm3 = Math.Max(MatchingPreset.Default.MinVolumeMm3, config.Lesions.MinVolumeMm3) };
        (inference, this.compute) = (config.Inference, compute);
    }

    public bool HasCases => cases.Count > 0;

    public ThresholdChoice Validate(SegmentationNetwork model, CancellationToken cancellation)
    {
        var predictor = new Predictor(model, compute, inference);
        return ThresholdSearch.Search(cases.Select(c => Predict(c, predictor, cancellation)), preset, Thresholds);
    }

    private static (ProbabilityMap Map, LesionSet Reference) Predict(StoredCase stored, Predictor predictor, CancellationToken cancellation)
    {
        var prepared = stored.Load();
        var map = new ProbabilityMap(prepared.CaseId, prepared.Patient, predictor.PredictOnWorkingGrid(prepared, cancellation));
        // Cases without a reference were left out.
        return (map, LesionFinder.Find(prepared.CaseId, prepared.Patient, prepared.Reference!, Everything));
    }
}
