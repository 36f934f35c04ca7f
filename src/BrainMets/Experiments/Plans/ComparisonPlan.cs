using System.Text.Json.Nodes;

namespace BrainMets.Experiments;

/// <summary>Networks that differ in one value and share others.</summary>
public sealed record ComparisonPlan
{
    /// <summary>"trainingSet", or a configuration key of the grid.</summary>
    public required string Vary { get; init; }

    /// <summary>What all compared networks have, by key.</summary>
    public IReadOnlyDictionary<string, JsonValue> Where { get; init; } = new Dictionary<string, JsonValue>();
}
