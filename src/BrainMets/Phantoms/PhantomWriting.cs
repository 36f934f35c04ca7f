namespace BrainMets.Phantoms;

/// <summary>How a cohort is written to disk. None of it changes a byte of the images.</summary>
public sealed record PhantomWriting
{
    /// <summary>Cases made at the same time. Each takes 0.3 to 0.6 GB at its peak.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>True to name the true brain mask in dataset.json; by default brain extraction has to find its own.</summary>
    public bool NameBrainMask { get; init; }

    /// <summary>Told the number of finished cases after each.</summary>
    public IProgress<int>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }
}
