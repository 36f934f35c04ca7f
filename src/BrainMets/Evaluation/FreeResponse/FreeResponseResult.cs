namespace BrainMets.Evaluation;

/// <summary>Probability maps judged over all thresholds; key "freeResponse" of evaluation.json (docs/metrics.md).</summary>
public sealed record FreeResponseResult
{
    public required double CandidateThreshold { get; init; }

    /// <summary>From which probability on the sweep outlines what it finds at each threshold; null for that threshold itself.</summary>
    public double? OutlineThreshold { get; init; }

    public required CandidateConfidence Confidence { get; init; }

    public required int Resamples { get; init; }

    public required int Seed { get; init; }

    public required int Patients { get; init; }

    /// <summary>Patients with at least one reference lesion that counts.</summary>
    public required int PatientsWithLesions { get; init; }

    /// <summary>Patients whose reference holds no lesion at all.</summary>
    public required int LesionFreePatients { get; init; }

    /// <summary>Lesions found and evaluated anew at each threshold, ascending.</summary>
    public required IReadOnlyList<OperatingPoint> Thresholds { get; init; }

    /// <summary>The threshold with the highest F1 on these cases.</summary>
    public required ChosenThreshold BestF1 { get; init; }

    /// <summary>The threshold with the highest sensitivity within the false-positive budget; null when no budget was given.</summary>
    public ChosenThreshold? WithinBudget { get; init; }

    public required FrocSummary Froc { get; init; }

    /// <summary>False candidates of lesion-free patients only: Chakraborty's weighted AFROC.</summary>
    public required WeightedAfroc Wafroc { get; init; }

    /// <summary>False candidates of all patients: the variant called wAFROC1, for data without lesion-free patients.</summary>
    public required WeightedAfroc Wafroc1 { get; init; }

    public required ConfidenceCalibration Calibration { get; init; }

    public required IReadOnlyList<CaseRatings> Cases { get; init; }
}
