namespace BrainMets.Evaluation;

/// <summary>
/// The score of one case by the rules of a challenge, penalties included. Not for means in millimetres: see <see cref="Penalised"/>.
/// </summary>
public sealed record CaseScore
{
    /// <summary>Lesion-wise Dice; null where the challenge scores nothing.</summary>
    public required double? Dice { get; init; }

    /// <summary>Lesion-wise HD95, in mm where it is a distance; penalties may be in voxels.</summary>
    public required double? Hd95 { get; init; }

    public IReadOnlyList<SurfaceDiceScore> SurfaceDice { get; init; } = [];

    /// <summary>How many values each mean rests on: lesions and, where they count, false positives.</summary>
    public required int Terms { get; init; }

    /// <summary>How many of them are no distance but the penalty.</summary>
    public required int Penalised { get; init; }

    /// <summary>The penalty of this case.</summary>
    public required double Hd95Penalty { get; init; }

    /// <summary>True when there was nothing to score and the challenge's convention stands in.</summary>
    public bool ByConvention { get; init; }

    /// <summary>Standard deviation over the lesions (divided by n) where the challenge gives it; null otherwise.</summary>
    public double? DiceDeviation { get; init; }

    /// <inheritdoc cref="DiceDeviation"/>
    public double? Hd95Deviation { get; init; }

    /// <summary>Small lesions, where the challenge tells them apart.</summary>
    public SmallLesionScore? Small { get; init; }

    /// <summary>2 TP / (2 TP + FP + FN) over lesions of all sizes, where the challenge gives it; null when there are none.</summary>
    public double? AllLesionsF1 { get; init; }
}
