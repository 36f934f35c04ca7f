using System.Diagnostics;
using BrainMets.Experiments;
using Spectre.Console;

namespace BrainMets.Cli;

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
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
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

    /// <summary>"train 25 %, 1 min 30 s left: epoch 3"; no time left before a tenth of a percent is done, where it would be a guess.</summary>
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
