using Spectre.Console;

namespace BrainMets.Cli.Terminal;

/// <summary>The two streams of the process as Spectre consoles.</summary>
internal static class Consoles
{
    /// <summary>A table in a pipe or a log has no edge to break at; this width holds every table of ours on one line a row.</summary>
    private const int WidthWhenRedirected = 200;

    public static IAnsiConsole Out() => Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error() => Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>A bar where standard error can redraw a line, else plain lines.</summary>
    public static ProgressStyle ProgressStyle() => Console.IsErrorRedirected || IsDumbTerminal() ? Terminal.ProgressStyle.Lines : Terminal.ProgressStyle.Bar;

    private static bool IsDumbTerminal() => !OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("TERM") is (null or "" or "dumb");

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (redirected)
        {
            console.Profile.Width = WidthWhenRedirected;
        }

        return console;
    }
}
