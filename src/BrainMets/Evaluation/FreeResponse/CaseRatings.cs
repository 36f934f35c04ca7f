namespace BrainMets.Evaluation;

/// <summary>What a free-response analysis needs of one case: each lesion and each candidate with its confidence.</summary>
public sealed record CaseRatings
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>True when the reference holds no lesion at all, not even one too small to count.</summary>
    public required bool LesionFree { get; init; }

    public required IReadOnlyList<RatedLesion> Lesions { get; init; }

    /// <summary>Matched and false candidates. Fragments and candidates on ignored lesions are neither and only counted.</summary>
    public required IReadOnlyList<RatedCandidate> Candidates { get; init; }

    /// <summary>Candidates beside the matched one of a found lesion.</summary>
    public int Fragments { get; init; }

    /// <summary>Candidates that meet only a reference lesion below the minimum volume.</summary>
    public int OnIgnored { get; init; }
}
