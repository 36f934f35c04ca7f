using BrainMets.Datasets;

namespace BrainMets.Prediction;

/// <summary>
/// Enumerates the cases of a batch, one output folder a case, and records failures. The caller predicts and writes each case; a case that
/// fails is recorded and the others continue.
/// </summary>
internal sealed class BatchPrediction(IReadOnlyList<Case> cases, string folder, RunContext context)
{
    public const string FailuresName = "failures.json";

    private readonly List<CaseFailure> failures = [];

    /// <summary>
    /// The cases one after the other, each with the folder of its prediction; when the enumeration stops, or the run is cancelled, finished
    /// cases are complete. Once the sequence is exhausted, failures.json lists what failed, if anything did.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IEnumerable<PredictionTask> Tasks()
    {
        foreach (var (i, @case) in cases.Index())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Report("predict", (double)i / cases.Count, @case.Id);
            yield return new PredictionTask(@case, Path.Combine(folder, @case.Id));
        }

        context.Report("predict", 1);
        WriteFailures();
    }

    /// <summary>Records a case that could not be predicted.</summary>
    public void Fail(Case @case, Exception reason) => failures.Add(new CaseFailure(@case.Id, reason.Message));

    /// <summary>Whether an exception concerns one case only, so that the others go on.</summary>
    public static bool ConcernsOneCase(Exception exception) =>
        exception is InvalidInputException or IOException or UnauthorizedAccessException;

    /// <summary>
    /// Predicts cases in NIfTI files and writes the data files of each. Existing folders are skipped when they hold the same prediction.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="InvalidInputException">A folder that exists holds another model's, threshold's or scan's result.</exception>
    public void Run(CasePredictor predictor, bool saveProbability)
    {
        foreach (var task in Tasks())
        {
            if (task.IsDone)
            {
                predictor.EnsureSame(task.Folder, CaseInput.Sha256Of(task.Case));
                continue;
            }

            try
            {
                PredictionFolder.Save(predictor.Predict(CaseInput.Read(task.Case)), task.Folder, saveProbability);
            }
            catch (Exception e) when (ConcernsOneCase(e))
            {
                Fail(task.Case, e);
            }
        }
    }

    /// <summary>The failures listed in failures.json of a prediction folder; empty when there are none.</summary>
    public static IReadOnlyList<CaseFailure> Failures(string folder) =>
        File.Exists(Path.Combine(folder, FailuresName)) ? JsonFile.Read<List<CaseFailure>>(Path.Combine(folder, FailuresName)) : [];

    private void WriteFailures()
    {
        var file = Path.Combine(folder, FailuresName);
        File.Delete(file);
        if (failures.Count > 0)
        {
            JsonFile.Write(file, failures, JsonFormats.Run);
        }
    }
}

/// <summary>A case to be predicted.</summary>
/// <param name="Case">The case.</param>
/// <param name="Folder">Of its prediction.</param>
internal sealed record PredictionTask(Case Case, string Folder)
{
    /// <summary>Whether an earlier run finished it.</summary>
    public bool IsDone => Directory.Exists(Folder);
}

/// <summary>A case that could not be predicted, with the reason; an entry of failures.json.</summary>
internal sealed record CaseFailure(string Case, string Reason);
