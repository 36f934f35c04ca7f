using System.Text.Json;
using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

/// <summary>The same masks give the same numbers by every way in which the program evaluates them.</summary>
public sealed class EvaluationParityTests : IDisposable
{
    private const string Model = "model";
    private const double Threshold = 0.5;
    private const double SmallMm3 = 8;

    private static readonly VolumeGeometry Grid = MaskOf.Grid(36, 24, 16, MaskOf.Oblique);

    // A small and a large lesion that are found, one that is missed, and one below the minimum volume of the preset.
    private static readonly Box3[] ReferenceBoxes =
        [MaskOf.Box(2, 2, 2, 3, 3, 2), MaskOf.Box(12, 3, 4, 8, 6, 5), MaskOf.Box(26, 4, 4, 4, 4, 3), MaskOf.Box(3, 18, 12, 1, 1, 1)];

    // Of these the last is smaller than what is dropped from maps.
    private static readonly Box3[] PredictedBoxes =
        [MaskOf.Box(2, 3, 2, 3, 3, 2), MaskOf.Box(13, 3, 4, 9, 6, 5), MaskOf.Box(30, 16, 8, 4, 4, 4), MaskOf.Box(24, 18, 2, 3, 2, 1)];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Masks_give_the_same_numbers_everywhere()
    {
        var reference = Write("references/BM-1.nii.gz", MaskOf.Boxes(Grid, ReferenceBoxes));
        var predicted = Write("predictions/BM-1/segmentation.nii.gz", MaskOf.Boxes(Grid, PredictedBoxes));

        var expected = Evaluated(reference, predicted);

        Assert.Equal((2, 2, 1), (expected.TruePositives, expected.FalsePositives, expected.FalseNegatives));
        AssertSame(expected, Compared(reference, predicted, SegmentationRules.Mask));
        AssertSame(expected, OfExperiment(reference, SegmentationSource.Masks(Model, folder.File("predictions"), [Case(reference)])));
        AssertSame(expected, OfReader(reference, predicted));
        AssertSameCounts(expected, OfGates(reference, predicted));
    }

    [Fact]
    public void Label_maps_give_the_same_numbers_everywhere()
    {
        // Two labels that touch are one lesion of the mask, and labels that do not are lesions of their own.
        var labels = MaskOf.Boxes(Grid, ReferenceBoxes).Map(v => (int)v);
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            labels.Voxels[i] *= 1 + (i % Grid.Size.X / 16);
        }

        var reference = folder.File("labels", "BM-1.nii.gz");
        Directory.CreateDirectory(folder.File("labels"));
        NiftiFile.Write(labels, reference);
        var predicted = Write("predictions/BM-1/segmentation.nii.gz", MaskOf.Boxes(Grid, PredictedBoxes));

        var expected = Evaluated(reference, predicted, labels: "any");

