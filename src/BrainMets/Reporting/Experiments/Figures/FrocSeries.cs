using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>A model's free-response curve with its two operating points; null where it was not judged there.</summary>
internal sealed record FrocSeries(string Name, FreeResponseResult Result, EvaluationSummary? Fixed, EvaluationSummary? Chosen, SeriesStyle Style);
