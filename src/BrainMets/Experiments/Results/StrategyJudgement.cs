using System.Text.Json.Serialization;
using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>The strategy at one threshold and one gate.</summary>
/// <param name="Name">What it is called among readers: "strategy 0.4 cc" or "strategy, chosen gate".</param>
/// <param name="At">At which threshold both networks drew.</param>
/// <param name="GateCc">Null when the gate is that of one network alone (<see cref="GateText"/>).</param>
/// <param name="GateText">The gate in words.</param>
/// <param name="Origin">Where the gate comes from.</param>
/// <param name="Folder">Holds combination.json with the gate's gain over its parts, and a folder a case.</param>
/// <param name="Summary">The main figures; optimistic for a gate chosen on the test patients.</param>
/// <param name="ByGate">Below and from the plan's gate on.</param>
public sealed record StrategyEvaluation(
    string Name, OperatingThreshold At, double? GateCc, string GateText, GateSource Origin, string Folder, EvaluationSummary Summary, IReadOnlyList<GateStratum> ByGate)
{
    /// <summary>Where the gate was chosen on validation patients: holds combination.json of them with every gate tried. Else null.</summary>
    public string? ChoiceFolder { get; init; }

    /// <summary>The gate was chosen on these very cases; its held-out gain stands in combination.json.</summary>
    [JsonIgnore]
    public bool IsOptimistic => Origin == GateSource.Test;
}
