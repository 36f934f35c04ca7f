namespace BrainMets.Evaluation;

/// <summary>
/// One metric of two readers, first less second (docs/metrics.md, "Comparing readers"). The difference and its interval are those of the pooled figures; the
/// test asks whether the differences of single patients lie symmetrically about zero.
/// </summary>
public sealed record MetricDifference
{
    public required PairedMetric Metric { get; init; }

    /// <summary>The first reader's figure, pooled over patients; null when undefined.</summary>
    public required double? First { get; init; }

    public required double? Second { get; init; }

    /// <summary>First less second; null when one is undefined.</summary>
    public required double? Difference { get; init; }

    /// <summary>Lower end of its 95 % interval over patients, both readers resampled together; null when resampling sees no variation.</summary>
    public required double? Low { get; init; }

    public required double? High { get; init; }

    /// <summary>Two-sided, of the signed-rank test on the differences of single patients; null when there is nothing to test.</summary>
    public required double? P { get; init; }

    /// <summary>P after Holm over the declared family (the family that the result names).</summary>
    public required double? AdjustedP { get; init; }

    /// <summary>P after Benjamini and Hochberg over the same tests: for exploring.</summary>
    public required double? FalseDiscoveryP { get; init; }

    /// <summary>Patients in whom both readers have the figure.</summary>
    public required int N { get; init; }

    /// <summary>Patients left out, in whom one reader or both have no figure.</summary>
    public required int Undefined { get; init; }

    /// <summary>Patients in whom the two are equal.</summary>
    public required int Zeros { get; init; }

    /// <summary>Differences whose size another patient shares.</summary>
    public required int Ties { get; init; }

    /// <summary>In words: how zeros were ranked and where the p-value comes from.</summary>
    public required string Method { get; init; }

    /// <summary>-1 to 1: how one-sided the ranks are; null when all are equal.</summary>
    public required double? RankBiserial { get; init; }

    /// <summary>The typical difference of a patient and its interval.</summary>
    public required HodgesLehmannEstimate HodgesLehmann { get; init; }

    /// <summary>
    /// Tests that the mean, and that the typical (Hodges-Lehmann) difference of a patient lie within the declared margin; empty without a
    /// margin. For figures that are better when smaller the signs are turned, so that "not worse" always speaks of the first reader.
    /// </summary>
    public required IReadOnlyList<EquivalenceResult> Equivalence { get; init; }
}
