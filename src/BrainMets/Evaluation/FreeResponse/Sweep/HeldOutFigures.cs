namespace BrainMets.Evaluation;

/// <summary>
/// The rule without its optimism: for each patient the threshold is chosen on all other patients (leave-one-patient-out cross-validation),
/// and the patient's counts at that threshold are pooled. Intervals resample patients and take the choices as given.
/// </summary>
public sealed record CrossValidatedThreshold
{
    /// <summary>Patients for whom the others gave a threshold; the figures rest on them.</summary>
    public required int Patients { get; init; }

    /// <summary>Patients for whom the others gave none; left out.</summary>
    public required int PatientsWithoutThreshold { get; init; }

    public required double? LowestThreshold { get; init; }

    public required double? HighestThreshold { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate FalsePositivesPerPatient { get; init; }
}
