using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>A network judged on one test set at one threshold.</summary>
/// <param name="Test">Name of the test set's data set.</param>
/// <param name="At">Which threshold.</param>
/// <param name="Threshold">Its value.</param>
/// <param name="Folder">Holds evaluation.json; at the chosen threshold with the results over all thresholds (FROC).</param>
/// <param name="Summary">The main figures.</param>
/// <param name="ByGate">Below and from the strategy's gate on (Table 2).</param>
public sealed record ModelEvaluation(
    string Test, OperatingThreshold At, double Threshold, string Folder, EvaluationSummary Summary, IReadOnlyList<GateStratum> ByGate);
