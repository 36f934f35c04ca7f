using BrainMets.Model;

namespace BrainMets.Prediction;

/// <summary>Device, progress reporting and cancellation of a run.</summary>
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

    /// <summary>Runs both actions, concurrently where two threads are allowed; returns or throws when both have ended.</summary>
    public void RunConcurrently(Action first, Action second)
    {
        var task = new Task(second);
        if (Threads > 1)
        {
            task.Start();
        }

        try
        {
            first();
        }
        finally
        {
            if (Threads == 1)
            {
                task.RunSynchronously();
            }

            Task.WaitAny(task); // Does not throw; what this thread met goes first.
        }

        task.GetAwaiter().GetResult();
    }
}

/// <summary>Progress of one stage of a run.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Fraction">Fraction of the stage that is done, 0..1.</param>
/// <param name="Text">The current item; may be empty.</param>
public sealed record RunProgress(string Stage, double Fraction, string Text);

/// <summary>Reports the progress of one long step of a case as a stage of its own.</summary>
/// <param name="progress">Receives the progress; null for none.</param>
/// <param name="stage">Name of the step: "brain".</param>
/// <param name="text">The case.</param>
internal sealed class StageProgress(IProgress<RunProgress>? progress, string stage, string text) : IProgress<double>
{
    public void Report(double value) => progress?.Report(new RunProgress(stage, value, text));
}

/// <summary>Provenance of a result; written as provenance.json and into every manifest.</summary>
public sealed record Provenance
{
    public required string Version { get; init; }

    /// <summary>Git commit the program was built from; null when built outside a checkout.</summary>
    public string? Commit { get; init; }

    public required int Seed { get; init; }

    public required string Device { get; init; }

    public required string Precision { get; init; }

    public required int Threads { get; init; }

    /// <summary>SHA-256 of each input file by case id or name; never a path of the user's.</summary>
    public IReadOnlyDictionary<string, string> InputSha256 { get; init; } = new Dictionary<string, string>();

    public string? WeightsSha256 { get; init; }

    /// <summary>The provenance known from the context of a run.</summary>
    public static Provenance Of(RunContext context, int seed) => new()
    {
        Version = context.Version,
        Commit = context.Commit,
        Seed = seed,
        Device = context.Compute.Device,
        Precision = context.Compute.Precision.ToString().ToLowerInvariant(),
        Threads = context.Threads,
    };
}
