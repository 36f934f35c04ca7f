namespace BrainMets.Tests.Support;

/// <summary>What a run of the command line left behind.</summary>
public sealed record MetsResult(int ExitCode, string Output, string Error);
