using BrainMets.Evaluation;

namespace BrainMets.Reporting.Gallery;

/// <summary>A lesion to show: a reference lesion, or a false positive (then <see cref="Lesion"/> is null) known by its volume.</summary>
public sealed record Example(CaseEvaluation Case, LesionEvaluation? Lesion, double VolumeMm3, string Why)
{
    public Outcome Outcome => Lesion switch { null => Outcome.FalsePositive, { Detected: true } => Outcome.Found, _ => Outcome.Missed };
}
