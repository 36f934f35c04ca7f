using BrainMets.Datasets;

namespace BrainMets.Experiments;

/// <summary>The data of a run.</summary>
public sealed record ExperimentInputs
{
    /// <summary>Cases with a reference; some are set aside to choose epoch and threshold.</summary>
    public required IReadOnlyList<Case> Training { get; init; }

    /// <summary>One paragraph for the report: what is trained on what.</summary>
    public string Description { get; init; } = "";
}
