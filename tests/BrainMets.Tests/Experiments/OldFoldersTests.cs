using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Tests.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

/// <summary>
/// Folders that the program of an earlier commit made (Fixtures/old-folders/make.sh) are gone on with, verified and reported by this one,
/// and what is finished in them is not computed again.
/// </summary>
[Slow(35)]
public sealed class OldFoldersTests : IDisposable
{
    /// <summary>Where they were made, which is written in some of their files.</summary>
    private const string MadeIn = "/tmp/old-folders";

    // As they were made: the key of an artifact holds them.
    private static readonly string[] Compute =
        ["--threads", "1", "--device", "cpu", "--precision", "fp32", "--no-progress"];

    private readonly TemporaryFolder folder = new();

    public OldFoldersTests()
    {
        var archive = Path.Combine(Repository.Root, "tests", "BrainMets.Tests", "Fixtures", "old-folders", "folders.tar.gz");
        using (var file = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
        {
            TarFile.ExtractToDirectory(file, folder.Path, overwriteFiles: false);
        }

        foreach (var experiment in new[] { "experiment", "folds" })
        {
            var result = folder.File(experiment, ExperimentResult.FileName);
            File.WriteAllText(result, File.ReadAllText(result).Replace(MadeIn, folder.Path, StringComparison.Ordinal));
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_killed_training_is_resumed_and_ends_as_the_one_that_was_not_killed()
    {
        var (killed, whole) = (new RunFolder(folder.File("killed")), new RunFolder(folder.File("run")));
        var before = File.ReadAllLines(killed.Log);

        Succeed(["train", "-c", folder.File("mini.json"), "-d", folder.File("home", "dataset.json"), "-o", killed.FullPath, "--resume",
            .. Compute]);
        Succeed(["train", "-c", folder.File("mini.json"), "-d", folder.File("home", "dataset.json"), "-o", folder.File("again"),
            .. Compute]);

        Assert.InRange(before.Length, 1, 15); // of 16 epochs
        Assert.Equal(before, File.ReadAllLines(killed.Log)[..before.Length]);
        Assert.Equal(16, killed.ReadLog().Count);
        Assert.All(whole.ReadLog().Zip(killed.ReadLog()), e => Assert.Equal(e.First.Loss, e.Second.Loss, 0.02 * e.First.Loss));
        Assert.All(whole.ReadLog().Zip(killed.ReadLog()), e => Assert.Equal(e.First.LearningRate, e.Second.LearningRate));
        // Another kind of processor adds in another order; where the whole training comes out again to the bit, this one must too.
        if (Weights(new RunFolder(folder.File("again"))) == Weights(whole))
        {
            Assert.Equal(Weights(whole), Weights(killed));
        }
    }

    [Fact]
    public void A_finished_training_is_left_as_it_is_and_reported()
    {
        var run = new RunFolder(folder.File("run"));
        string[] made = [run.BestCheckpoint, run.LastCheckpoint];
        var (times, log) = (made.Select(File.GetLastWriteTimeUtc).ToArray(), File.ReadAllText(run.Log));

        Succeed(["train", "-c", folder.File("mini.json"), "-d", folder.File("home", "dataset.json"), "-o", run.FullPath, "--resume",
            .. Compute]);
        Succeed("report", run.FullPath);

        Assert.Equal(times, made.Select(File.GetLastWriteTimeUtc));
        Assert.Equal(log, File.ReadAllText(run.Log));
        var epochs = run.ReadLog();
        Assert.Contains($"{epochs.Count} epochs, {epochs[^1].Steps} steps", File.ReadAllText(run.Report), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_networks_predict_and_a_batch_that_lacks_a_case_goes_on_with_that_case()
    {
        var kept = File.GetLastWriteTimeUtc(folder.File("predicted", "away-0", "probability.nii.gz"));
        var lost = NiftiFile.Read(folder.File("predicted", "away-1", "probability.nii.gz"));
        Directory.Delete(folder.File("predicted", "away-1"), recursive: true);

        Succeed(["predict", "-i", folder.File("away", "dataset.json"), "-m", folder.File("run"), "--threshold", "0.5",
            "--save-probability", "-o", folder.File("predicted"), "--resume", .. Compute]);
        Succeed(["predict", "-i", folder.File("away", "dataset.json"), "-m", folder.File("model"), "--save-probability", "-o",
            folder.File("of-model"), .. Compute]);

        Assert.Equal(kept, File.GetLastWriteTimeUtc(folder.File("predicted", "away-0", "probability.nii.gz")));
        var again = NiftiFile.Read(folder.File("predicted", "away-1", "probability.nii.gz"));
        Assert.True(again.Geometry.SameGridAs(lost.Geometry));
        Assert.InRange(again.Voxels.Zip(lost.Voxels).Max(v => Math.Abs(v.First - v.Second)), 0, 1e-3);
        // The model is that one network with its probabilities calibrated, which leaves their order as it is.
        var calibrated = NiftiFile.Read(folder.File("of-model", "away-1", "probability.nii.gz")).Voxels;
        var surest = Array.IndexOf(calibrated, calibrated.Max());
        Assert.InRange(again.Voxels[surest], again.Voxels.Max() - 1e-3, 1);
    }

    [Fact]
    public void Its_predictions_are_evaluated_to_the_same_numbers_and_its_evaluations_are_reported()
    {
        Succeed("evaluate", "--reference", folder.File("away", "dataset.json"), "--prediction", folder.File("predicted"), "-o",
            folder.File("again"));
        Succeed("report", folder.File("evaluated"));
        Succeed("report", folder.File("swept"));

        var old = EvaluationFile.Read(folder.File("evaluated"));
        Assert.Equal(old.Summary, EvaluationFile.Read(folder.File("again")).Summary);
        Assert.Equal(old.Cases.Count, EvaluationFile.Read(folder.File("swept")).Cases.Count);
        AssertShown(folder.File("evaluated", "report.html"), old.Summary.Sensitivity.Value!.Value); // There are lesions.
        var swept = EvaluationFile.Read(folder.File("swept")).FreeResponse!; // It is of a sweep.
        AssertShown(folder.File("swept", "report.html"), swept.Froc.MeanSensitivity.Value!.Value);
    }

    [Theory]
    [InlineData("experiment")] // an ensemble, a confirmation, a strategy and a second reader
    [InlineData("folds")]
    public void A_finished_experiment_is_verified_and_resumed_without_anything_made_again(string name)
    {
        var old = ExperimentResultFile.Read(folder.File(name))!; // It is finished.
        var records = Directory.GetFiles(folder.File(name), ArtifactRecord.FileName, SearchOption.AllDirectories);
        var times = records.Select(File.GetLastWriteTimeUtc).ToArray();

        Succeed(["experiment", "verify", folder.File(name), .. Compute]);
        Succeed(["experiment", "run", folder.File(name + ".json"), "-o", folder.File(name), "--resume", .. Compute]);

        Assert.True(records.Length >= 5, $"{records.Length} artifacts");
        Assert.Equal(times, records.Select(File.GetLastWriteTimeUtc));
        var resumed = ExperimentResultFile.Read(folder.File(name))!;
        Assert.Equal(old.Models.Select(m => m.WeightsSha256), resumed.Models.Select(m => m.WeightsSha256));
        Assert.Equal(Summaries(old), Summaries(resumed));
        Assert.All(Summaries(old), s => AssertShown(folder.File(name, "report.html"), s.Sensitivity.Value!.Value)); // There are lesions.
    }

    [Theory]
    [InlineData("experiment")]
    [InlineData("folds")]
    public void A_number_changed_in_an_experiment_is_found(string name)
    {
        var old = ExperimentResultFile.Read(folder.File(name))!; // It is finished.
        var file = folder.File(name, old.Models[0].Judgements[0].Folder, EvaluationFile.JsonName);
        var text = File.ReadAllText(file);
        const string Key = "\"truePositives\": ";
        var digit = text.IndexOf(Key, StringComparison.Ordinal) + Key.Length;

        File.WriteAllText(file, $"{text[..digit]}{(text[digit] == '7' ? '6' : '7')}{text[(digit + 1)..]}");

        var result = MetsProcess.Run(["experiment", "verify", folder.File(name), .. Compute]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(EvaluationFile.JsonName + " was changed", result.Error, StringComparison.Ordinal);
    }

    private static List<EvaluationSummary> Summaries(ExperimentResult result) =>
        [.. result.Models.SelectMany(m => m.Judgements).Select(j => j.Summary)];

    private static string Weights(RunFolder run)
    {
        var (tensors, _) = SafeTensors.Read(run.BestCheckpoint);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(tensor.bytes.ToArray());
            tensor.Dispose();
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The page shows the number, rounded to two digits or more.</summary>
    private static void AssertShown(string page, double value) => Assert.Contains(
        NumbersOfReport.Visible(File.ReadAllText(page), []),
        n => n.Decimals >= 2 && Math.Abs(n.Value - Math.Round(value, n.Decimals)) < 1e-9);

    private static void Succeed(params string[] arguments)
    {
        var result = arguments[0] is "report" or "evaluate" ? MetsCommand.Run(arguments) : MetsProcess.Run(arguments);
        Assert.True(result.ExitCode == 0, $"mets {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Error}");
    }
}
