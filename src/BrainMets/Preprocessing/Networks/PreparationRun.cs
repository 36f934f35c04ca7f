namespace BrainMets.Preprocessing;

/// <summary>What preparing a case is given beside its options: a network takes long enough to be watched and stopped.</summary>
public sealed record PreparationRun
{
    /// <summary>The brain-extraction network, loaded once for many cases; null to have it loaded when the options ask for one.</summary>
    public BrainModel? BrainModel { get; init; }

    /// <summary>The part of the brain extraction done, 0..1; only a network reports.</summary>
    public IProgress<double>? BrainProgress { get; init; }

    public CancellationToken Cancellation { get; init; }
}
