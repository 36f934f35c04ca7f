namespace BrainMets.Evaluation;

/// <summary>Over what a challenge averages to score a case.</summary>
public enum ScoreForm
{
    /// <summary>Every reference lesion that counts and every false positive; misses and false positives score 0 and the penalty.</summary>
    EveryLesion,

    /// <summary>
    /// Matched large reference lesions only, and an F1 for small ones. Misses and false positives do not touch the means, unless no large
    /// lesion is matched.
    /// </summary>
    LargeAndSmall,
}
