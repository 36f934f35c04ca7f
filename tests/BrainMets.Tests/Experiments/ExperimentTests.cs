using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

[Slow(35)]
public sealed class ExperimentTests(FinishedExperiments finished) : IClassFixture<FinishedExperiments>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static ModelConfig Config => FinishedExperiments.Config;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_experiment_goes_from_data_sets_to_tables_and_a_report()
    {
        var result = finished.Whole;

        Assert.Equal(["main-alpha0.5", "main-alpha0.95", "fewShot-alpha0.5", "mean"], result.Models.Select(m => m.Name));
        Assert.Equal([3, 4], result.TrainingSets.Select(t => t.Cases));
        var test = Assert.Single(result.Tests);
        Assert.Equal(3, test.Patients); // four, less the one that a network learned from
        Assert.All(result.Models,
            m => Assert.All(m.Judgements, j => Assert.Equal(3, EvaluationFile.Read(finished.File("whole", j.Folder)).Cases.Count)));
        Assert.All(result.Models, m => Assert.Equal([0.5, m.ChosenThreshold], m.Judgements.Select(j => j.Threshold)));
        Assert.NotNull(EvaluationFile.Read(finished.File("whole", result.Models[0].Judgements[1].Folder)).FreeResponse);
        Assert.Equal(["main-alpha0.5", "main-alpha0.95"],
            ComparisonFile.Read(finished.File("whole", result.Comparisons[0].FixedFolder)).Readers.Select(r => r.Name));
        Assert.Equal(0.4, result.Strategy!.Judgements[0].GateCc);
        Assert.All(result.Strategy.Judgements, j => Assert.Equal(3, CombinationFile.Read(finished.File("whole", j.Folder))!.Cases.Count));
        Assert.Equal("second", ComparisonFile.Read(finished.File("whole", result.SecondReader!.ChosenFolder)).Readers[^1].Name);
        Assert.Equal(ExperimentResultFile.ToJson(result), ExperimentResultFile.ToJson(ExperimentResultFile.Read(finished.File("whole"))!));

        ExperimentReport.Write(result, finished.File("whole"));
        Assert.Contains("main-alpha0.95", File.ReadAllText(finished.File("whole", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_lesion_of_an_ensemble_is_counted_by_how_many_networks_find_it()
    {
        var result = finished.Whole;

        Assert.Equal([OperatingThreshold.Fixed, OperatingThreshold.Chosen], result.Agreements.Select(a => a.At));
        var ensemble = result.Models.Single(m => m.Name == "mean");
        foreach (var agreement in result.Agreements)
        {
            Assert.Equal([0, 1, 2], agreement.Levels.Select(l => l.FoundBy));
            var judgement = ensemble.Judgements.Single(j => j.At == agreement.At);
            Assert.Equal(judgement.Summary.Precision.N, agreement.Levels.Sum(l => l.Lesions.TrueLesions + l.Lesions.FalsePositives));
            var cases = EvaluationFile.Read(finished.File("whole", judgement.Folder)).Cases;
            Assert.Equal(cases.Sum(c => c.PredictedLesions + c.IgnoredPredictedLesions),
                AgreementFile.Read(finished.File("whole", agreement.Folder)).Count);
            Assert.Equal(cases.Sum(c => c.MatchedPredictions), agreement.Levels.Sum(l => l.Lesions.TrueLesions));
            Assert.All(cases, c => Assert.True(File.Exists(finished.File("whole", agreement.Folder, c.Case, "agreement.csv"))));
        }
    }

    [Fact]
    public void A_sensitive_network_is_confirmed_by_a_precise_one()
    {
        var result = finished.Whole;

        Assert.Equal(("main-alpha0.95", "mean"), (result.Confirmation!.Sensitive, result.Confirmation.Precise));
        var atFixed = result.Confirmation.Judgements[0];
        Assert.Equal((0.5, 0.5), (atFixed.SensitiveThreshold, atFixed.PreciseThreshold));
        Assert.Equal(result.Models[1].Judgements[0].Summary.Sensitivity, atFixed.All.Sensitivity); // main-alpha0.95 by itself
        foreach (var j in result.Confirmation.Judgements)
        {
            Assert.Equal(j.All.Precision.N,
                j.Confirmed.TrueLesions + j.Confirmed.FalsePositives + j.ToReview.TrueLesions + j.ToReview.FalsePositives);
            Assert.True((j.ConfirmedAlone.Sensitivity.Value ?? 0) <= j.All.Sensitivity.Value);
            Assert.True(File.Exists(finished.File("whole", j.Folder, "away-1", "agreement.csv"))
                || File.Exists(finished.File("whole", j.Folder, "away-2", "agreement.csv")));
        }
    }

    /// <summary>The second reader of the small cases drew what the reference is.</summary>
    [Fact]
    public void A_reader_who_drew_the_reference_is_perfect()
    {
        var result = finished.Small;

        var second = ComparisonFile.Read(finished.File("small", result.SecondReader!.FixedFolder)).Readers[^1].Summary;

        Assert.Equal((1.0, 1.0, 1.0), (second.F1.Value, second.Dice.Value, second.Precision.Value));
    }

    [Fact]
    public void Stopped_anywhere_and_continued_it_gives_the_same_tables()
    {
        var whole = finished.Whole;
        var stops = 0;

        ExperimentResult? continued = null;
        for (var reports = 3; continued is null; reports += 9)
        {
            using var stop = new CancellationTokenSource();
            try
            {
                continued = Experiment.Run(
                    Config, finished.Plan, folder.File("stopped"), Context(stop.Token) with { Progress = new StopAfter(reports, stop) });
            }
            catch (OperationCanceledException)
            {
                stops++;
            }
        }

        Assert.True(stops > 2, $"stopped {stops} times");
        Assert.Equal(ExperimentResultFile.ToJson(Timeless(whole)), ExperimentResultFile.ToJson(Timeless(continued)));
        Assert.All(Judgements(whole),
            j => Assert.Equal(File.ReadAllBytes(finished.File("whole", j)), File.ReadAllBytes(folder.File("stopped", j))));
    }

    [Fact]
    public void What_is_finished_is_kept_and_what_depends_on_a_change_is_made_anew()
    {
        finished.CopySmall(folder.File("run"));
        var (main, judged) = (folder.File("run", "models", "main-alpha0.5", "piece.json"),
            folder.File("run", "evaluations", "main-alpha0.5", "away", "fixed", "piece.json"));
        var (mainMade, judgedMade) = (File.GetLastWriteTimeUtc(main), File.GetLastWriteTimeUtc(judged));

        Run("run", finished.SmallPlan with { Resamples = 300 });

        Assert.Equal(mainMade, File.GetLastWriteTimeUtc(main));
        Assert.NotEqual(judgedMade, File.GetLastWriteTimeUtc(judged));
    }

    [Fact]
    public void Verification_finds_a_touched_file_and_changed_data()
    {
        var plan = Small();
        var result = Run("run", plan);
        Assert.Empty(Verify(result));

        var prediction = Directory.EnumerateFiles(
            folder.File("run", "predictions", "main-alpha0.5"), "segmentation.nii.gz", SearchOption.AllDirectories).First();
        var bytes = File.ReadAllBytes(prediction);
        File.WriteAllBytes(prediction, bytes[..^1]);
        Assert.Contains(
            "segmentation.nii.gz was changed since the artifact was made", Assert.Single(Verify(result)), StringComparison.Ordinal);

        File.WriteAllBytes(prediction, bytes);
        File.Copy(folder.File("home", "home-1_reference.nii.gz"), folder.File("home", "home-0_reference.nii.gz"), overwrite: true);
        Assert.Contains(Verify(result), f => f.Contains("was not trained on the present data", StringComparison.Ordinal));
    }

    [Fact]
    public void Verification_makes_the_figures_again()
    {
        var beautified = finished.Small with { Models = [.. finished.Small.Models.Select(m => m with { ChosenThreshold = 0.123 })] };
        var faults = Experiment.Verify(beautified, finished.File("small"), Context(CancellationToken.None));

        Assert.Contains("experiment.json is not reproduced", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Folds_judge_every_patient_once_by_a_network_that_did_not_see_him()
    {
        var plan = Small() with
        {
            TrainingSets = new Dictionary<string, IReadOnlyList<TrainingPart>>
            {
                ["main"] = [new() { DataSet = "home" }, new() { DataSet = "away" }],
            },
            Folds = 2,
        };

        var result = Run("folds", plan);

        Assert.Equal(2, Directory.GetDirectories(folder.File("folds", "models")).Length);
        Assert.Equal(4, EvaluationFile.Read(folder.File("folds", Assert.Single(result.Models).Judgements[0].Folder)).Cases.Count);
    }

    [Fact]
    public void Seeds_are_spread_beside_the_intervals()
    {
        var plan = MiniPlan.Write(folder) with
        {
            Seeds = [1, 2],
            Grid = [MiniPlan.Block("main", 0.5, 0.95)],
            Strategy = null,
            Confirmation = null,
            Ensembles = new Dictionary<string, IReadOnlyList<string>>(),
            SecondReader = null
        };

        var result = Run("seeds", plan);

        var spread = result.Comparisons[0].Seeds.Single(
            s => s is { Point: "main-alpha0.95", Metric: "sensitivity", At: OperatingThreshold.Fixed });
        var values = result.Models.Where(m => m.Point == "main-alpha0.95").Select(m => m.Judgements[0].Summary.Sensitivity.Value);
        Assert.Equal(values, spread.Values);
        Assert.Equal((spread.Values[0] + spread.Values[1]) / 2, spread.Mean);
        ExperimentReport.Write(result, folder.File("seeds"));
    }

    [Fact]
    public void Only_the_networks_asked_for_are_trained_and_the_rest_follows()
    {
        var plan = MiniPlan.Write(folder);

        Experiment.RunOnly(Config, plan, folder.File("only"), Context(CancellationToken.None), ["main-alpha0.95"]);
        Assert.Equal("main-alpha0.95", Path.GetFileName(Assert.Single(Directory.GetDirectories(folder.File("only", "models")))));

        var error = Assert.Throws<InvalidInputException>(
            () => Experiment.RunOnly(Config, plan, folder.File("only"), Context(CancellationToken.None), ["main-alpha9"]));
        Assert.Contains("known are main-alpha0.5, main-alpha0.95, fewShot-alpha0.5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_are_found_before_anything_is_trained()
    {
        var plan = MiniPlan.Write(folder) with { SecondReader = "nobody", Tests = ["away"] };

        var error = Assert.Throws<InvalidInputException>(() => Run("refused", plan));

        Assert.Contains("nothing was trained", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("refused", "models")));
    }

    [Fact]
    public void An_outline_writes_nothing()
    {
        var outline = Experiment.Outline(Config, MiniPlan.Write(folder), folder.File("outline"), Context(CancellationToken.None));

        Assert.Equal([3, 3, 4], outline.Models.Select(m => m.TrainingCases));
        Assert.All(outline.Models, m => Assert.True(m is { Steps: 8, SecondsPerStep: > 0, Parameters: > 1000, IsTrained: false }));
        Assert.True(outline is { PredictionSeconds: > 0, JudgingSeconds: > 0, UnknownScans: 0 });
        Assert.False(Directory.Exists(folder.File("outline")));
    }

    [Fact]
    public void An_estimate_grows_with_the_scans_and_says_which_it_could_not_read()
    {
        var plan = MiniPlan.Write(folder);
        var whole = Experiment.Outline(Config, plan, folder.File("outline"), Context(CancellationToken.None));
        File.WriteAllText(folder.File("away", "away-0_t1c.nii.gz"), "no image");
        File.WriteAllText(folder.File("away", "away-1_t1c.nii.gz"), "no image");

        var part = Experiment.Outline(Config, plan, folder.File("outline"), Context(CancellationToken.None));

        // Three test scans of one size; one of the four patients of the site is learned from, so one or two of those damaged are tested on.
        Assert.InRange(part.UnknownScans, 1, 2);
        Assert.Equal((3.0 - part.UnknownScans) / 3, part.PredictionSeconds / whole.PredictionSeconds, 9);
        Assert.Equal((3.0 - part.UnknownScans) / 3, part.JudgingSeconds / whole.JudgingSeconds, 9);
    }

    private static ExperimentResult Timeless(ExperimentResult result) =>
        result with
        {
            Seconds = new Dictionary<string, double>(),
            Models = [.. result.Models.Select(
                m => m with { Epochs = [.. m.Epochs.Select(e => e with { Seconds = 0, SamplerWaitSeconds = null })] })]
        };

    private static IEnumerable<string> Judgements(ExperimentResult result) =>
        result.Models.SelectMany(m => m.Judgements).Select(j => Path.Combine(j.Folder, EvaluationFile.JsonName))
            .Append(Path.Combine(result.SecondReader!.FixedFolder, ComparisonFile.JsonName));

    /// <summary>One network beside the second reader, on data of its own.</summary>
    private ExperimentPlan Small() => FinishedExperiments.SmallOf(MiniPlan.Write(folder));

    private ExperimentResult Run(string name, ExperimentPlan plan) =>
        Experiment.Run(Config, plan, folder.File(name), Context(CancellationToken.None));

    private IReadOnlyList<string> Verify(ExperimentResult result) =>
        Experiment.Verify(result, folder.File("run"), Context(CancellationToken.None));

    private static RunContext Context(CancellationToken cancellation) => FinishedExperiments.Context with { Cancellation = cancellation };

    private sealed class StopAfter(int reports, CancellationTokenSource stop) : IProgress<RunProgress>
    {
        private int seen;

        public void Report(RunProgress value)
        {
            if (Interlocked.Increment(ref seen) >= reports)
            {
                stop.Cancel();
            }
        }
    }
}
