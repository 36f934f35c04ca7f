using BrainMets.Evaluation;
using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>A model or reader whose outlines are shown: where its mask of a case lies, and how it was judged. All sources of a picture were judged by the same reference.</summary>
/// <param name="Name">On the picture.</param>
/// <param name="MaskPath">Of a case; null where it drew none.</param>
/// <param name="Cases">Judged case by case.</param>
public sealed record PictureSource(string Name, Func<TestCase, string?> MaskPath, IReadOnlyList<CaseEvaluation> Cases);
