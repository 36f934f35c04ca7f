using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>How probability maps are judged over all thresholds (docs/metrics.md, "Probability maps").</summary>
public sealed record FreeResponseOptions
{
    /// <summary>
    /// A candidate is a connected component of the voxels with at least this probability; above 0, at most 1. Default 0.1: lower, and
    /// candidates grow into each other and lose their lesion; higher, and faint ones are lost.
    /// </summary>
    public double CandidateThreshold { get; init; } = 0.1;

    public CandidateConfidence Confidence { get; init; } = CandidateConfidence.Maximum;

    /// <summary>Thresholds of the sweep, ascending, above 0 and at most 1. Default 0.01, 0.02 … 0.99.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = [.. Enumerable.Range(1, 99).Select(i => i / 100.0)];

    /// <summary>
    /// Outlines of the sweep: at each threshold a finding is a component of the voxels from this probability on that reaches the threshold somewhere, as
    /// <see cref="LesionOptions.OutlineThreshold"/>; lower thresholds are left out. Null: outlines from each threshold itself on. Candidates know none.
    /// </summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>False positives per patient that may not be exceeded by an operating point; null for none.</summary>
    public double? FalsePositiveBudget { get; init; }

    /// <summary>Edges between the size classes of the stratified curve in mm³, ascending. Default 0.1 and 1 cc.</summary>
    public IReadOnlyList<double> StratumEdgesMm3 { get; init; } = [100, 1000];

    /// <summary>Patient resamples behind each interval; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling.</summary>
    public int Seed { get; init; }

    /// <summary>Those thresholds that the sweep judges.</summary>
    internal IReadOnlyList<double> Swept => OutlineThreshold is { } outline ? [.. Thresholds.Where(t => t >= outline)] : Thresholds;

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(CandidateThreshold > 0 && CandidateThreshold <= 1))
        {
            faults.Add($"candidate threshold is {CandidateThreshold}; must be above 0 and at most 1");
        }

        if (Thresholds.Count == 0 || Thresholds.Any(t => !(t > 0 && t <= 1)) || !IsAscending(Thresholds))
        {
            faults.Add($"thresholds are [{string.Join(", ", Thresholds)}]; must be ascending, above 0 and at most 1");
        }

        if (OutlineThreshold is { } outline && !(outline > 0 && outline <= 1 && Swept.Count > 0))
        {
            faults.Add($"outline threshold is {outline}; must be above 0 and at most the highest threshold");
        }

        if (FalsePositiveBudget is { } budget && !(budget >= 0 && double.IsFinite(budget)))
        {
            faults.Add($"false-positive budget is {budget} per patient; must be 0 or more");
        }

        if (StratumEdgesMm3.Any(e => !(e > 0 && double.IsFinite(e))) || !IsAscending(StratumEdgesMm3))
        {
            faults.Add($"stratum edges are {string.Join(", ", StratumEdgesMm3)} mm³; must be positive and ascending");
        }

        if (Resamples < 100)
        {
            faults.Add($"resamples is {Resamples}; must be 100 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Free-response options: {string.Join("; ", faults)}.");
        }
    }

    private static bool IsAscending(IReadOnlyList<double> values) => values.Zip(values.Skip(1)).All(v => v.First < v.Second);
}
