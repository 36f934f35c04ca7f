using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>One figure of two models or readers on the same patients.</summary>
public sealed record DifferenceRow
{
    /// <summary>Resampling fewer patients gives intervals that are too narrow to carry a claim; the same number below which curves are blank.</summary>
    public const int LeastPatients = 10;

    /// <summary>On the page: "Sensitivity below 0.4 cc".</summary>
    public required string Metric { get; init; }

    /// <summary>In tables for other programs.</summary>
    public required string Key { get; init; }

    /// <summary>Of the one that the other is compared with; without interval where only the difference has one.</summary>
    public required Estimate First { get; init; }

    public required Estimate Second { get; init; }

    /// <summary>Second less first, both resampled with the same patients; N is the number of patients that have the figure.</summary>
    public required Estimate Difference { get; init; }

    /// <summary>Signed-rank test; null where there is none.</summary>
    public double? P { get; init; }

    /// <summary>After Holm over the family of the comparison.</summary>
    public double? AdjustedP { get; init; }

    public string Format { get; init; } = "0.00";

    /// <summary>Null where nothing can be said: without an interval, and with fewer than <see cref="LeastPatients"/> patients.</summary>
    public bool? IsShown => Difference is { Low: { } low, High: { } high, N: >= LeastPatients } ? low > 0 || high < 0 : null;
}
