namespace BrainMets.Evaluation;

/// <summary>How one prediction agrees with its reference, lesion by lesion. Undefined figures are null.</summary>
public sealed record CaseEvaluation
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    public required int ReferenceLesions { get; init; }

    public required int PredictedLesions { get; init; }

    public required int TruePositives { get; init; }

    public required int FalsePositives { get; init; }

    public required int FalseNegatives { get; init; }

    /// <summary>Predicted components beside the matched one of a found lesion: counted, not false positives.</summary>
    public required int Fragments { get; init; }

    /// <summary>Reference lesions covered by a prediction matched to another one: counted as detected, shown apart.</summary>
    public required int Merged { get; init; }

    /// <summary>Dice of the whole masks; null when both are empty.</summary>
    public required double? Dice { get; init; }

    public required IReadOnlyList<LesionEvaluation> Lesions { get; init; }

    /// <summary>Volumes of the predicted lesions that are false positives, for precision by predicted volume.</summary>
    public required IReadOnlyList<double> FalsePositiveVolumesMm3 { get; init; }
}