        AssertSame(expected, Evaluated(Write("references/BM-1.nii.gz", MaskOf.Boxes(Grid, ReferenceBoxes)), predicted));
        AssertSame(expected, Compared(reference, predicted, SegmentationRules.Mask));
        AssertSame(expected, OfExperiment(reference, SegmentationSource.Masks(Model, folder.File("predictions"), [Case(reference)])));
        AssertSame(expected, OfReader(reference, predicted));
        AssertSameCounts(expected, OfGates(reference, predicted));
    }

    [Fact]
    public void A_prediction_on_another_grid_gives_the_numbers_of_the_one_resampled_beforehand()
    {
        var reference = Write("references/BM-1.nii.gz", MaskOf.Boxes(Grid, ReferenceBoxes));
        var mask = MaskOf.Boxes(Grid, PredictedBoxes);
        var other = new VolumeGeometry(new Size3(40, 26, 20), Grid.VoxelToWorld with { Origin = Grid.VoxelToWorld.Apply(-2, -1, -2) });
        var elsewhere = Write("elsewhere/BM-1.nii.gz", Resampler.Nearest(mask, other));
        var predicted = Write("predictions/BM-1/segmentation.nii.gz", Resampler.Nearest(Resampler.Nearest(mask, other), Grid));

        var aligned = Evaluated(reference, elsewhere, align: true);

        Assert.Equal("nearest", aligned.Alignment!.Method);
        AssertSame(aligned with { Alignment = null }, Evaluated(reference, predicted));
        AssertSame(aligned with { Alignment = null }, Compared(reference, predicted, SegmentationRules.Mask));
        AssertSame(aligned with { Alignment = null },
            OfExperiment(reference, SegmentationSource.Masks(Model, folder.File("predictions"), [Case(reference)])));
        AssertSameCounts(aligned, OfGates(reference, predicted));
        Assert.Contains("lies on another grid than its reference",
            Assert.Throws<InvalidInputException>(() => Evaluated(reference, elsewhere)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probability_maps_with_a_minimum_volume_give_the_same_numbers_everywhere()
    {
        var reference = Write("references/BM-1.nii.gz", MaskOf.Boxes(Grid, ReferenceBoxes));
        var map = new Volume<float>(
            Grid, [.. MaskOf.Boxes(Grid, PredictedBoxes).Voxels.Select((v, i) => v == 0 ? 0.1f : 0.5f + (i % 7 / 20f))]);
        Directory.CreateDirectory(folder.File("predictions", "BM-1"));
        NiftiFile.Write(map, folder.File("predictions", "BM-1", "probability.nii.gz"));
        var probability = folder.File("predictions", "BM-1", "probability.nii.gz");
        var rules = new SegmentationRules { Probability = new LesionOptions { Threshold = Threshold }, DroppedBelowMm3 = SmallMm3 };
        var kept = LesionFinder.Find(new ProbabilityMap("BM-1", "BM-1", map), new LesionOptions
        {
            Threshold = Threshold,
            MinVolumeMm3 = SmallMm3,
        });
        var mask = Write("masks/BM-1.nii.gz", kept.ToSegmentation());

        var runner = new EvaluationRunner(new EvaluationRules { Matching = MatchingPreset.Default });
        var evaluated = runner.Evaluate(Files(reference, probability, rules));

        Assert.Equal(new DroppedPredictions(SmallMm3, 1), evaluated.Dropped);
        Assert.Equal(1, evaluated.Evaluation.FalsePositives);
        AssertSame(Evaluated(reference, mask), evaluated.Evaluation);
        AssertSame(evaluated.Evaluation, Compared(reference, probability, rules));
        AssertSame(evaluated.Evaluation, OfExperiment(reference, SegmentationSource.Maps(
            Model, folder.File("predictions"), [Case(reference)],
                _ => new LesionOptions { Threshold = Threshold, MinVolumeMm3 = SmallMm3 })));
        AssertSameCounts(evaluated.Evaluation, OfGates(reference, mask));
    }

    /// <summary>
    /// A sweep keeps every component, so that its minimum volume is the one by which the preset leaves out small lesions of both sides.
    /// </summary>
    [Fact]
    public void The_assembly_of_a_model_counts_at_a_threshold_what_an_evaluation_counts_there()
    {
        var preset = MatchingPreset.Default with { MinVolumeMm3 = SmallMm3 };
        var reference = Write("references/BM-1.nii.gz", MaskOf.Boxes(Grid, ReferenceBoxes));
        Volume<float>[] maps =
        [
            new(Grid, [.. MaskOf.Boxes(Grid, PredictedBoxes).Voxels.Select((v, i) => v == 0 ? 0.1f : 0.4f + (i % 7 / 20f))]),
            new(Grid, [.. MaskOf.Boxes(Grid, ReferenceBoxes).Voxels.Select((v, i) => v == 0 ? 0.2f : 0.4f + (i % 5 / 20f))]),
        ];
        var mean = ProbabilityMap.Mean(maps.Select(m => new ProbabilityMap("BM-1", "BM-1", m)));
        Directory.CreateDirectory(folder.File("mean"));
        NiftiFile.Write(mean.Probability, folder.File("mean", "BM-1.nii.gz"));
        var options = new FreeResponseOptions { Thresholds = [0.3, 0.5, 0.55] };

        var scored = ScoredValidationCase.Of(
            Case(reference), n => new ProbabilityMap("BM-1", "BM-1", maps[n]), maps.Length, (preset, options));

        foreach (var counts in scored.Ensemble.Counts)
        {
            var rules = new SegmentationRules { Probability = new LesionOptions { Threshold = counts.Threshold } };
            var files = Files(reference, folder.File("mean", "BM-1.nii.gz"), rules);
            var evaluated = new EvaluationRunner(new EvaluationRules { Matching = preset, Sweep = options }).Evaluate(files);
            AssertSameCounts(evaluated.Evaluation,
                new DetectionCounts(counts.TruePositives, counts.MatchedPredictions, counts.FalsePositives, counts.FalseNegatives));
            Assert.Equal(scored.Ensemble.Counts, evaluated.Map!.Counts);
        }
    }

    private static CaseEvaluation Evaluated(string reference, string predicted, string? labels = null, bool align = false)
    {
        SegmentationRules Rules(string? text) => new() { Labels = LabelSelection.Parse(text, "--labels") };
        var pairing = CasePairing.OfPredictions(
            SegmentationSource.At("reference", reference, Rules(labels)), SegmentationSource.At("prediction", predicted, Rules(null)),
                allowMissing: false);
        return new EvaluationRunner(new EvaluationRules { Matching = MatchingPreset.Default, Align = align }).Evaluate(
            pairing.Cases[0]).Evaluation;
    }

    private static CaseEvaluation Compared(string reference, string predicted, SegmentationRules rules)
    {
        var second = new SegmentationSource("second", [new SegmentationFile { Case = "BM-1", Path = predicted, Rules = rules }]);
        SegmentationSource[] sources = [SegmentationSource.At("reference", reference), second with { Name = Model }, second];
        return new ReaderStudyRunner(sources, consensus: null, MatchingPreset.Default).Compare(
            CasePairing.OfReaders(sources, allowMissing: false).Cases[0]).Of("reference", Model);
    }

    private static CaseEvaluation OfExperiment(string reference, SegmentationSource source)
    {
        var evaluator = new ExperimentEvaluator(
            new ExperimentPlan { Resamples = 100 }, new RunContext { Compute = Compute.Reference, Threads = 1, Version = "test" });
        var alone = evaluator.Evaluate(source, [Case(reference)]).Cases[0];
        var beside = evaluator.Compare([source, source with { Name = "again" }], [Case(reference)]).Readers[0];
        Assert.Equal(alone.TruePositives, beside.Summary.Sensitivity.Value * beside.Summary.Sensitivity.N);
        return alone;
    }

    /// <summary>A reader of the data set, as the example slices show one.</summary>
    private static CaseEvaluation OfReader(string reference, string predicted)
    {
        var @case = Case(reference) with { ReaderPaths = new Dictionary<string, string> { ["second"] = predicted } };
        return OfExperiment(reference, SegmentationSource.Reader("second", [@case]));
    }

    private static DetectionCounts OfGates(string reference, string predicted)
    {
        var files = new ModelFiles(predicted, null, null);
        var @case = new CombinationCase { Id = "BM-1", Patient = "BM-1", Small = files, Large = files, ReferencePath = reference };
        var counts = new GateEvaluation([@case], VolumeGate.At(400), null, MatchingPreset.Default, new CombinationOptions()).Count(@case);
        Assert.All(counts.ByGate, c => Assert.Equal(counts.ByGate[0], c)); // both models segmented the same
        return counts.ByGate[0];
    }

    private static Case Case(string reference) => new() { Id = "BM-1", Patient = "BM-1", T1cPath = "", ReferencePath = reference };

    private static CaseFiles Files(string reference, string predicted, SegmentationRules rules) => CaseFiles.Of(
        "BM-1", [new SegmentationFile { Case = "BM-1", Path = reference }, new SegmentationFile
        {
            Case = "BM-1",
            Path = predicted,
            Rules = rules,
        }]);

    private static void AssertSame(CaseEvaluation expected, CaseEvaluation found) =>
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(found));

    private static void AssertSameCounts(CaseEvaluation expected, DetectionCounts found) =>
        Assert.Equal(
            new DetectionCounts(expected.TruePositives, expected.MatchedPredictions, expected.FalsePositives, expected.FalseNegatives),
                found);

    private string Write(string name, Volume<byte> mask)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file in the folder
        NiftiFile.Write(mask, path);
        return path;
    }
}
