namespace BrainMets.Evaluation;

/// <summary>Lesions found and matched anew at one threshold, over all patients.</summary>
public sealed record OperatingPoint
{
    public required double Threshold { get; init; }

    public required int TruePositives { get; init; }

    public required int MatchedPredictions { get; init; }

    public required int FalsePositives { get; init; }

    public required int FalseNegatives { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate FalsePositivesPerPatient { get; init; }
}
