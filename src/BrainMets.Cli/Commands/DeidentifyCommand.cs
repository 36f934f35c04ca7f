using System.CommandLine;
using BrainMets.Dicom;
using BrainMets.Prediction;

namespace BrainMets.Cli;

/// <summary><c>mets deidentify</c>: copies DICOM images, segmentations and structure sets without what names the patient.</summary>
internal static class DeidentifyCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("deidentify", "Copy DICOM files without what names the patient; the face in the pixels stays");
        var source = command.Argument(
            "SRC", "A folder of DICOM files, with all below it, or one file; nothing in it is changed");
        var key = command.Optional<string?>(
            "--key", "FILE", "The private key file, made when it is not there (default: beside DIR, DIR.key.json)");
        var dates = command.WithDefault(
            "--dates", "HOW", "What becomes of dates: drop, or shift (all of a patient by the same number of days)", "drop")
            .Require(text => text is "drop" or "shift", "drop or shift");
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            var from = Source(parsed.GetRequiredValue(source));
            if (Directory.Exists(from) && output.LiesUnder(parsed, from))
            {
                throw new UsageException(
                    "The output folder would lie in the folder to de-identify, in which nothing is changed. Choose another -o.");
            }

            var keyFile = KeyFile(parsed.GetValue(key), output.FullPath(parsed), from);
            using var codec = new DicomCodec();
            return Run(session, codec, new DeidentificationOptions
            {
                Source = from,
                Output = output.Prepare(parsed, from, keyFile),
                KeyFile = keyFile,
                Dates = parsed.GetRequiredValue(dates) == "shift" ? DateHandling.Shift : DateHandling.Drop,
                Cancellation = session.Cancellation,
            });
        });
    }

    private static int Run(Session session, DicomCodec codec, DeidentificationOptions options)
    {
        var result = ProgressDisplay.Show(session, progress =>
            FolderDeidentification.Run(codec, options with { Progress = new CountedProgress(progress, "deidentify", "files") }));
        return new DeidentificationSummary(session, options).Show(result);
    }

    private static string Source(string given)
    {
        var path = Path.GetFullPath(given);
        return Path.Exists(path) ? path : throw new UsageException("SRC is neither a file nor a folder; name a folder of DICOM files.");
    }

    private static string KeyFile(string? given, string folder, string source)
    {
        var file = Path.GetFullPath(given ?? Path.TrimEndingDirectorySeparator(folder) + ".key.json");
        if (OutputFolder.LiesIn(folder, file))
        {
            throw new UsageException("The key file would lie in the output folder, and be given away with it. Choose another --key.");
        }

        if (Directory.Exists(source) && OutputFolder.LiesIn(source, file))
        {
            throw new UsageException(
                "The key file would lie in the folder to de-identify, in which nothing is changed. Choose another --key.");
        }

        return Directory.Exists(file) || !Directory.Exists(Path.GetDirectoryName(file))
            ? throw new UsageException($"--key {file} is a folder, or lies in one that is not there; it needs the name of a file.")
            : file;
    }
}

/// <summary>
/// What de-identification tells people, and its exit code. Files are named by number only: their names may name patients.
/// </summary>
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
            session.Say($"{Number(result.Written, "object")} of {Number(result.Patients, "patient")} in {result.Series} series: "
                + $"{options.Output}");
            session.Say($"The key, which names the patients, is {options.KeyFile}. Keep it, and keep it apart.");
            session.Log.Warning(
                "Pixels are copied as they are: a head shows a face, by which a person can be recognised. Defacing is not done.");
        }

        return Conclude(result);
    }

    private int Conclude(DeidentifiedFolder result)
    {
        if (result.Failures.Count > 0)
        {
            var file = Path.Combine(options.Output, BatchPrediction.FailuresName);
            var failures = result.Failures.Select(failure => new CaseFailure(failure.File, failure.Reason)).ToList();
            JsonFile.Write(file, failures, JsonFormats.Run);
            session.Log.Error(
                $"{Number(result.Failures.Count, "file")} failed; {file} says why, and the key file has their names (notCopied).");
        }

        if (result.Written == 0)
        {
            session.Log.Error(
                "Nothing was written: SRC holds no image, segmentation or structure set that could be copied. The key file names what was "
                    + "left out (notCopied).");
            return ExitCode.Failed;
        }

        return result.Failures.Count > 0 ? ExitCode.SomeCasesFailed : ExitCode.Done;
    }

    private static string Number(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
