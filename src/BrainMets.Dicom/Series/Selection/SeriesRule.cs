namespace BrainMets.Dicom;

/// <summary>A rule holds when every condition of any of its clauses does.</summary>
internal sealed record SeriesRule
{
    /// <summary>In the words of the message.</summary>
    public required string What { get; init; }

    public int Points { get; init; }

    public required IReadOnlyList<IReadOnlyList<RuleCondition>> Any { get; init; }

    public bool Holds(SeriesFacts facts) => Any.Any(clause => clause.All(condition => condition.Holds(facts)));
}
