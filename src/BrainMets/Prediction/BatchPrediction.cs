using BrainMets.Datasets;
using BrainMets.Experiments;

namespace BrainMets.Prediction;

/// <summary>Predicts many cases into one folder a case. A case that fails is recorded and the others go on.</summary>
public static class BatchPrediction
{
    public const string FailuresName = "failures.json";

    /// <summary>
    /// Predicts case by case, lazily: when the caller stops asking, or cancels, the cases finished are whole. Cases whose folder exists already are passed
    /// over. Once the sequence is exhausted, failures.json lists what failed, if anything did.
    /// </summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    /// <exception cref="InvalidInputException">A folder that exists holds another model's, threshold's or scan's result.</exception>
    public static IEnumerable<CasePrediction> Run(IReadOnlyList<Case> cases, CasePredictor predictor, string folder, RunContext context)
    {
        var failures = new List<CaseFailure>();
        for (var i = 0; i < cases.Count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Report("predict", (double)i / cases.Count, cases[i].Id);
            var target = Path.Combine(folder, cases[i].Id);
            if (Directory.Exists(target))
            {
                predictor.EnsureSame(cases[i], target);
                continue;
            }

            if (Try(cases[i], predictor, target, failures) is { } prediction)
            {
                yield return prediction;
            }
        }

        context.Report("predict", 1);
        WriteFailures(folder, failures);
    }

    /// <summary>What failures.json in a prediction folder lists; empty when all went well.</summary>
    public static IReadOnlyList<CaseFailure> Failures(string folder) =>
        File.Exists(Path.Combine(folder, FailuresName)) ? RunFolder.ReadJson<List<CaseFailure>>(Path.Combine(folder, FailuresName)) ?? [] : [];

    private static CasePrediction? Try(Case @case, CasePredictor predictor, string target, List<CaseFailure> failures)
    {
        try
        {
            return predictor.Predict(@case, target);
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            failures.Add(new CaseFailure(@case.Id, e.Message));
            return null;
        }
    }

    private static void WriteFailures(string folder, List<CaseFailure> failures)
    {
        var file = Path.Combine(folder, FailuresName);
        File.Delete(file);
        if (failures.Count > 0)
        {
            RunFolder.WriteJson(file, failures);
        }
    }
}

/// <summary>A case that could not be predicted, and why; a row of failures.json.</summary>
public sealed record CaseFailure(string Case, string Reason);
