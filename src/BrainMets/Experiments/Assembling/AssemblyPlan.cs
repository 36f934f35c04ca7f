using BrainMets.Datasets;

namespace BrainMets.Experiments;

/// <summary>What model is to be made of which networks, and on which cases its thresholds and calibration are chosen.</summary>
public sealed record AssemblyPlan
{
    public required string Name { get; init; }

    /// <summary>Model folders, run folders and safetensors files; of a folder with several networks all are taken.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Validation cases, each with a reference; none of them should have been learned from.</summary>
    public required IReadOnlyList<Case> Cases { get; init; }

    /// <summary>For the card; null to put together what cards and runs of the models say.</summary>
    public string? TrainedOn { get; init; }

    /// <summary>For the card; null to put together what the cards of the models say.</summary>
    public string? Limits { get; init; }

    /// <summary>Draws the figures and writes README.md into the folder; handed in because that is a later stage's work. Null for none.</summary>
    public Action<AssembledModel>? Describe { get; init; }
}
