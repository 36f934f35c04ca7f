namespace BrainMets.Evaluation;

/// <summary>A signed-rank test of lesions that cluster in patients.</summary>
public sealed record ClusteredSignedRankResult
{
    public required ClusteredMethod Method { get; init; }

    /// <summary>
    /// The statistic over its standard error. Null when fewer than three patients have a difference, or all differences are zero.
    /// </summary>
    public required double? Z { get; init; }

    /// <summary>From the normal distribution of <see cref="Z"/>, which needs many patients (20 or more); null where Z is.</summary>
    public required double? PValue { get; init; }

    /// <summary>
    /// The test to rely on: the patients' signs flipped. For <see cref="ClusteredMethod.RosnerGlynnLee"/> it tests the sum of all signed
    /// ranks, unweighted, since weights that were estimated from the signs would not stay fixed when these are flipped.
    /// </summary>
    public required SignFlipResult Permutation { get; init; }

    /// <summary>Patients with at least one difference.</summary>
    public required int Patients { get; init; }

    /// <summary>All differences, zeros included.</summary>
    public required int Differences { get; init; }

    public required int Zeros { get; init; }
}
