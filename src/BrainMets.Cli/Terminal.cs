using System.Diagnostics;
using System.Runtime.InteropServices;
using BrainMets.Prediction;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>
/// Where results, log and progress go. Where both streams are the same terminal one console writes everything, so that a line printed while
/// a progress bar is up moves the bar and does not run into it.
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

    private static bool IsDumbTerminal() =>
        !OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("TERM") is (null or "" or "dumb");

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

/// <summary>Draws tables on a terminal.</summary>
internal static class TerminalTable
{
    /// <param name="console">Where to.</param>
    /// <param name="table">Its columns that a terminal has room for.</param>
    /// <param name="title">Above it; null for none.</param>
    public static void Write(this IAnsiConsole console, Reporting.Table table, string? title = null)
    {
        var drawn = new Table { Border = TableBorder.Simple, Title = title is null ? null : new TableTitle(Markup.Escape(title)) };
        foreach (var column in table.Columns.Where(c => c.IsOnTerminal))
        {
            drawn.AddColumn(Markup.Escape(column.Head ?? ""));
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow([.. row.Zip(table.Columns).Where(c => c.Second.IsOnTerminal).Select(c => Markup.Escape(c.First.Terminal))]);
        }

        console.Write(drawn);
    }
}

/// <summary>What happens meanwhile, a line each. Safe to call from several threads.</summary>
internal sealed class Log(string program, Action<string> writeLine, LogLevel level)
{
    public void Error(string message) => writeLine($"{program}: {message}");

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

/// <summary>How much goes to standard error.</summary>
internal enum LogLevel
{
    Errors,
    Notes,
    Details,
}

/// <summary>Shows how far each stage of a long piece of work is and how long it will still take, on standard error.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <summary>Does the work and shows its reports, which may come from any thread.</summary>
    public static T Show<T>(Session session, Func<IProgress<RunProgress>, T> work) => session.ProgressStyle switch
    {
        ProgressStyle.Bar when session.Screen.Bar is { } console => WithBar(console, work),
        ProgressStyle.Lines => work(new Reporter(new Lines(session.Log).Show)),
        _ => work(new Reporter(_ => { })),
    };

    private static T WithBar<T>(IAnsiConsole console, Func<IProgress<RunProgress>, T> work)
    {
        var columns = new ProgressColumn[]
        {
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new RemainingTimeColumn(),
        };
        return console.Progress().AutoClear(true).Columns(columns).Start(context =>
        {
            var bars = new Dictionary<string, ProgressTask>();
            return work(new Reporter(done =>
            {
                if (!bars.TryGetValue(done.Stage, out var bar))
                {
                    bar = bars[done.Stage] = context.AddTask(Markup.Escape(done.Stage), maxValue: 1);
                }

                bar.Description = Markup.Escape(done.Text.Length == 0 ? done.Stage : $"{done.Stage}: {done.Text}");
                bar.Value = done.Fraction;
            }));
        });
    }

    /// <summary>
    /// "train 25 %, 1 min 30 s left: epoch 3"; no time left before a tenth of a percent is done, where it would be a guess.
    /// </summary>
    public static string Line(RunProgress done, TimeSpan elapsed)
    {
        var left = done.Fraction is > 0.001 and < 1 ? $", {Duration.Words(elapsed * ((1 - done.Fraction) / done.Fraction))} left" : "";
        return $"{done.Stage} {Math.Floor(done.Fraction * 100):0} %{left}{(done.Text.Length == 0 ? "" : ": ")}{done.Text}";
    }

    /// <summary>A line when a stage begins and ends, and now and then in between.</summary>
    private sealed class Lines(Log log)
    {
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private string stage = "";
        private TimeSpan begun;
        private TimeSpan last;
        private TimeSpan next;

        public void Show(RunProgress done)
        {
            var now = clock.Elapsed;
            if (done.Stage != stage)
            {
                // The first report of a stage may come when a part of it is done; it began when the one before it ended.
                (stage, begun, next) = (done.Stage, last, now);
            }

            last = now;
            if (now >= next || done.Fraction >= 1)
            {
                next = now + BetweenLines;
                log.Note(Line(done, now - begun));
            }
        }
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it reports at once, one report at a time, so that lines keep their order.</summary>
    private sealed class Reporter(Action<RunProgress> report) : IProgress<RunProgress>
    {
        private readonly Lock gate = new();

        public void Report(RunProgress value)
        {
            lock (gate)
            {
                report(value);
            }
        }
    }
}

/// <summary>How progress is shown.</summary>
internal enum ProgressStyle
{
    None,

    /// <summary>A line now and then, for batch logs.</summary>
    Lines,

    /// <summary>A bar that redraws itself, for a terminal.</summary>
    Bar,
}

/// <summary>Tells of a stage by how many of how many are done.</summary>
internal sealed class CountedProgress(IProgress<RunProgress> progress, string stage, string what)
    : IProgress<(int Done, int All)>, IProgress<(string Stage, int Done, int All)>
{
    public void Report((int Done, int All) value) => Report((stage, value.Done, value.All));

    /// <summary>For work that names its stage itself.</summary>
    public void Report((string Stage, int Done, int All) value) =>
        progress.Report(
            new RunProgress(value.Stage, value.All == 0 ? 1 : (double)value.Done / value.All, $"{value.Done} of {value.All} {what}"));
}

/// <summary>Durations as people say them.</summary>
internal static class Duration
{
    public static string Words(TimeSpan duration)
    {
        var seconds = (long)Math.Round(duration.TotalSeconds);
        return seconds switch
        {
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} min {seconds % 60} s",
            _ => $"{seconds / 3600} h {seconds / 60 % 60} min",
        };
    }
}

/// <summary>
/// Ctrl-C and SIGTERM (what batch systems send before the time is up) as a cancellation token. A second Ctrl-C, or a command that has not
/// stopped after a grace time, ends the process at once: files are written under a temporary name and renamed, so none is left half.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource source = new();
    private readonly string program;
    private readonly PosixSignalRegistration[] registrations;

    public Interrupt(string program)
    {
        this.program = program;
        registrations =
            [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (source.IsCancellationRequested)
        {
            End();
        }

        Console.Error.WriteLine($"{program}: stopping; once more to stop at once");
        _ = source.CancelAsync();
        new Thread(EndAfterGrace) { IsBackground = true }.Start();
    }

    private void EndAfterGrace()
    {
        Thread.Sleep(Grace);
        End();
    }

    /// <summary>
    /// Ends at once, without the exit handlers of native libraries: those of libtorch free what its threads are still computing with, and
    /// the process would die of a segmentation fault in place of our exit code.
    /// </summary>
    private void End()
    {
        const string ShowCursor = "\u001b[?25h";
        Console.Error.WriteLine((Console.IsErrorRedirected ? "" : ShowCursor) + $"{program}: Interrupted. What was finished is kept.");
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(ExitCode.Interrupted);
        }

        ExitWithoutHandlers(ExitCode.Interrupted);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitWithoutHandlers(int code);
}
