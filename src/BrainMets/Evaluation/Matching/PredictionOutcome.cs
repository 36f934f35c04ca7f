namespace BrainMets.Evaluation;

/// <summary>What became of a predicted lesion.</summary>
public enum PredictionOutcome
{
    /// <summary>Below the minimum volume: neither true nor false.</summary>
    Ignored,

    /// <summary>Paired with a reference lesion.</summary>
    Matched,

    /// <summary>Not paired, but overlaps a found reference lesion: not a false positive.</summary>
    Fragment,

    /// <summary>Overlaps no found lesion, but one too small to be counted: neither true nor false.</summary>
    OnIgnored,

    FalsePositive,
}
