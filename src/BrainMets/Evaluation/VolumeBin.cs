namespace BrainMets.Evaluation;

/// <summary>Figures of one volume bin [LowMm3, HighMm3); an open end is null. Reference volume decides the bin of a reference lesion, predicted volume that of a prediction.</summary>
public sealed record VolumeBin(
    double? LowMm3, double? HighMm3, int ReferenceLesions, int Detected, int PredictedLesions, int FalsePositives, Estimate Sensitivity, Estimate Precision, double? F1);
