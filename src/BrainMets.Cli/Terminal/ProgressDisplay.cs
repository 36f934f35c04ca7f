using System.Diagnostics;
using BrainMets.Cli.CommandLine;
using Spectre.Console;

namespace BrainMets.Cli.Terminal;

/// <summary>Shows how far a long piece of work is and how long it will still take, on standard error.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <summary>Does the work and shows its reports, which may come from any thread.</summary>
    public static T Show<T>(Session session, string title, Func<IProgress<WorkDone>, T> work) => session.ProgressStyle switch
    {
        ProgressStyle.Bar when session.Screen.Bar is { } console => WithBar(console, title, work),
        ProgressStyle.Lines => WithLines(title, session.Log, work),
        _ => work(new Reporter(_ => { })),
    };

    private static T WithBar<T>(IAnsiConsole console, string title, Func<IProgress<WorkDone>, T> work)
    {
        var columns = new ProgressColumn[]
        {
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
        };
        return console.Progress().AutoClear(true).Columns(columns).Start(context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: 1);
            return work(new Reporter(done =>
            {
                task.Description = Markup.Escape(done.Text.Length == 0 ? title : $"{title}: {done.Text}");
                task.Value = done.Fraction;
            }));
        });
    }

    private static T WithLines<T>(string title, Log log, Func<IProgress<WorkDone>, T> work)
    {
        var clock = Stopwatch.StartNew();
        var next = TimeSpan.Zero;
        var gate = new Lock();
        return work(new Reporter(done =>
        {
            lock (gate)
            {
                if (clock.Elapsed >= next || done.Fraction >= 1)
                {
                    next = clock.Elapsed + BetweenLines;
                    log.Note(Line(title, done, clock.Elapsed));
                }
            }
        }));
    }

    /// <summary>"train 25 %, 1 min 30 s left: epoch 3"; no time left before a tenth of a percent is done, where it would be a guess.</summary>
    public static string Line(string title, WorkDone done, TimeSpan elapsed)
    {
        var left = done.Fraction is > 0.001 and < 1 ? $", {Duration.Words(elapsed * ((1 - done.Fraction) / done.Fraction))} left" : "";
        return $"{title} {Math.Floor(done.Fraction * 100):0} %{left}{(done.Text.Length == 0 ? "" : ": ")}{done.Text}";
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it reports at once, on the caller's thread, so that lines keep their order.</summary>
    private sealed class Reporter(Action<WorkDone> report) : IProgress<WorkDone>
    {
        public void Report(WorkDone value) => report(value);
    }
}
