namespace BrainMets.Evaluation;

/// <summary>Where the p-value of a signed-rank test comes from.</summary>
public enum SignedRankMethod
{
    /// <summary><see cref="ExactPermutation"/> up to 20 differences that are not zero, <see cref="MonteCarlo"/> above.</summary>
    Automatic,

    /// <summary>The exact distribution of the ranks 1 to n. Refused where there are zeros or ties: it is another distribution then.</summary>
    Exact,

    /// <summary>The exact distribution given the ranks at hand, ties and zeros and all: every pattern of signs equally likely.</summary>
    ExactPermutation,

    /// <summary>The same from random patterns of signs, seeded.</summary>
    MonteCarlo,

    /// <summary>Normal approximation, the variance corrected for ties and zeros.</summary>
    Normal,
}
