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

    /// <summary>Patients whose reference holds no lesion at all, not even one too small to count.</summary>
    public required int LesionFreePatients { get; init; }

    /// <summary>How many of them got no false positive.</summary>
    public required int LesionFreePatientsWithoutFalsePositive { get; init; }

    /// <summary>Share of the lesion-free patients without a false positive.</summary>
    public Estimate Specificity { get; init; } = Estimate.Nothing;

    /// <summary>False positives per lesion-free patient.</summary>
    public Estimate FalsePositivesPerLesionFreePatient { get; init; } = Estimate.Nothing;
}
