namespace BrainMets.Dicom;

/// <summary>What to de-identify, and where to.</summary>
public sealed record DeidentificationOptions
{
    /// <summary>A folder, with all below it, or one file. Nothing in it is changed.</summary>
    public required string Source { get; init; }

    /// <summary>An existing folder.</summary>
    public required string Output { get; init; }

    /// <summary>The private key file, outside of the output; made when it is not there.</summary>
    public required string KeyFile { get; init; }

    public DateHandling Dates { get; init; } = DateHandling.Drop;

    /// <summary>Told after each file: stage (scan, deidentify), how many are done, of how many.</summary>
    public IProgress<(string Stage, int Done, int Files)>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }
}
