using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

[Slow(6)]
public sealed class ModelAssemblyTests : IDisposable
{
    private static readonly RunContext Context = new() { Compute = Compute.Reference, Threads = 1, Version = "test" };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_folder_predicts_what_its_card_says_of_these_cases()
    {
        var plan = Plan();

        var made = Assemble(plan, folder.File("model"), Context);

        Assert.False(Directory.Exists(folder.File("model", "work")));
        Assert.All(made.Card.Networks, n => Assert.Equal(n.Sha256, FileHash.Of(folder.File("model", n.File))));
        var balanced = made.Card.Validation!.Ensemble.Points.Single(p => p.Point == "balanced");
        Assert.Equal(made.Card.OperatingPoints!.Balanced, balanced.Threshold);
        var counts = plan.Cases.Select(c => Judge(Predict(c, "predicted"), c, (balanced.Threshold, made.Card.OperatingPoints.Outline)))
            .ToList();
        Assert.Equal(counts.Sum(c => c.TruePositives) / (double)counts.Sum(c => c.TruePositives + c.FalseNegatives),
            balanced.SameCases.Sensitivity.Value!.Value, 12);
        Assert.Equal(
            counts.Sum(c => c.FalsePositives) / (double)plan.Cases.Count, balanced.SameCases.FalsePositivesPerCase.Value!.Value, 12);
        Assert.Equal(
            counts.Sum(c => c.FoundDiceSum) / counts.Sum(c => c.TruePositives), balanced.SameCases.Dice.Value!.Value, tolerance: 1e-6);
        Assert.Equal(["model"], made.Card.Validation.Ensemble.Name.Split());
        Assert.Equal(2, made.Card.Validation.Networks.Count);
    }

    [Fact]
    public void A_model_that_was_interrupted_goes_on_and_ends_with_the_same_card_and_page()
    {
        var plan = Plan();
        Assemble(plan, folder.File("straight"), Context);
        using var stop = new CancellationTokenSource();
        var second = plan.Cases[1].Id;
        var progress = new Watcher(p =>
        {
            if (p.Text == second)
            {
                stop.Cancel();
            }
        });

        Assert.ThrowsAny<OperationCanceledException>(
            () => Assemble(plan, folder.File("stopped"), Context with { Progress = progress, Cancellation = stop.Token }));
        var first = folder.File("stopped", "work", plan.Cases[0].Id, "network-1.nii.gz");
        var written = File.GetLastWriteTimeUtc(first);
        Assert.False(File.Exists(folder.File("stopped", "card.json")));
        var kept = false;
        Assemble(plan, folder.File("stopped"),
            Context with
            {
                Progress =
                new Watcher(p => kept |= p.Stage == "evaluate" && File.Exists(first) && File.GetLastWriteTimeUtc(first) == written)
            });

        Assert.True(kept, "The first case was predicted again.");
        Assert.All(["card.json", "README.md", "reliability.csv", "reliability-voxels.svg"],
            name => Assert.Equal(File.ReadAllText(folder.File("straight", name)), File.ReadAllText(folder.File("stopped", name))));
    }

    [Fact]
    public void Cases_without_a_reference_are_named()
    {
        var plan = Plan();

        var error = Assert.Throws<InvalidInputException>(() => Assemble(
            plan with { Cases = [plan.Cases[0], plan.Cases[1] with { ReferencePath = null }] }, folder.File("model"), Context));

        Assert.Contains("1 of 2 cases have no reference", error.Message, StringComparison.Ordinal);
        Assert.Contains(plan.Cases[1].Id, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_cannot_be_read_is_named_and_the_others_are_kept()
    {
        var plan = Plan();
        File.WriteAllText(plan.Cases[0].T1cPath, "no image");

        var error = Assert.Throws<InvalidInputException>(() => Assemble(plan, folder.File("model"), Context));

        Assert.Contains($"1 of {plan.Cases.Count} cannot be predicted", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("model", "work", plan.Cases[1].Id, "done")));
    }

    private static AssembledModel Assemble(AssemblyPlan plan, string target, RunContext context)
    {
        var made = ModelAssembly.Run(plan, target, context);
        ModelReadme.Write(made);
        made.Commit();
        return made;
    }

    private AssemblyPlan Plan() => new()
    {
        Name = "model",
        // Untrained, but of seeds whose first impression of bright balls happens to be right.
        Models = [MiniNetwork.Write(folder.File("a"), 17), MiniNetwork.Write(folder.File("b"), 20)],
        Cases = MiniCases.Write(folder.File("data"), 3).Cases,
    };

    private Volume<float> Predict(Case @case, string name)
    {
        using var model = LoadedModel.Load(folder.File("model"), "cpu");
        var options = new PredictionOptions { Threshold = model.OperatingPoints.Balanced };
        var prediction = new CasePredictor(model, options, Context).Predict(CaseInput.Read(@case));
        PredictionFolder.Save(prediction, folder.File(name + @case.Id), saveProbability: true);
        return NiftiFile.Read(folder.File(name + @case.Id, "probability.nii.gz"));
    }

    private static ThresholdCounts Judge(Volume<float> map, Case @case, (double Find, double? Outline) at)
    {
        var mask = NiftiFile.ReadMaskOn(@case.ReferencePath!, map.Geometry); // written with one
        var reference = LesionFinder.Find(@case.Id, @case.Patient, mask, new LesionOptions());
        var whole = new ProbabilityMap(@case.Id, @case.Patient, map);
        return Assert.Single(FreeResponseEvaluator.CountsOf(
            at.Outline is { } outline
                ? PeakMap.Of(whole, outline, MatchingPreset.Default.Connectivity)
                : whole, reference, MatchingPreset.Default, new FreeResponseOptions
                {
                    Thresholds = [at.Find],
                }));
    }

    private sealed class Watcher(Action<RunProgress> heard) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => heard(value);
    }
}
