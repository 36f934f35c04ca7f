using BrainMets.Evaluation;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>All that a report needs to know of a finished run. Paths are absolute.</summary>
public sealed record RunSummary
{
    public required string Title { get; init; }

    /// <summary>The run folder; the report and its figures are written into it.</summary>
    public required string Folder { get; init; }

    public required Provenance Provenance { get; init; }

    /// <summary>The resolved configuration as it stands in config.json.</summary>
    public required string ConfigJson { get; init; }

    /// <summary>One paragraph a reader needs first: what was trained on what and tested on what.</summary>
    public required string Description { get; init; }

    public required IReadOnlyList<EpochSummary> Epochs { get; init; }

    /// <summary>Threshold on the probability, chosen on validation cases; null when predictions were masks.</summary>
    public double? Threshold { get; init; }

    public EvaluationResult? Evaluation { get; init; }

    public IReadOnlyList<RunCase> Cases { get; init; } = [];

    /// <summary>Seconds by stage, in the order they ran.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();
}
