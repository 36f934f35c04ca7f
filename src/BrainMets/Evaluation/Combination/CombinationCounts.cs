namespace BrainMets.Evaluation;

/// <summary>What became of the findings of two models. Every finding is taken from one of them or dropped: the last four add up to all.</summary>
public sealed record CombinationCounts
{
    /// <summary>Places where one of the models, or both, outlined something.</summary>
    public required int Findings { get; init; }

    public required int SeenByBoth { get; init; }

    /// <summary>Below the gate and seen by the model for small lesions.</summary>
    public required int TakenFromSmall { get; init; }

    /// <summary>From the gate on and seen by the model for large lesions.</summary>
    public required int TakenFromLarge { get; init; }

    /// <summary>Below the gate and seen by the model for large lesions only.</summary>
    public required int DroppedBelowGate { get; init; }

    /// <summary>From the gate on and seen by the model for small lesions only.</summary>
    public required int DroppedFromGateOn { get; init; }

    /// <summary>Lesions of the combined mask.</summary>
    public required int CombinedLesions { get; init; }

    /// <summary>Combined lesions made of outlines of both models, taken for different findings, that touch.</summary>
    public required int JoinedLesions { get; init; }

    /// <summary>The counts of several cases together.</summary>
    public static CombinationCounts Sum(IEnumerable<CombinationCounts> cases)
    {
        var all = cases.ToArray();
        return new CombinationCounts
        {
            Findings = all.Sum(c => c.Findings),
            SeenByBoth = all.Sum(c => c.SeenByBoth),
            TakenFromSmall = all.Sum(c => c.TakenFromSmall),
            TakenFromLarge = all.Sum(c => c.TakenFromLarge),
            DroppedBelowGate = all.Sum(c => c.DroppedBelowGate),
            DroppedFromGateOn = all.Sum(c => c.DroppedFromGateOn),
            CombinedLesions = all.Sum(c => c.CombinedLesions),
            JoinedLesions = all.Sum(c => c.JoinedLesions),
        };
    }
}
