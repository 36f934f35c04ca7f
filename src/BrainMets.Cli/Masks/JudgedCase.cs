using BrainMets.Evaluation;

namespace BrainMets.Cli;

/// <summary>A case and what came of it; under every named preset too, where that was asked for.</summary>
/// <param name="Pair">The two files.</param>
/// <param name="Evaluation">Under the rules that were chosen.</param>
/// <param name="UnderEveryPreset">Empty when that was not asked for.</param>
/// <param name="Dropped">Predicted components that were too small to be judged.</param>
internal sealed record EvaluatedCase(MaskPair Pair, CaseEvaluation Evaluation, IReadOnlyList<CaseEvaluation> UnderEveryPreset, int Dropped);
