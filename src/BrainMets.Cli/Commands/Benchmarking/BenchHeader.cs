namespace BrainMets.Cli;

/// <summary>What stands beside every measured time: on what, with what and how it was asked for.</summary>
internal sealed record BenchHeader
{
    /// <summary>The command line, so that whoever reads a result can repeat it.</summary>
    public required string Command { get; init; }

    public required string Version { get; init; }

    public required string? Commit { get; init; }

    public required string Device { get; init; }

    public required string Precision { get; init; }

    public required int Threads { get; init; }

    public required int Seed { get; init; }

    public required MachineDescription Machine { get; init; }

    public static BenchHeader Of(Session session, int seed) => new()
    {
        Command = string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend("mets")),
        Version = Build.Version,
        Commit = Build.Commit,
        Device = Accelerator.ResolveDevice(session.Device),
        Precision = Accelerator.ResolvePrecision(session.Precision, session.Device),
        Threads = session.Threads,
        Seed = seed,
        Machine = MachineDescription.OfThis(),
    };
}
