using BrainMets.Evaluation;

namespace BrainMets.Cli.Masks;

/// <summary>A case and what came of it; under every named preset too, where that was asked for.</summary>
internal sealed record JudgedCase(MaskPair Pair, CaseEvaluation Evaluation, IReadOnlyList<CaseEvaluation> UnderEveryPreset);
