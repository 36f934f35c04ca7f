using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

[Slow(14)]
public sealed class ModelRunTests
{
    [Fact]
    public void A_run_goes_from_files_to_a_network()
    {
        using var folder = new TemporaryFolder();

        var summary = Run(folder, "run", CancellationToken.None);

        Assert.Equal(MiniConfig.Experiment.Training.Epochs, summary.Epochs.Count);
        Assert.NotNull(summary.Threshold);
        string[] files = ["config.json", "provenance.json", "split.json", "run.json", "log.jsonl", "checkpoints/best.safetensors",
            "checkpoints/last.safetensors"];
        Assert.All(files, f => Assert.True(File.Exists(folder.File("run", f)), f));
        Assert.NotEmpty(Directory.EnumerateFiles(folder.File("run", "tensorboard"), "events.out.tfevents.*"));
    }

    [Theory]
    [InlineData("deepmedic", 6)]
    [InlineData("deepmedic", 9)]
    [InlineData("deepmedic", 13)]
    [InlineData("unet", 9)]
    public void A_run_that_was_stopped_and_resumed_ends_with_the_same_bytes(string kind, int stopAfterSteps)
    {
        using var folder = new TemporaryFolder();
        Run(folder, "whole", CancellationToken.None, kind: kind);
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => Run(folder, "stopped", stop.Token, new StopAtStep(stopAfterSteps, stop), kind));
        Run(folder, "stopped", CancellationToken.None, kind: kind);

        foreach (var file in new[] { "checkpoints/best.safetensors", "checkpoints/last.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(folder.File("whole", file)), File.ReadAllBytes(folder.File("stopped", file)));
        }

        Assert.Equal(4, new RunFolder(folder.File("stopped")).ReadLog().Count);
    }

    [Fact]
    public void A_run_does_not_go_on_with_another_configuration()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "run", CancellationToken.None);
        var changed = MiniConfig.Experiment with { Seed = 2 };

        var error = Assert.Throws<InvalidInputException>(
            () => ModelRun.Run(changed, Inputs(folder), new RunFolder(folder.File("run")), Context(CancellationToken.None)));

        Assert.Contains("another configuration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_says_whom_it_learned_from_and_does_not_go_on_with_others_set_aside()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "run", CancellationToken.None);
        var run = new RunFolder(folder.File("run"));
        var split = RunSplit.Read(run);
        Assert.Equal(["mini-0", "mini-1", "mini-2"], split.Training.Concat(split.Validation).Order());
        Assert.Single(split.Validation); // 0.34 of three patients

        JsonFile.Write(run.Split, new RunSplit(split.Validation, split.Training), JsonFormats.Run);

        var error = Assert.Throws<InvalidInputException>(() => Run(folder, "run", CancellationToken.None));
        Assert.Contains("lists other validation cases", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_training_case_that_cannot_be_used_is_named_at_once()
    {
        using var folder = new TemporaryFolder();
        var cases = MiniCases.Write(folder.File("data"), 5).Cases;
        File.WriteAllBytes(cases[0].T1cPath, File.ReadAllBytes(cases[0].T1cPath)[..5000]);
        File.WriteAllBytes(cases[3].T1cPath, File.ReadAllBytes(cases[3].T1cPath)[..5000]);
        var config = MiniConfig.Experiment with { Validation = new ValidationOptions { PatientFraction = 0 } };

        var error = Assert.Throws<InvalidInputException>(
            () => ModelRun.Run(
                config, new ExperimentInputs { Training = cases }, new RunFolder(folder.File("run")), Context(CancellationToken.None)));

        Assert.Contains("2 of 5 cases cannot be used", error.Message, StringComparison.Ordinal);
        Assert.Contains(cases[0].T1cPath, error.Message, StringComparison.Ordinal);
        Assert.Contains(cases[3].T1cPath, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provenance.json")]
    [InlineData("checkpoints/last.safetensors")]
    [InlineData("checkpoints/best.safetensors")]
    public void A_damaged_file_of_a_run_is_named(string file)
    {
        using var folder = new TemporaryFolder();
        Run(folder, "run", CancellationToken.None);
        File.WriteAllBytes(folder.File("run", file), File.ReadAllBytes(folder.File("run", file))[..100]);

        var error = Assert.Throws<InvalidInputException>(() => Run(folder, "run", CancellationToken.None));

        Assert.StartsWith(new RunFolder(folder.File("run")).FullPath, error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(file), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_training_whose_network_is_gone_says_so()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "run", CancellationToken.None);
        File.Delete(folder.File("run", "checkpoints", "best.safetensors"));

        Assert.Contains("is gone", Assert.Throws<InvalidInputException>(() => Run(folder, "run", CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }

    private static RunSummary Run(
        TemporaryFolder folder, string name, CancellationToken cancellation, IProgress<RunProgress>? progress = null,
            string kind = "deepmedic") =>
        ModelRun.Run(
            MiniConfig.Of(kind), Inputs(folder), new RunFolder(folder.File(name)), Context(cancellation) with { Progress = progress });

    private static ExperimentInputs Inputs(TemporaryFolder folder) => new()
    {
        Training = MiniCases.Write(folder.File("data"), 3).Cases,
    };

    private static RunContext Context(CancellationToken cancellation) =>
        new() { Compute = Compute.Reference, Threads = 2, Version = "test", Cancellation = cancellation };

    /// <summary>Asks to stop once so many steps are done.</summary>
    private sealed class StopAtStep(int steps, CancellationTokenSource stop) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Stage == "train" && value.Text.StartsWith($"step {steps} ", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
