using BrainMets.Dicom;
using BrainMets.Experiments;

namespace BrainMets.Cli;

/// <summary>What de-identification tells people, and its exit code. Files are named by number only: their names may name patients.</summary>
internal sealed class DeidentificationSummary(Session session, DeidentificationOptions options)
{
    public int Show(DeidentifiedFolder result)
    {
        foreach (var (reason, count) in result.LeftOut.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            session.Say($"Left out, {reason}: {Number(count, "object")}.");
        }

        if (result.Foreign > 0)
        {
            session.Say($"Not copied, no DICOM: {Number(result.Foreign, "file")}.");
        }

        if (result.Written > 0)
        {
            session.Say($"{Number(result.Written, "object")} of {Number(result.Patients, "patient")} in {result.Series} series: {options.Output}");
            session.Say($"The key, which names the patients, is {options.KeyFile}. Keep it, and keep it apart.");
            session.Log.Warning("Pixels are copied as they are: a head shows a face, by which a person can be recognised. Defacing is not done.");
        }

        return Conclude(result);
    }

    private int Conclude(DeidentifiedFolder result)
    {
        if (result.Failures.Count > 0)
        {
            var file = Path.Combine(options.Output, BatchPrediction.FailuresName);
            RunFolder.WriteJson(file, result.Failures.Select(failure => new CaseFailure(failure.File, failure.Reason)).ToList());
            session.Log.Error($"{Number(result.Failures.Count, "file")} failed; {file} says why, and the key file has their names (notCopied).");
        }

        if (result.Written == 0)
        {
            session.Log.Error("Nothing was written: SRC holds no image, segmentation or structure set that could be copied. The key file names what was left out (notCopied).");
            return ExitCode.Failed;
        }

        return result.Failures.Count > 0 ? ExitCode.SomeCasesFailed : ExitCode.Done;
    }

    private static string Number(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
