namespace BrainMets.Cli;

/// <summary>The command line asks for something that cannot be; the message is shown as it is and the exit code is 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
