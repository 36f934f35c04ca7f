using BrainMets.Datasets;

namespace BrainMets.Experiments;

/// <summary>The data of a run.</summary>
public sealed record ExperimentInputs
{
    /// <summary>Cases with a reference; some are set aside to choose epoch and threshold.</summary>
    public required IReadOnlyList<Case> Training { get; init; }

    /// <summary>Cases to be judged on, never trained on; empty to train only.</summary>
    public IReadOnlyList<Case> Test { get; init; } = [];

    /// <summary>One paragraph for the report: what is trained on what and tested on what.</summary>
    public string Description { get; init; } = "";
}
