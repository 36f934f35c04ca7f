namespace BrainMets.Cli;

/// <summary>How much goes to standard error.</summary>
internal enum LogLevel
{
    Errors,
    Notes,
    Details,
}
