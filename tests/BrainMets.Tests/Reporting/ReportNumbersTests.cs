using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Reporting;
using BrainMets.Tests.Evaluation;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

/// <summary>Reports render: every number of a page stands in the JSON files of its folder, rounded as shown.</summary>
public sealed class ReportNumbersTests(WrittenExperiment written) : IDisposable
{
    /// <summary>Texts whose numbers are no results, each with the reason.</summary>
    private static readonly (string Pattern, string Reason)[] NoResults =
    [
        (@"\b(95|90|5) %", "the level of intervals and tests, which is the same in every report"),
        (@"(CLAIM|et al\.|Canny) \d{4}", "the year of a paper or a guideline"),
        (@"(centre at RAS|Middle at) \([^)]*\)|Slice \d+ of \d+ from below|tilted \d+°", "where a picture lies: read off its image"),
        (@"in all [\d.]+ (s|min|h)|steps, [\d.]+ (s|min|h)", "the sum of the seconds that stand above it or in the files"),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_number_that_stands_in_no_file_is_found()
    {
        File.WriteAllText(
            folder.File("result.json"), """{ "value": 0.84321, "volumesMm3": [402.5, 3], "name": "gate 0.4 cc", "difference": -0.12 }""");
        var numbers = NumbersOfReport.OfJson(folder.Path);
        var shown = NumbersOfReport.Visible(
            "<style>p { margin: 7.77px }</style><p title='9.99'>F1 0.84 (HD95 <code>6.66</code>), 0.403 cc of 2 in gate 0.4 cc: "
            + "+0.12, but not 0.85&nbsp;cc, 5.5, 400.</p><p>95 % of 1000</p>",
            [@"\b95 %"]);

        Assert.Equal(["0.84", "0.403", "2", "0.4", "+0.12", "0.85", "5.5", "400", "1000"], shown.Select(n => n.Text));
        Assert.Equal(["0.85", "5.5", "400", "1000"], shown.Where(n => !NumbersOfReport.Contains(numbers, n)).Select(n => n.Text));
    }

    [Slow(3)]
    [Fact]
    public void The_numbers_of_a_run_stand_in_its_files()
    {
        var run = SyntheticRun.Write(folder.Path);
        JsonFile.Write(folder.File("run.json"), run, JsonFormats.Run);
        RunReport.Write(run, folder.File("report.html"));

        AssertNumbersAreInFiles();
    }

    [Slow(3)]
    [Fact]
    public void The_numbers_of_an_evaluation_stand_in_its_files()
    {
        var run = SyntheticRun.Write(folder.Path);
        var options = new FreeResponseOptions { Resamples = 200, FalsePositiveBudget = 1 };
        ThresholdCounts Counts(double threshold, int patient) => new(threshold, patient % 3, patient % 3, threshold < 0.5 ? 1 : 0, 1);
        MapEvaluation[] maps =
        [
            .. SomeRatings.Random(2, 20)
                .Select((rated, patient) => new MapEvaluation(rated, [.. options.Thresholds.Select(t => Counts(t, patient))])),
        ];
        var cases = run.Evaluation!.Cases; // the synthetic run is evaluated
        var evaluation = run.Evaluation with
        {
            FreeResponse = FreeResponseEvaluator.Summarize(maps, options),
            DefinitionSensitivity =
                MatchingSensitivityAnalysis.Table([.. cases.Select(c => (CaseEvaluation[])[.. MatchingPresets.All.Select(_ => c)])]),
            LabelsRead = new LabelsRead(null, "1,3"),
            DroppedPredictions = new DroppedPredictions(10, 3),
        };
        EvaluationFile.Write(evaluation, folder.Path);
        var summary = run with { Title = "Evaluation", Epochs = [], Evaluation = evaluation };
        JsonFile.Write(folder.File("run.json"), summary, JsonFormats.Run);
        RunReport.Write(summary, folder.File("report.html"));

        AssertNumbersAreInFiles();
    }

    [Slow(8)]
    [Fact]
    public void The_numbers_of_a_comparison_stand_in_its_files()
    {
        var result = written.Result;
        var readers = result.SecondReader!; // the whole experiment has one
        var comparison = ComparisonFile.Read(written.File(readers.FixedFolder));
        ComparisonFile.Write(comparison, folder.Path);
        JsonFile.Write(folder.File("provenance.json"), result.Provenance, JsonFormats.Run);
        ComparisonReport.Write(comparison, result.Provenance, folder.File("report.html"));

        AssertNumbersAreInFiles();
    }

    [Fact]
    public void The_numbers_of_a_combination_stand_in_its_files()
    {
        var combination = SomeCombination.Chosen();
        CombinationFile.Write(combination, folder.Path);
        CombinationReport.Write(combination, folder.File("report.html"));

        AssertNumbersAreInFiles();
    }

    [Slow(9)]
    [Fact]
    public void The_numbers_of_an_experiment_stand_in_its_files()
    {
        var result = new SyntheticExperiment(folder.Path, new SyntheticPatients(11, WrittenExperiment.Grid())).Write();
        var completed = CompletedExperiment.Of(result, folder.Path);
        Assert.NotEmpty(completed.Computed);
        const string reader = "parallel/reader";
        var alone = Evaluator.Summarize(completed.SecondReader, MatchingPreset.Default, new SummaryOptions { Resamples = 100 });
        EvaluationFile.Write(alone, folder.File(reader));
        var readers = completed.Result.SecondReader!; // the whole experiment has one
        result = completed.Result with { SecondReader = readers with { ReaderFolder = reader } };
        ExperimentResultFile.Write(result, folder.Path);
        ExperimentReport.Write(ExperimentResultFile.Read(folder.Path)!, folder.Path); // just written

        Assert.Empty(CompletedExperiment.Of(result, folder.Path).Computed);
        AssertNumbersAreInFiles();
    }

    [Fact]
    public void The_numbers_of_a_predicted_case_stand_in_its_files()
    {
        var probability = new Volume<float>(new VolumeGeometry(new Size3(10, 10, 10), Affine.FromSpacing(new SpacingMm(1, 1.1, 1.3))));
        (probability[4, 4, 4], probability[5, 4, 4], probability[8, 8, 8], probability[1, 1, 1]) = (0.9f, 0.8f, 0.3125f, 0.7f);
        var map = new ProbabilityMap("scan-1", "scan-1", probability);
        var lesions = LesionFinder.Find(map, new LesionOptions());
        lesions = lesions with { Candidates = CandidateFinder.Find(map, lesions, new LesionOptions { Threshold = 0.25 }) };
        LesionFiles.WriteJson(lesions, folder.File("lesions.json"), new Dictionary<int, ContourFidelity> { [1] = new(2.5, 2, 1) });
        JsonFile.Write(folder.File("manifest.json"), new PredictionManifest
        {
            Case = "scan-1",
            Model = "test",
            Threshold = 0.5,
            Lesions = lesions.Lesions.Count,
            LesionVolumeMm3 = lesions.Lesions.Sum(l => l.VolumeMm3),
            CandidateThreshold = lesions.Candidates?.Threshold,
            Candidates = lesions.Candidates?.Lesions.Count,
            BrainVolumeMl = 1437.6,
            Provenance = Provenance.Of(new RunContext { Compute = Compute.Reference, Threads = 3, Version = "0.1.0" }, 17),
            Seconds = new Dictionary<string, double> { ["prepare"] = 12.34, ["predict"] = 130 },
            Warnings = [],
        }, JsonFormats.Run);
        PredictionReport.Write(folder.Path);

        AssertNumbersAreInFiles();
    }

    private void AssertNumbersAreInFiles()
    {
        var numbers = NumbersOfReport.OfJson(folder.Path);
        var shown = NumbersOfReport.Visible(File.ReadAllText(folder.File("report.html")), NoResults.Select(n => n.Pattern));

        Assert.NotEmpty(shown);
        var unknown = shown.Where(n => !NumbersOfReport.Contains(numbers, n)).Select(n => $"{n.Text} in: {n.Context}").ToList();
        Assert.True(unknown.Count == 0, string.Join('\n', unknown));
    }
}
