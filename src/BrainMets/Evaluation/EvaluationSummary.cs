namespace BrainMets.Evaluation;

/// <summary>The main figures over all cases. Lesion counts are summed over cases; Dice and HD95 are means over detected lesions.</summary>
public sealed record EvaluationSummary
{
    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate FalsePositivesPerPatient { get; init; }

    public required Estimate Dice { get; init; }

    /// <summary>Family B, the larger of the two directed 95th percentiles.</summary>
    public required Estimate Hd95Mm { get; init; }

    public required int Patients { get; init; }

    /// <summary>Patients without any reference lesion, and how many of them got no false positive.</summary>
    public required int LesionFreePatients { get; init; }

    public required int LesionFreePatientsWithoutFalsePositive { get; init; }
}
