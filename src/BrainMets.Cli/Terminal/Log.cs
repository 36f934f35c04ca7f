namespace BrainMets.Cli;

/// <summary>What happens meanwhile, a line each. Safe to call from several threads.</summary>
internal sealed class Log(Action<string> writeLine, LogLevel level)
{
    public void Error(string message) => writeLine($"mets: {message}");

    public void Warning(string message) => Write(LogLevel.Notes, $"warning: {message}");

    public void Note(string message) => Write(LogLevel.Notes, message);

    public void Detail(string message) => Write(LogLevel.Details, message);

    private void Write(LogLevel needed, string line)
    {
        if (level >= needed)
        {
            writeLine(line);
        }
    }
}
