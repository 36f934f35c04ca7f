namespace BrainMets.Evaluation;

/// <summary>The main figures of the same masks under one set of rules; undefined is null.</summary>
public sealed record MatchingSensitivityRow
{
    /// <summary>Name of the preset.</summary>
    public required string Preset { get; init; }

    public required int ReferenceLesions { get; init; }

    public required int TruePositives { get; init; }

    public required int FalsePositives { get; init; }

    public required double? Sensitivity { get; init; }

    public required double? Precision { get; init; }

    public required double? F1 { get; init; }

    public required double FalsePositivesPerPatient { get; init; }

    /// <summary>Mean over the found lesions.</summary>
    public required double? Dice { get; init; }

    /// <summary>
    /// Means over the found lesions, by family. Distances only, no penalty; where the preset measures with reversed spacing, so do these.
    /// </summary>
    public required Hd95Mm Hd95Mm { get; init; }

    /// <summary>How many lesions the means of Dice and HD95 rest on.</summary>
    public required int N { get; init; }

    /// <summary>Detected lesions without a defined Dice: the merged ones.</summary>
    public required int Undefined { get; init; }

    /// <summary>What the preset's challenge would score, penalties included; null when the preset has no score.</summary>
    public required double? ScoreDice { get; init; }

    /// <inheritdoc cref="ScoreDice"/>
    public required double? ScoreHd95 { get; init; }
}
