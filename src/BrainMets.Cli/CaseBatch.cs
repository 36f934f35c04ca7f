using BrainMets.Prediction;

namespace BrainMets.Cli;

/// <summary>
/// Processes many cases. A case that fails never ends the batch: it is reported, listed in failures.json, and reflected in the exit code.
/// </summary>
internal static class CaseBatch
{
    /// <param name="session">The run.</param>
    /// <param name="stage">What is done, a verb: "prepare".</param>
    /// <param name="cases">What to go through, each with the id it is known by.</param>
    /// <param name="folder">Where failures.json goes; a list of an earlier run there is replaced or removed.</param>
    /// <param name="work">What to do with one case.</param>
    /// <returns>The exit code.</returns>
    public static int Run<T>(Session session, string stage, IReadOnlyList<(string Id, T Case)> cases, string folder, Action<T> work) =>
        Run(session, stage, cases, folder, (one, _) => work(one));

    /// <summary>As the other overload, for work that reports progress within a case.</summary>
    public static int Run<T>(
        Session session, string stage, IReadOnlyList<(string Id, T Case)> cases, string folder, Action<T, IProgress<RunProgress>> work)
    {
        var failures = ProgressDisplay.Show(session, progress => Failures(session, stage, cases, work, progress));
        var file = Path.Combine(folder, BatchPrediction.FailuresName);
        File.Delete(file);
        if (failures.Count > 0)
        {
            JsonFile.Write(file, failures, JsonFormats.Run);
        }

        return Conclude(session, failures, cases.Count, folder);
    }

    /// <summary>Reports how many cases failed and returns the exit code.</summary>
    public static int Conclude(Session session, IReadOnlyList<CaseFailure> failures, int cases, string folder)
    {
        if (failures.Count == 0)
        {
            return ExitCode.Done;
        }

        session.Log.Error($"{failures.Count} of {cases} cases failed; {Path.Combine(folder, BatchPrediction.FailuresName)} names them.");
        return failures.Count == cases ? ExitCode.Failed : ExitCode.SomeCasesFailed;
    }

    private static List<CaseFailure> Failures<T>(
        Session session, string stage, IReadOnlyList<(string Id, T Case)> cases, Action<T, IProgress<RunProgress>> work,
            IProgress<RunProgress> progress)
    {
        var failures = new List<CaseFailure>();
        for (var i = 0; i < cases.Count; i++)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            progress.Report(new RunProgress(stage, (double)i / cases.Count, cases[i].Id));
            try
            {
                work(cases[i].Case, progress);
            }
            catch (InvalidInputException e)
            {
                failures.Add(new CaseFailure(cases[i].Id, e.Message));
                session.Log.Error(e.Message);
            }
        }

        progress.Report(new RunProgress(stage, 1, $"{cases.Count} cases"));
        return failures;
    }
}
