namespace BrainMets.Evaluation;

/// <summary>What became of one reference lesion.</summary>
public sealed record LesionEvaluation
{
    /// <summary>Its label in the reference label map.</summary>
    public required int Reference { get; init; }

    /// <summary>
    /// Labels of the predicted lesions: the matched one first (or several, where the preset allows them), then fragments; for a merged
    /// lesion the one that covers it. Empty for a miss.
    /// </summary>
    public required IReadOnlyList<int> Predicted { get; init; }

    /// <summary>How many of them are matched; the figures below compare the lesion with these together. 0 for a merged lesion.</summary>
    public int MatchedPredictions { get; init; } = 1;

    public required double ReferenceVolumeMm3 { get; init; }

    /// <summary>Volume of the matched prediction or predictions; null for a miss or a merged lesion.</summary>
    public required double? PredictedVolumeMm3 { get; init; }

    /// <summary>True when found, including when merged with a neighbour.</summary>
    public required bool Detected { get; init; }

    public required bool Merged { get; init; }

    public required double? Dice { get; init; }

    public required Hd95Mm Hd95Mm { get; init; }

    /// <summary>Average symmetric surface distance, all surface voxels of both sides pooled.</summary>
    public required double? AssdMm { get; init; }

    /// <summary>The mean of the two directed means instead.</summary>
    public double? AssdMeanOfMeansMm { get; init; }

    public Hd100Mm Hd100Mm { get; init; } = new(null, null);

    /// <summary>One entry a tolerance.</summary>
    public IReadOnlyList<SurfaceDice> SurfaceDice { get; init; } = [];
}
