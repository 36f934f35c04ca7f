namespace BrainMets.Evaluation;

/// <summary>What a test looks for in the differences, first minus second. Choose it before seeing the data.</summary>
public enum Alternative
{
    /// <summary>Differences tend to lie on one side of zero, whichever.</summary>
    TwoSided,

    /// <summary>Differences tend to be negative: the first tends to be the smaller.</summary>
    Less,

    /// <summary>Differences tend to be positive: the first tends to be the larger.</summary>
    Greater,
}
