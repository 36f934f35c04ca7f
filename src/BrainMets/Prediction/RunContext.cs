using BrainMets.Model;

namespace BrainMets.Experiments;

/// <summary>What a run is given from outside: where to compute, whom to tell, when to stop.</summary>
public sealed record RunContext
{
    public required Compute Compute { get; init; }

    public required int Threads { get; init; }

    /// <summary>Version of the program, for provenance.</summary>
    public required string Version { get; init; }

    /// <summary>Commit the program was built from; null when unknown.</summary>
    public string? Commit { get; init; }

    public IProgress<RunProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    public void Report(string stage, double fraction, string text = "") => Progress?.Report(new RunProgress(stage, fraction, text));
}
