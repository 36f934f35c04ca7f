using System.Text.Json;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.EndToEnd;

/// <summary>The commands one after the other, as processes, on cases and a network small enough for a test.</summary>
[Slow(35)]
public sealed class WholePathTests : IDisposable
{
    private static readonly string[] EverythingOfACase =
        ["segmentation.nii.gz", "lesions.nii.gz", "candidates.nii.gz", "probability.nii.gz", "lesions.csv", "lesions.json", "preview.png",
            "manifest.json"];

    // Threads that wait for each other stand still on a busy machine, and there is little to share in so small a network.
    private static readonly string[] OneThread = ["--threads", "1"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_predict_evaluate_and_report()
    {
        MiniCases.Write(folder.File("data"), 3);
        MiniCases.Write(folder.File("test"), 2, "unseen");

        Succeed(["train", "-c", Config(), "-d", Dataset("data"), "-o", folder.File("run"), .. OneThread]);
        var predicted =
            Succeed(["predict", "-i", Dataset("test"), "-m", folder.File("run"), "-o", folder.File("predicted"), "--save-probability",
                .. OneThread]);
        Succeed("evaluate", "--reference", Dataset("test"), "--prediction", folder.File("predicted"), "-o", folder.File("evaluated"));
        Succeed("report", folder.File("evaluated"));

        Assert.All(EverythingOfACase, file => Assert.True(File.Exists(folder.File("predicted", "unseen-1", file)), file));
        Assert.Contains("unseen-0:", predicted.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("run", "report.html")));
        Assert.True(File.Exists(folder.File("evaluated", "report.html")));
        var evaluation = JsonDocument.Parse(File.ReadAllText(folder.File("evaluated", "evaluation.json"))).RootElement;
        Assert.Equal(2, evaluation.GetProperty("cases").GetArrayLength());
    }

    /// <summary>The second network, through the same commands.</summary>
    [Fact]
    public void A_u_net_is_trained_assembled_and_predicts()
    {
        MiniCases.Write(folder.File("data"), 3);
        MiniCases.Write(folder.File("test"), 2, "unseen");

        Succeed(["train", "-c", Config("unet"), "-d", Dataset("data"), "-o", folder.File("run"), .. OneThread]);
        Succeed(["assemble", "-m", folder.File("run"), "-d", Dataset("data"), "--name", "small-unet", "-o", folder.File("model"),
            .. OneThread]);
        var ofRun = Succeed(
            ["predict", "-i", Dataset("test"), "-m", folder.File("run"), "-o", folder.File("of-run"), "--save-probability", .. OneThread]);
        Succeed(["predict", "-i", Dataset("test"), "-m", folder.File("model"), "-o", folder.File("of-model"), .. OneThread]);
        var info = JsonDocument.Parse(Succeed("info", "--json").Output).RootElement;

        Assert.All(EverythingOfACase, file => Assert.True(File.Exists(folder.File("of-run", "unseen-1", file)), file));
        Assert.Contains("unseen-0:", ofRun.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("of-model", "unseen-1", "segmentation.nii.gz")));
        Assert.Contains("\"kind\": \"unet\"", File.ReadAllText(folder.File("run", "config.json")), StringComparison.Ordinal);
        var preset = info.GetProperty("presets").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "unet");
        Assert.Equal(1_146_865, preset.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void A_training_killed_and_resumed_ends_with_the_same_bytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill -9.");
        MiniCases.Write(folder.File("data"), 3);
        Succeed(["train", "-c", Config(), "-d", Dataset("data"), "-o", folder.File("whole"), .. OneThread]);
        string[] train = ["train", "-c", Config(), "-d", Dataset("data"), "-o", folder.File("killed"), .. OneThread];

        // Where the test is slow and the training fast, it may end before it is killed; then it is tried anew.
        var wasKilled = Enumerable.Range(0, 20).Any(_ => KilledAfterAnEpoch([.. train, "--overwrite"]));

        Assert.True(wasKilled, "every training ended before it could be killed");
        Assert.Equal(2, MetsProcess.Run(train).ExitCode); // without --resume the folder is refused
        Succeed([.. train, "--resume"]);

        foreach (var file in new[] { "best.safetensors", "last.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(folder.File("whole", "checkpoints", file)),
                File.ReadAllBytes(folder.File("killed", "checkpoints", file)));
        }
    }

    [Fact]
    public void A_bad_scan_does_not_stop_the_batch_and_a_resumed_batch_refuses_another_threshold()
    {
        MiniCases.Write(folder.File("data"), 3);
        Succeed(["train", "-c", Config(), "-d", Dataset("data"), "-o", folder.File("run"), .. OneThread]);
        MiniCases.Write(folder.File("test"), 2, "unseen");
        var broken = folder.File("test", "unseen-1_t1c.nii.gz");
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..5000]);
        string[] predict = ["predict", "-i", Dataset("test"), "-m", folder.File("run"), "-o", folder.File("predicted"), .. OneThread,
            "--threshold", "0.5"];

        var first = MetsProcess.Run(predict);
        var resumed = MetsProcess.Run([.. predict, "--resume"]);
        var mixed = MetsProcess.Run([.. predict[..^1], "0.6", "--resume"]);

        Assert.Equal(3, first.ExitCode);
        Assert.Contains("\"unseen-1\"", File.ReadAllText(folder.File("predicted", "failures.json")), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("predicted", "unseen-0", "segmentation.nii.gz")));
        Assert.Equal(3, resumed.ExitCode);
        Assert.Equal(1, mixed.ExitCode);
        Assert.Contains("was predicted with threshold 0.5, not 0.6", mixed.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Starts a training into the folder "killed" and kills it once it has logged an epoch; false when it ended by itself.
    /// </summary>
    private bool KilledAfterAnEpoch(string[] train)
    {
        var log = folder.File("killed", "log.jsonl");
        Directory.CreateDirectory(folder.File("killed"));
        File.Delete(log);
        using var mets = MetsProcess.Start(train);
        return mets.RunsUntil(() => new FileInfo(log) is { Exists: true, Length: > 0 }) && mets.Kill().ExitCode == 137;
    }

    private string Dataset(string name) => folder.File(name, "dataset.json");

    private string Config(string kind = "deepmedic")
    {
        File.WriteAllText(folder.File("mini.json"), ConfigFile.ToJson(MiniConfig.Of(kind)));
        return folder.File("mini.json");
    }

    private static MetsResult Succeed(params string[] arguments)
    {
        var result = MetsProcess.Run(arguments);
        Assert.True(result.ExitCode == 0, $"mets {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Error}");
        return result;
    }
}
