using System.Text.Json;
using BrainMets.Cli.Terminal;
using BrainMets.Imaging;

namespace BrainMets.Cli.CommandLine;

/// <summary>Does the same to many cases. One bad case never ends a batch: it is named at once, listed in failures.json, and decides the exit code.</summary>
internal static class Batch
{
    public const string FailuresFile = "failures.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="session">The run.</param>
    /// <param name="title">Of the progress display, a verb: "prepare".</param>
    /// <param name="cases">What to go through, each with the id it is known by.</param>
    /// <param name="folder">Where failures.json goes; a list of an earlier run there is replaced or removed.</param>
    /// <param name="work">What to do with one case.</param>
    /// <returns>The exit code.</returns>
    public static int Run<T>(Session session, string title, IReadOnlyList<(string Id, T Case)> cases, string folder, Action<T> work)
    {
        var failures = ProgressDisplay.Show(session, title, progress => Failures(session, cases, work, progress));
        var file = Path.Combine(folder, FailuresFile);
        File.Delete(file);
        if (failures.Count == 0)
        {
            return ExitCode.Done;
        }

        File.WriteAllText(file, JsonSerializer.Serialize(failures, Json) + "\n");
        session.Log.Error($"{failures.Count} of {cases.Count} cases failed; {file} names them.");
        return failures.Count == cases.Count ? ExitCode.Failed : ExitCode.SomeCasesFailed;
    }

    private static List<Failure> Failures<T>(Session session, IReadOnlyList<(string Id, T Case)> cases, Action<T> work, IProgress<WorkDone> progress)
    {
        var failures = new List<Failure>();
        for (var i = 0; i < cases.Count; i++)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            progress.Report(new WorkDone((double)i / cases.Count, cases[i].Id));
            try
            {
                work(cases[i].Case);
            }
            catch (Exception e) when (e is CaseDataException or InvalidDataException)
            {
                failures.Add(new Failure(cases[i].Id, e.Message));
                session.Log.Error(e.Message);
            }
        }

        progress.Report(new WorkDone(1, $"{cases.Count} cases"));
        return failures;
    }

    private sealed record Failure(string Case, string Message);
}
