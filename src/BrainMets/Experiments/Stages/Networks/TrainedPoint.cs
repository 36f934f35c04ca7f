using BrainMets.Lesions;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>A trained network of the grid.</summary>
internal sealed record TrainedNetwork
{
    public required ModelPlan Plan { get; init; }

    public required string WeightsPath { get; init; }

    public required string WeightsSha256 { get; init; }

    /// <summary>Whom it learned from and whom it set aside, as its run says.</summary>
    public required RunSplit Split { get; init; }

    /// <summary>Chosen on its validation patients.</summary>
    public required OperatingPoints Points { get; init; }

    /// <summary>The balanced point.</summary>
    public double ChosenThreshold => Points.Balanced;

    public required LesionOptions Lesions { get; init; }

    public required IReadOnlyList<EpochSummary> Epochs { get; init; }
}
