namespace BrainMets.Evaluation;

/// <summary>Cases of one kind of emptiness: how many, their errors, and what each figure is there in words.</summary>
public sealed record EmptyCaseRow
{
    public required int Cases { get; init; }

    public required int FalsePositives { get; init; }

    public required int FalseNegatives { get; init; }

    /// <summary>Dice of the whole masks: "undefined" or "0".</summary>
    public required string CaseDice { get; init; }

    /// <summary>Dice and distances of lesions.</summary>
    public required string LesionFigures { get; init; }

    /// <summary>Where the cases show among our figures.</summary>
    public required string CountsIn { get; init; }

    /// <summary>What the challenge's score is there; null when the preset has none.</summary>
    public required string? Score { get; init; }
}
