namespace BrainMets.Cli;

/// <summary>What the process tells the shell; a contract with scripts and batch systems (docs/commands.md).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Some cases of a batch failed; they are named in failures.json.</summary>
    public const int SomeCasesFailed = 3;

    /// <summary>128 + SIGINT, as shells expect of a program that was interrupted.</summary>
    public const int Interrupted = 130;
}
