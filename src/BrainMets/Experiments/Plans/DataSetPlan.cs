namespace BrainMets.Experiments;

/// <summary>Where a data set comes from, a file or a phantom site, and how its patients are divided.</summary>
public sealed record DataSetPlan
{
    /// <summary>dataset.json, relative to the configuration file.</summary>
    public string? File { get; init; }

    /// <summary>Made on the spot.</summary>
    public PhantomPlan? Phantom { get; init; }

    /// <summary>Patients kept for testing; null for none.</summary>
    public SplitPlan? Split { get; init; }
}
