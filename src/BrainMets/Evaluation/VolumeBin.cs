namespace BrainMets.Evaluation;

/// <summary>
/// Figures of one volume bin [LowMm3, HighMm3); an open end is null. Reference volume decides the bin of a reference lesion, predicted
/// volume that of a prediction. Predicted lesions are those that count for precision, matched or false; F1 mixes both axes
/// (docs/metrics.md).
/// </summary>
public sealed record VolumeBin(
    double? LowMm3,
    double? HighMm3,
    int ReferenceLesions,
    int Detected,
    int PredictedLesions,
    int FalsePositives,
    Estimate Sensitivity,
    Estimate Precision,
    double? F1);
