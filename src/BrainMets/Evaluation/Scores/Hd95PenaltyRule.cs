namespace BrainMets.Evaluation;

/// <summary>What a challenge enters as HD95 where there is no distance.</summary>
public enum Hd95PenaltyRule
{
    /// <summary>The same number in every case.</summary>
    Fixed,

    /// <summary>The diagonal of the grid in voxels, whatever their size.</summary>
    DiagonalInVoxels,

    /// <summary>The diagonal of the grid in mm.</summary>
    DiagonalInMm,
}
