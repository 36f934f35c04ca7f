using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>Two networks read together at one threshold each.</summary>
public sealed record ConfirmationEvaluation
{
    /// <summary>Fixed: the same for both. Chosen: the sensitive operating point of the one, the precise point of the other, each from its own validation patients.</summary>
    public required OperatingThreshold At { get; init; }

    public required double SensitiveThreshold { get; init; }

    public required double PreciseThreshold { get; init; }

    /// <summary>
    /// Holds agreement.json, evaluation.json of the confirmed lesions alone, in "all" that of all lesions, and a folder a case with agreement.csv and the mask of the
    /// confirmed ones.
    /// </summary>
    public required string Folder { get; init; }

    public required LesionClass Confirmed { get; init; }

    public required LesionClass ToReview { get; init; }

    /// <summary>Were the confirmed lesions all that is shown.</summary>
    public required EvaluationSummary ConfirmedAlone { get; init; }

    /// <summary>Confirmed ones and those to review: the sensitive network by itself.</summary>
    public required EvaluationSummary All { get; init; }
}
