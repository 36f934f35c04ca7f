using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>A lesion to show: a reference lesion, or else a false positive, and the rule by which it was chosen.</summary>
public sealed record Example(CaseEvaluation Case, LesionEvaluation? Lesion, FalsePositive? Invented, string Why)
{
    public Outcome Outcome => Lesion switch { null => Outcome.FalsePositive, { Detected: true } => Outcome.Found, _ => Outcome.Missed };

    /// <summary>Number in the reference's label map, or for a false positive in the prediction's.</summary>
    public int Label => Lesion?.Reference ?? Invented?.Predicted ?? 0;

    /// <summary>Reference volume, or for a false positive predicted volume.</summary>
    public double VolumeMm3 => Lesion?.ReferenceVolumeMm3 ?? Invented?.VolumeMm3 ?? 0;
}
