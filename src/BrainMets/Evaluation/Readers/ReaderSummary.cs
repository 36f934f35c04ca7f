using BrainMets.Evaluation.Curves;

namespace BrainMets.Evaluation.Readers;

/// <summary>One reader judged by the reference: the figures that 'mets evaluate' gives for him alone.</summary>
public sealed record ReaderSummary(string Name, EvaluationSummary Summary, IReadOnlyList<VolumeBin> ByVolume, VolumeCurves? Curves);
