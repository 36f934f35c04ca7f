namespace BrainMets.Datasets;

/// <summary>How an import is written.</summary>
public sealed record ImportWriting
{
    /// <summary>Copy the images beside dataset.json; otherwise it names them where they lie.</summary>
    public bool Copy { get; init; }

    /// <summary>Scans looked at side by side.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told how many of how many scans are done, from any thread.</summary>
    public IProgress<(int Done, int Scans)>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }
}
