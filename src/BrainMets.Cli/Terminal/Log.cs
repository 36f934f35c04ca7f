namespace BrainMets.Cli.Terminal;

/// <summary>Lines on standard error. Safe to call from several threads.</summary>
internal sealed class Log(TextWriter writer, LogLevel level)
{
    private readonly TextWriter writer = TextWriter.Synchronized(writer);

    public void Error(string message) => writer.WriteLine($"mets: {message}");

    public void Warning(string message) => Write(LogLevel.Notes, $"warning: {message}");

    public void Note(string message) => Write(LogLevel.Notes, message);

    public void Detail(string message) => Write(LogLevel.Details, message);

    private void Write(LogLevel needed, string line)
    {
        if (level >= needed)
        {
            writer.WriteLine(line);
        }
    }
}
