namespace BrainMets.Evaluation;

/// <summary>Readers side by side; serialised as comparison.json (docs/metrics.md, "Comparing readers").</summary>
public sealed record ComparisonResult
{
    public int SchemaVersion { get; init; } = 1;

    public required MatchingPreset Matching { get; init; }

    /// <summary>Name of what the readers are judged by.</summary>
    public required string Reference { get; init; }

    /// <summary>How the reference was made of the readers; null when it is a reading of its own.</summary>
    public required ConsensusMethod? Consensus { get; init; }

    public required int Cases { get; init; }

    public required int Patients { get; init; }

    public required ComparisonOptions Options { get; init; }

    public required IReadOnlyList<ReaderSummary> Readers { get; init; }

    /// <summary>
    /// Where the readers made the reference themselves: each judged by the others without himself. Null with a reference of its own, and in files of older
    /// versions.
    /// </summary>
    public IReadOnlyList<LeaveOneOutReader>? LeaveOneOut { get; init; }

    /// <summary>Every two readers, in the order they were given.</summary>
    public required IReadOnlyList<ReaderPair> Pairs { get; init; }

    /// <summary>Each reader who gives probabilities at the false-positive rate of each other reader; empty when nobody gives any.</summary>
    public required IReadOnlyList<MatchedRate> MatchedRates { get; init; }

    /// <summary>Which tests the adjusted p-values are adjusted for, in words.</summary>
    public required string Family { get; init; }

    /// <summary>Everybody judged by everybody.</summary>
    public required IReadOnlyList<Agreement> Agreement { get; init; }

    /// <summary>Findings that not everybody marked, for adjudication.</summary>
    public required IReadOnlyList<LesionGroup> Disputed { get; init; }

    /// <summary>Findings that everybody marked.</summary>
    public required int Undisputed { get; init; }
}
