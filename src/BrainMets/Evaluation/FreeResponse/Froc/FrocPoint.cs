namespace BrainMets.Evaluation;

/// <summary>The lesions and candidates with at least this confidence. Sensitivity is null where there is no lesion.</summary>
public sealed record FrocPoint(
    double Confidence, int TruePositives, int MatchedCandidates, int FalsePositives, double? Sensitivity, double FalsePositivesPerPatient);
