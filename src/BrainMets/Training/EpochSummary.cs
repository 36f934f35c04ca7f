using static TorchSharp.torch.utils.tensorboard;

namespace BrainMets.Training;

/// <summary>What one epoch of training did; one line of log.jsonl.</summary>
internal sealed record EpochSummary
{
    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Optimiser steps done since the start of training.</summary>
    public required int Steps { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Mean over the epoch of the total loss without the weight penalty.</summary>
    public required double Loss { get; init; }

    public required double CrossEntropy { get; init; }

    public required double Vss { get; init; }

    public required double Seconds { get; init; }

    /// <summary>
    /// Of <see cref="Seconds"/>, how long the network waited for segments; null in logs of versions that did not measure it.
    /// </summary>
    public double? SamplerWaitSeconds { get; init; }

    /// <summary>Lesion-level F1 on the validation cases at the balanced threshold; null when not measured after this epoch.</summary>
    public double? ValidationF1 { get; init; }

    public double? ValidationSensitivity { get; init; }

    public double? ValidationPrecision { get; init; }

    /// <summary>The probability threshold with the best panoptic quality, which gives <see cref="ValidationF1"/>.</summary>
    public double? ValidationThreshold { get; init; }
}

/// <summary>Writes each epoch as TensorBoard events.</summary>
internal sealed class TrainingEvents(string folder)
{
    private readonly TorchSharp.Modules.SummaryWriter writer = SummaryWriter(folder, createRunName: false);

    public void Write(EpochSummary epoch)
    {
        Scalar("loss/total", epoch.Loss, epoch.Steps);
        Scalar("loss/cross_entropy", epoch.CrossEntropy, epoch.Steps);
        Scalar("loss/vss", epoch.Vss, epoch.Steps);
        Scalar("learning_rate", epoch.LearningRate, epoch.Steps);
        Scalar("validation/f1", epoch.ValidationF1, epoch.Steps);
        Scalar("validation/sensitivity", epoch.ValidationSensitivity, epoch.Steps);
        Scalar("validation/precision", epoch.ValidationPrecision, epoch.Steps);
    }

    private void Scalar(string tag, double? value, int step)
    {
        if (value is { } defined)
        {
            writer.add_scalar(tag, (float)defined, step);
        }
    }
}
