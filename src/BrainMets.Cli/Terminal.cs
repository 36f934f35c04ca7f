using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>
/// Where results, log and progress go. Where both streams are the same terminal one console writes everything, so that a line printed while a
/// progress bar is up moves the bar and does not run into it.
/// </summary>
internal sealed class Screen
{
    /// <summary>A table in a pipe or a log has no edge to break at; this width holds every table of ours on one line a row.</summary>
    private const int WidthWhenRedirected = 200;

    private Screen(IAnsiConsole output, IAnsiConsole? bar) => (Out, Bar) = (output, bar);

    /// <summary>Results: standard output.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Where a progress bar can redraw itself; null in a pipe, a log file or a dumb terminal.</summary>
    public IAnsiConsole? Bar { get; }

    public static Screen Open()
    {
        var output = Create(Console.Out, Console.IsOutputRedirected);
        var canRedraw = !Console.IsErrorRedirected && !IsDumbTerminal();
        var bar = !canRedraw ? null : Console.IsOutputRedirected ? Create(Console.Error, redirected: false) : output;
        return new Screen(output, bar);
    }

    /// <summary>A line of the log: standard error, above the bar if there is one.</summary>
    public void WriteLog(string line)
    {
        if (Bar is null)
        {
            Console.Error.WriteLine(line);
        }
        else
        {
            Bar.WriteLine(line);
        }
    }

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
