using BrainMets.Evaluation.Surfaces;

namespace BrainMets.Evaluation;

/// <summary>What became of one reference lesion.</summary>
public sealed record LesionEvaluation
{
    /// <summary>Its label in the reference label map.</summary>
    public required int Reference { get; init; }

    /// <summary>
    /// Labels of the predicted lesions: the matched one first, then fragments; for a merged lesion the one that covers it. Empty for a
    /// miss.
    /// </summary>
    public required IReadOnlyList<int> Predicted { get; init; }

    public required double ReferenceVolumeMm3 { get; init; }

    /// <summary>Volume of the matched prediction; null for a miss or a merged lesion.</summary>
    public required double? PredictedVolumeMm3 { get; init; }

    /// <summary>True when found, including when merged with a neighbour.</summary>
    public required bool Detected { get; init; }

    public required bool Merged { get; init; }

    public required double? Dice { get; init; }

    public required Hd95Mm Hd95Mm { get; init; }

    public required double? AssdMm { get; init; }
}
