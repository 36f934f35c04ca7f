namespace BrainMets.Experiments;

/// <summary>
/// Two networks read together (Huang et al. 2022), as 'mets predict --confirm-with' does: lesions of the sensitive one that the precise one finds too are confirmed, the rest is
/// to be reviewed. Each is a point of the grid or an ensemble.
/// </summary>
public sealed record ConfirmationPlan
{
    /// <summary>Whose lesions are shown.</summary>
    public required string Sensitive { get; init; }

    /// <summary>Who confirms.</summary>
    public required string Precise { get; init; }
}
