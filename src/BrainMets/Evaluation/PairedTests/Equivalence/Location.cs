namespace BrainMets.Evaluation;

/// <summary>Which typical difference is held against the margin.</summary>
public enum Location
{
    /// <summary>The pseudo-median, by the signed-rank distribution: needs symmetry, not a normal distribution. Our default.</summary>
    PseudoMedian,

    /// <summary>The mean, by Student's t: for differences near normal, or many of them.</summary>
    Mean,
}
