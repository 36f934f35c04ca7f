namespace BrainMets.Experiments;

/// <summary>Where a result comes from; written as provenance.json and into every manifest.</summary>
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

    /// <summary>What the context of a run knows.</summary>
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
