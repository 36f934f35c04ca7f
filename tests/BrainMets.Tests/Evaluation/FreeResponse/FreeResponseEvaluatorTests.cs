using System.Diagnostics;
using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

public sealed class FreeResponseEvaluatorTests
{
    private static readonly VolumeGeometry Grid = MaskOf.Grid(40, 20, 20);

    [Fact]
    public void A_candidate_is_as_sure_as_its_most_probable_voxel_or_as_their_mean()
    {
        // Halo 0.3 around 0.9 in two voxels: a candidate of 4 x 4 x 4 from 0.1 on. The halo at 0.05 is below the candidate threshold.
        var map = Map((5, 4, 0.3f), (20, 4, 0.2f));
        (map.Probability[6, 6, 6], map.Probability[7, 6, 6], map.Probability[0, 0, 0]) = (0.9f, 0.9f, 0.05f);

        var ratings = Evaluate(map, Cubes(5)).Ratings;
        var means = Evaluate(map, Cubes(5), new FreeResponseOptions { Confidence = CandidateConfidence.Mean }).Ratings;

        Assert.Equal([new RatedLesion(1, 64, 0.9f)], ratings.Lesions);
        Assert.Equal([new RatedCandidate(64, 0.9f, true), new RatedCandidate(64, 0.2f, false)], ratings.Candidates);
        Assert.Equal(((62 * 0.3) + (2 * 0.9)) / 64, means.Lesions[0].Confidence!.Value, 6);
    }

    [Fact]
    public void With_a_threshold_of_outlines_the_sweep_finds_at_one_and_outlines_from_the_other()
    {
        // A lesion of 4 x 4 x 4 with a core of 0.9 in a rim of 0.3, and a false one of 0.6 that fades to nothing.
        var map = Map((5, 4, 0.3f), (20, 4, 0.6f));
        (map.Probability[6, 6, 6], map.Probability[7, 6, 6]) = (0.9f, 0.9f);
        var options = new FreeResponseOptions { Thresholds = [0.1, 0.3, 0.5, 0.8, 0.95], OutlineThreshold = 0.25 };

        var alone = Evaluate(map, Cubes(5), options with { OutlineThreshold = null });
        var outlined = Evaluate(map, Cubes(5), options);

        Assert.Equal([0.3, 0.5, 0.8, 0.95], outlined.Counts.Select(c => c.Threshold));
        Assert.Equal([1, 1, 1, 0], outlined.Counts.Select(c => c.TruePositives));
        Assert.Equal([1, 1, 0, 0], outlined.Counts.Select(c => c.FalsePositives));
        Assert.Equal([1, 1, 1, 0], outlined.Counts.Select(c => c.FoundDiceSum)); // the whole lesion, rim and all
        Assert.Equal(0, alone.Counts.Single(c => c.Threshold == 0.8).TruePositives); // two voxels are below the smallest volume
        Assert.Equal(alone.Ratings.Candidates, outlined.Ratings.Candidates);
        Assert.Equal(0.25, FreeResponseEvaluator.Summarize([outlined], options).OutlineThreshold);
        Assert.Throws<ArgumentException>(() => Evaluate(map, Cubes(5), options with { OutlineThreshold = 0.96 }));
    }

    [Fact]
    public void A_lesion_has_the_confidence_of_the_candidate_it_is_paired_with_and_a_merged_one_that_of_the_candidate_over_it()
    {
        // Two lesions of 4 x 4 x 4 and 5 x 4 x 4 under one candidate of 12 x 4 x 4; a fragment touches neither rating.
        var map = new ProbabilityMap("case-1", "patient-1", MaskOf.Boxes(Grid, MaskOf.Box(5, 5, 5, 12, 4, 4)).Map(m => m * 0.7f));
        var reference = Some.Lesions(Grid, MaskOf.Box(5, 5, 5, 4, 4, 4), MaskOf.Box(12, 5, 5, 5, 4, 4));

        var ratings = Evaluate(map, reference).Ratings;

        Assert.All(ratings.Lesions, l => Assert.Equal((double)0.7f, l.Confidence));
        Assert.Equal(2, ratings.Lesions.Count);
        Assert.True(Assert.Single(ratings.Candidates).IsMatched);
    }

    [Fact]
    public void A_fragment_is_neither_right_nor_false_and_lends_no_confidence()
    {
        // The lesion is 8 long; candidates of 4 and of 3 voxels lie on it. The longer one is paired.
        var map = new Volume<float>(Grid);
        Fill(map, MaskOf.Box(5, 5, 5, 4, 4, 4), 0.6f);
        Fill(map, MaskOf.Box(10, 5, 5, 3, 4, 4), 0.9f);

        var ratings = Evaluate(new ProbabilityMap("case-1", "patient-1", map), Some.Lesions(Grid, MaskOf.Box(5, 5, 5, 8, 4, 4))).Ratings;

        Assert.Equal((double)0.6f, Assert.Single(ratings.Lesions).Confidence);
        Assert.Equal(1, ratings.Fragments);
        Assert.Single(ratings.Candidates);
    }

