namespace BrainMets.Evaluation;

/// <summary>What became of a reference lesion.</summary>
public enum ReferenceOutcome
{
    /// <summary>Below the minimum volume: neither found nor missed.</summary>
    Ignored,

    /// <summary>Paired with a predicted lesion.</summary>
    Found,

    /// <summary>Not paired itself, but overlapped by a prediction paired with another lesion: detected.</summary>
    Merged,

    Missed,
}
