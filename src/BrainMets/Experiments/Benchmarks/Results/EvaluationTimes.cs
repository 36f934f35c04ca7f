namespace BrainMets.Experiments;

/// <summary>What 'mets bench evaluation' measured: from masks in memory to all figures, files not read.</summary>
public sealed record EvaluationTimes
{
    public required int LesionsOfCase { get; init; }

    /// <summary>One case of that many lesions a side: components, measurements, matching, overlaps, distances; the least of several times.</summary>
    public required double SecondsPerCase { get; init; }

    /// <summary>The same case under every matching preset.</summary>
    public required double EveryPresetSecondsPerCase { get; init; }

    public required int CohortCases { get; init; }

    public required int CohortLesions { get; init; }

    /// <summary>Judging all cases of the cohort, one after the other.</summary>
    public required double CohortJudgingSeconds { get; init; }

    /// <summary>From judged cases to the summary: pooled figures, curves, bootstraps.</summary>
    public required double CohortSummarySeconds { get; init; }

    /// <summary>Judging and summary by the number of cases.</summary>
    public double CohortSecondsPerCase => (CohortJudgingSeconds + CohortSummarySeconds) / CohortCases;

    public required double? PeakMemoryMiB { get; init; }

    /// <summary>Of every mask, x, y, z.</summary>
    public required IReadOnlyList<int> GridSize { get; init; }
}