    [Fact]
    public void Small_lesions_count_on_neither_side_and_such_a_patient_is_not_lesion_free()
    {
        var map = Map((5, 1, 0.8f), (20, 4, 0.7f));
        var reference = Some.Lesions(Grid, MaskOf.Box(30, 5, 5, 1, 1, 1));

        var ratings = Evaluate(map, reference).Ratings;
        var free = Evaluate(map, Cubes()).Ratings;

        Assert.Empty(ratings.Lesions);
        Assert.False(ratings.LesionFree);
        Assert.True(free.LesionFree);
        Assert.Equal((double)0.7f, Assert.Single(ratings.Candidates).Confidence);
    }

    [Fact]
    public void Each_threshold_counts_what_evaluating_there_counts()
    {
        var map = Map((5, 4, 0.8f), (20, 4, 0.6f), (30, 3, 0.3f));

        var counts = Evaluate(map, Cubes(5, 20)).Counts;

        foreach (var at in counts)
        {
            var plain = Evaluator.Evaluate(
                Cubes(5, 20), LesionFinder.Find(map, new LesionOptions { Threshold = at.Threshold }), MatchingPreset.Default);
            Assert.Equal(
                (plain.TruePositives, plain.FalsePositives, plain.FalseNegatives),
                    (at.TruePositives, at.FalsePositives, at.FalseNegatives));
        }
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(1.5f, "1.5")]
    [InlineData(-0.2f, "-0.2")]
    public void What_is_no_probability_is_refused_with_case_place_and_value(float value, string text)
    {
        var map = Map((5, 4, 0.8f));
        map.Probability[3, 2, 1] = value;

        var message = Assert.Throws<InvalidInputException>(() => Evaluate(map, Cubes(5))).Message;

        Assert.Contains("case-1", message, StringComparison.Ordinal);
        Assert.Contains($"(3, 2, 1) of the probability map is {text}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_is_refused_with_what_to_do_but_an_empty_map_is_a_map()
    {
        var message = Assert.Throws<InvalidInputException>(() => Evaluate(Map((5, 4, 1f)), Cubes(5))).Message;

        Assert.Contains("only 0 and 1", message, StringComparison.Ordinal);
        Assert.Contains("--save-probability", message, StringComparison.Ordinal);
        Assert.Null(Assert.Single(Evaluate(Map(), Cubes(5)).Ratings.Lesions).Confidence);
    }

    [Fact]
    public void Another_case_grid_or_connectivity_is_refused()
    {
        var map = Map((5, 4, 0.8f));
        var elsewhere = Some.Lesions(MaskOf.Grid(40, 20, 21), MaskOf.Box(5, 5, 5, 4, 4, 4));

        Assert.Throws<ArgumentException>(() => Evaluate(map with { CaseId = "another" }, Cubes(5)));
        Assert.Contains(
            "40 x 20 x 21", Assert.Throws<InvalidInputException>(() => Evaluate(map, elsewhere)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FreeResponseEvaluator.Evaluate(
            map, Cubes(5), MatchingPreset.Default with { Connectivity = Connectivity.Faces6 }, new FreeResponseOptions()));
    }

    [Fact]
    public void Every_fault_of_the_options_is_listed()
    {
        var options = new FreeResponseOptions
        {
            CandidateThreshold = 0,
            Thresholds = [0.5, 0.4],
            FalsePositiveBudget = -1,
            StratumEdgesMm3 = [0],
            Resamples = 10,
        };

        var message = Assert.Throws<ArgumentException>(options.Validate).Message;

        Assert.All(["candidate threshold is 0", "[0.5, 0.4]", "budget is -1", "edges are 0", "resamples is 10"],
            part => Assert.Contains(part, message));
    }

    [Fact]
    public void Cases_must_be_different_and_counted_at_the_thresholds_of_the_options()
    {
        var one = Evaluate(Map((5, 4, 0.8f)), Cubes(5));

        Assert.Throws<ArgumentException>(() => FreeResponseEvaluator.Summarize([], new FreeResponseOptions()));
        Assert.Throws<ArgumentException>(() => FreeResponseEvaluator.Summarize([one, one], new FreeResponseOptions()));
        Assert.Throws<ArgumentException>(() => FreeResponseEvaluator.Summarize([one], new FreeResponseOptions { Thresholds = [0.5] }));
    }

    [Fact]
    public void What_is_written_into_the_evaluation_is_read_back_and_no_key_is_missing()
    {
        using var folder = new TemporaryFolder();
        var options = new FreeResponseOptions { Resamples = 100, FalsePositiveBudget = 1 };
        var result = Evaluator.Summarize([SomeEvaluations.Case("A", found: [64])], MatchingPreset.Default, new()) with
        {
            FreeResponse = FreeResponseEvaluator.Summarize([Evaluate(Map((5, 4, 0.8f), (20, 4, 0.4f)), Cubes(5, 30))], options),
        };

        EvaluationFile.Write(result, folder.File("a"));
        EvaluationFile.Write(EvaluationFile.Read(folder.File("a")), folder.File("b"));

        var text = File.ReadAllText(folder.File("a", "evaluation.json"));
        Assert.Equal(text, File.ReadAllText(folder.File("b", "evaluation.json")));
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        var json = JsonDocument.Parse(text).RootElement.GetProperty("freeResponse");
        Assert.Equal("maximum", json.GetProperty("confidence").GetString());
        Assert.Equal("bestF1", json.GetProperty("bestF1").GetProperty("rule").GetString());
        Assert.Equal(99, json.GetProperty("thresholds").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("wafroc").GetProperty("area").GetProperty("value").ValueKind);
        Assert.All(
            ["withinBudget", "froc", "wafroc1", "calibration", "cases", "lesionFreePatients"],
                key => Assert.True(json.TryGetProperty(key, out _), key));
    }

    [Fact]
    public void The_same_seed_gives_the_same_intervals_in_any_order_of_cases()
    {
        var cases = SomeRatings.Random(3, 9).Select(c => new MapEvaluation(c, [new(0.5, 1, 1, 1, 1)])).ToArray();
        var options = new FreeResponseOptions { Thresholds = [0.5], Resamples = 100, Seed = 8 };

        var (a, b) = (FreeResponseEvaluator.Summarize(cases, options), FreeResponseEvaluator.Summarize([.. cases.Reverse()], options));

        Assert.Equal(a.Froc.MeanSensitivity, b.Froc.MeanSensitivity);
        Assert.Equal(a.Wafroc.Area, b.Wafroc.Area);
        Assert.Equal(a.Calibration.ExpectedCalibrationError.Low!.Value, b.Calibration.ExpectedCalibrationError.Low!.Value, 12);
    }

    [Fact]
    public void A_noisy_map_of_the_usual_size_is_swept_quickly()
    {
        var random = new Random(1);
        var geometry = MaskOf.Grid(172, 208, 100, Affine.FromSpacing(new SpacingMm(1, 1, 1.5)));
        var boxes = Enumerable.Range(0, 20).Select(i => MaskOf.Box(10 + (i * 7), 20 + (i * 8), 10 + (i * 4), 4, 5, 3)).ToArray();
        var reference = Some.Lesions(geometry, boxes);
        var map = new ProbabilityMap(
            "case-1", "patient-1", reference.Labels.Map(l => l > 0 ? 0.9f : random.Next(50) == 0 ? 0.5f * random.NextSingle() : 0));

        var clock = Stopwatch.StartNew();
        var evaluation = Evaluate(map, reference);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"172 x 208 x 100, noise in a fiftieth, 99 thresholds: {clock.ElapsedMilliseconds} ms");
        Assert.All(evaluation.Ratings.Lesions, l => Assert.NotNull(l.Confidence));
        Assert.True(clock.ElapsedMilliseconds < 30_000, $"took {clock.ElapsedMilliseconds} ms");
    }

    private static MapEvaluation Evaluate(ProbabilityMap map, LesionSet reference, FreeResponseOptions? options = null) =>
        FreeResponseEvaluator.Evaluate(map, reference, MatchingPreset.Default, options ?? new FreeResponseOptions());

    private static LesionSet Cubes(params int[] x) => Some.Lesions(Grid, [.. x.Select(i => MaskOf.Box(i, 5, 5, 4, 4, 4))]);

    private static ProbabilityMap Map(params (int X, int Size, float Probability)[] cubes)
    {
        var map = new Volume<float>(Grid);
        foreach (var (x, size, probability) in cubes)
        {
            Fill(map, MaskOf.Box(x, 5, 5, size, size, size), probability);
        }

        return new ProbabilityMap("case-1", "patient-1", map);
    }

    private static void Fill(Volume<float> map, Box3 box, float probability)
    {
        var inside = MaskOf.Boxes(map.Geometry, box).Voxels;
        for (var i = 0; i < inside.Length; i++)
        {
            map.Voxels[i] = inside[i] == 1 ? probability : map.Voxels[i];
        }
    }
}
