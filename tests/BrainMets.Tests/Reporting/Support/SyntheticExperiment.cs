using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Tests.Reporting;

/// <summary>A finished experiment on disk: made-up predictions of synthetic heads, judged by the real evaluators.</summary>
/// <param name="folder">Where it lies.</param>
/// <param name="patients">Who is read.</param>
/// <param name="isWhole">False for an experiment without strategy, second reader and seeds, of one comparison.</param>
internal sealed class SyntheticExperiment(string folder, SyntheticPatients patients, bool isWhole = true)
{
    public const string Reader = "O.A.";
    public const string Given = "strategy 0.4 cc";
    public const string Chosen = "strategy, chosen gate";
    private const double FixedThreshold = 0.5;
    private const double GateMm3 = 400;
    private const int Resamples = 100;

    public static IReadOnlyList<SyntheticModel> Models { get; } =
    [
        new("main-alpha0.5", "main", "0.5", 0.50, 0.80, 0.5, 0.98, 0.42),
            new("main-alpha0.95", "main", "0.95", 0.62, 0.84, 1.6, 1.05, 0.55),
        new("main-alpha0.99", "main", "0.99", 0.78, 0.86, 3.4, 1.12, 0.66),
            new("few-shot-alpha0.5", "few-shot", "0.5", 0.66, 0.76, 0.6, 1.0, 0.45),
    ];

    private static string[] Beside { get; } = [Given, Chosen, Reader];

    private readonly Dictionary<(string Name, int Patient), LesionSet> drawn = [];

    public ExperimentResult Write()
    {
        var cases = Images();
        var models = Models.Take(isWhole ? 4 : 2).Select(Model).ToArray();
        StrategyEvaluation[] strategies = !isWhole
            ? []
            : [.. from at in Enum.GetValues<OperatingThreshold>() from isChosen in new[] { false, true } select Strategy(at, isChosen)];
        return new ExperimentResult
        {
            Name = "Losses & training sets",
            Provenance = new Provenance
            {
                Version = "0.1.0",
                Commit = "57d7bf4",
                Seed = 3,
                Device = "cpu (2 cores)",
                Precision = "bf16",
                Threads = 2,
            },
            ConfigJson = "{\n  \"preset\": \"compact\"\n}",
            DataSets = [Statistics("site-a", 0), Statistics("site-c", 500)],
            TrainingSets = [new TrainingSetSize("main", 40, 44, ["site-a"]),
                new TrainingSetSize("few-shot", 44, 48, ["site-a", "4 patients of site-c"])],
            Tests = [new TestSetCases("site-c", patients.Count, cases)],
            FixedThreshold = FixedThreshold,
            Models = models,
            Comparisons = isWhole
                ? [Comparison("Loss: alpha", "training.loss.alpha", Models.Take(3), Spreads()),
                    Comparison("Training sets", "trainingSet", Models.Where(m => m.Alpha == "0.5"), [])]
                : [Comparison("Loss: alpha", "training.loss.alpha", Models.Take(2), [])],
            Agreements = isWhole ? [Agreement(OperatingThreshold.Fixed), Agreement(OperatingThreshold.Chosen)] : [],
            Confirmation = isWhole
                ? new ConfirmationResult(Models[1].Name, Models[0].Name,
                    [Confirmation(OperatingThreshold.Fixed, models), Confirmation(OperatingThreshold.Chosen, models)])
                : null,
            Strategy = isWhole
                ? new StrategyResult
                {
                    Small = Models[3].Name,
                    Large = Models[0].Name,
                    GateChoice = Choice(GateSource.Test),
                    Judgements = strategies,
                }
                : null,
            SecondReader = isWhole
                ? new ParallelComparison(Reader, Beside, Compare("parallel", OperatingThreshold.Fixed, Beside),
                    Compare("parallel", OperatingThreshold.Chosen, Beside))
                : null,
            Seconds = new Dictionary<string, double> { ["prepare"] = 120, ["train"] = 9000, ["judge"] = 300 },
        };
    }

    private static string Key(string name, OperatingThreshold at) => $"{name}@{at}";

    private static LesionOptions Everything { get; } = new();

    private static string Id(int patient) => $"case-{patient:00}";

    private TestCase[] Images()
    {
        var cases = new List<TestCase>();
        for (var p = 0; p < patients.Count; p++)
        {
            string Path(string what) => System.IO.Path.Combine(
                Directory.CreateDirectory(System.IO.Path.Combine(folder, "images")).FullName, $"{Id(p)}-{what}.nii.gz");
            NiftiFile.Write(patients.T1c(p), Path("t1c"));
            Draw("reference", p, patients.Reference(p), Path("reference"));
            Draw(Reader, p, patients.SecondReader(p), Path("reader"));
            cases.Add(new TestCase(Id(p), $"patient-{p:00}", Path("t1c"), Path("reference"), new Dictionary<string, string>
            {
                [Reader] = Path("reader"),
            }));
        }

        return [.. cases];
    }

    private void Draw(string name, int patient, Volume<byte> mask, string? path)
    {
        drawn[(name, patient)] = LesionFinder.Find(Id(patient), $"patient-{patient:00}", mask, Everything);
        if (path is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            NiftiFile.Write(mask, path);
        }
    }

    private ModelResult Model(SyntheticModel model, int index)
    {
        var place = $"predictions/{model.Name}";
        ProbabilityMap[] maps = [.. Enumerable.Range(0, patients.Count)
            .Select(p => new ProbabilityMap(Id(p), $"patient-{p:00}", patients.Probability(p, model)))];
        foreach (var (p, map) in maps.Index())
        {
            Volume<byte> At(double threshold) => map.Probability.Map(v => (byte)(v >= threshold ? 1 : 0));
            Draw(Key(model.Name, OperatingThreshold.Fixed), p, At(FixedThreshold), null);
            Draw(Key(model.Name, OperatingThreshold.Chosen), p, At(model.Threshold),
                Path.Combine(folder, place, Id(p), PredictionFiles.Segmentation));
        }

        return new ModelResult
        {
            Name = model.Name,
            Point = model.Name,
            TrainingSet = model.TrainingSet,
            Values = new Dictionary<string, string> { ["trainingSet"] = model.TrainingSet, ["training.loss.alpha"] = model.Alpha },
            Seed = 1,
            Fold = 0,
            WeightsSha256 = new string((char)('a' + index), 64),
            ChosenThreshold = model.Threshold,
            Epochs = SyntheticRun.Epochs(9 + index),
            PredictionFolder = place,
            Judgements = [Judge(model, OperatingThreshold.Fixed, maps), Judge(model, OperatingThreshold.Chosen, maps)],
        };
    }

    private ModelEvaluation Judge(SyntheticModel model, OperatingThreshold at, ProbabilityMap[] maps)
    {
        var place = $"evaluations/{model.Name}-{at}";
        CaseEvaluation[] cases = [.. Enumerable.Range(0, patients.Count)
            .Select(p => Evaluator.Evaluate(drawn[("reference", p)], drawn[(Key(model.Name, at), p)], MatchingPreset.Default))];
        var result = Evaluator.Summarize(cases, MatchingPreset.Default, new SummaryOptions { Resamples = Resamples });
        if (at == OperatingThreshold.Chosen)
        {
            var options = new FreeResponseOptions { Resamples = Resamples, Thresholds = [0.2, 0.5, 0.8] };
            result = result with
            {
                FreeResponse =
                    FreeResponseEvaluator.Summarize(
                        [.. maps.Select((m, p) =>
                            FreeResponseEvaluator.Evaluate(m, drawn[("reference", p)], MatchingPreset.Default, options))], options),
            };
        }

        EvaluationFile.Write(result, Path.Combine(folder, place));
        return new ModelEvaluation(
            "site-c", at, at == OperatingThreshold.Fixed ? FixedThreshold : model.Threshold, place, result.Summary, Strata(cases));
    }

    private static IReadOnlyList<GateStratum> Strata(IReadOnlyList<CaseEvaluation> cases)
    {
        var bootstrap = new PatientBootstrap(cases.Count, Resamples, new Random(1)); // One case a patient.
        GateStratum Stratum(double? low, double? high)
        {
            bool Inside(double v) => !(v < low) && !(v >= high);
            double[] Count(Func<CaseEvaluation, int> of) => [.. cases.Select(c => (double)of(c))];
            double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
            Estimate Ratio(double[] a, double[] b)
            {
                var interval = bootstrap.Interval(a, b);
                return new Estimate(b.Sum() > 0 ? a.Sum() / b.Sum() : null, interval?.Low, interval?.High, (int)b.Sum(), 0);
            }

            var lesions = Count(c => c.Lesions.Count(l => Inside(l.ReferenceVolumeMm3)));
            var found = Count(c => c.Lesions.Count(l => l.Detected && Inside(l.ReferenceVolumeMm3)));
            var right = Count(c => c.Lesions.Count(l => l.PredictedVolumeMm3 is { } v && Inside(v)));
            var drawn = Sum(right, Count(c => c.FalsePositiveLesions.Count(f => Inside(f.VolumeMm3))));
            return new GateStratum(low, high, Ratio(found, lesions), Ratio(right, drawn), Ratio(Sum(found, right), Sum(lesions, drawn)));
        }

        return [Stratum(null, GateMm3), Stratum(GateMm3, null)];
    }

    private StrategyEvaluation Strategy(OperatingThreshold at, bool isChosen)
    {
        var (small, large, name) = (Models[3].Name, Models[0].Name, isChosen ? Chosen : Given);
        var options = new CombinationOptions { GatesMm3 = [100, 400, 1000], Resamples = Resamples, Repeats = 1, Folds = 3 };
        var gates = VolumeGate.Ladder(options.GatesMm3);
        CaseGateCounts[] counts =
        [
            .. Enumerable.Range(0, patients.Count).Select(p => CaseGateCounts.Of(
                new CaseMasks
                {
                    Case = Id(p), Patient = $"patient-{p:00}", Small = drawn[(Key(small, at), p)].ToSegmentation(),
                        Large = drawn[(Key(large, at), p)].ToSegmentation(),
                    Reference = drawn[("reference", p)].ToSegmentation(),
                },
                gates,
                MatchingPreset.Default)),
        ];
        var selection = isChosen
            ? GateSelection.Choose(counts, gates, MatchingPreset.Default, options)
            : GateSelection.Judge(counts, (gates, VolumeGate.At(GateMm3)), MatchingPreset.Default, options);
        var gate = selection.Gate ?? VolumeGate.LargeOnly;
        var place = $"strategy/{Path.GetFileName(name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-'))}-{at}";
        var combined = new List<CombinationCounts>();
        var cases = new List<CaseEvaluation>();
        for (var p = 0; p < patients.Count; p++)
        {
            var one = LesionCombination.Combine((small, drawn[(Key(small, at), p)]), (large, drawn[(Key(large, at), p)]), gate);
            combined.Add(one.Counts);
            Draw(Key(name, at), p, one.Lesions.ToSegmentation(), Path.Combine(folder, place, Id(p), PredictionFiles.Segmentation));
            cases.Add(Evaluator.Evaluate(drawn[("reference", p)], drawn[(Key(name, at), p)], MatchingPreset.Default));
        }

        CombinationFile.Write(
            new CombinationSummary
            {
                Models = new CombinationModels(small, large),
                Gate = gate,
                Counts = CombinationCounts.Sum(combined),
                Cases = [.. combined.Select((c, p) => new CaseCounts(Id(p), $"patient-{p:00}", c))],
                MeanProbability = new MeanProbability { Threshold = null, How = "not made" },
                Selection = selection,
                Provenance = new Provenance { Version = "0.1.0", Seed = 3, Device = "cpu", Precision = "fp32", Threads = 2 },
            },
            Path.Combine(folder, place));
        var evaluation = Evaluator.Summarize(cases, MatchingPreset.Default, new SummaryOptions { Resamples = Resamples });
        EvaluationFile.Write(evaluation, Path.Combine(folder, place));
        double? gateCc = gate.VolumeMm3 / 1000;
        var text = gateCc is { } cc ? $"gate {cc:0.####} cc" : "one network alone";
        return new StrategyEvaluation(
            name, at, gateCc, text, isChosen ? GateSource.Test : GateSource.Given, place, evaluation.Summary, Strata(cases));
    }

    public static GateChoice Choice(GateSource on) => new()
    {
        ChosenOn = on,
        Why = on == GateSource.Test ? "the plan says so" : null,
        Patients = 7,
        ReferenceLesions = 21,
        Cases = ["v1", "v2", "v3", "v4", "v5", "v6", "v7"],
    };

    private ModelComparison Comparison(string title, string vary, IEnumerable<SyntheticModel> models, IReadOnlyList<SeedSpread> seeds)
    {
        string[] names = [.. models.Select(m => m.Name)];
        return new ModelComparison(
            title, vary, names, Compare(vary, OperatingThreshold.Fixed, names), Compare(vary, OperatingThreshold.Chosen, names), seeds);
    }

    private string Compare(string what, OperatingThreshold at, string[] compared)
    {
        var place = $"comparisons/{what}-{at}";
        var options = new ComparisonOptions
        {
            Resamples = Resamples,
            SignFlips = 1000,
            Margins = new Dictionary<PairedMetric, double> { [PairedMetric.F1] = 0.3, [PairedMetric.LesionHd95Mm] = 0.01 },
        };
        CaseComparison[] cases =
        [
            .. Enumerable.Range(0, patients.Count).Select(p => CaseComparison.Of(
                [("P.P.", drawn[("reference", p)]), .. compared.Select(n => (n, drawn[(n == Reader ? n : Key(n, at), p)]))],
                    MatchingPreset.Default)),
        ];
        ComparisonFile.Write(
            ReaderComparison.Summarize(cases, ["P.P.", .. compared], MatchingPreset.Default, options), Path.Combine(folder, place));
        return place;
    }

    private DataSetStatistics Statistics(string name, int extra) => new()
    {
        Name = name,
        Site = name[^1..],
        Patients = patients.Count,
        Cases = patients.Count + 1,
        LesionsPerCase =
            [.. Enumerable.Range(0, patients.Count).Select(p => drawn[("reference", p)].Lesions.Count + (extra > 0 ? p % 3 : 0))],
        LesionVolumesMm3 = [.. Enumerable.Range(0, patients.Count)
            .SelectMany(p => drawn[("reference", p)].Lesions).Select(l => l.VolumeMm3 + extra).Order()],
    };

    /// <summary>Made-up counts: nobody alone, two of three in one patient only, so that there is no interval.</summary>
    private static EnsembleAgreement Agreement(OperatingThreshold at) => new(
        "mean-of-three", "site-c", at, [.. Models.Take(3).Select(m => m.Name)], "nowhere",
        [
            new(0, Class(0, 0, 0, Estimate.Nothing)), new(1, Class(0, 0, 2, Estimate.Nothing)),
                new(2, Class(1, 2, 0, new Estimate(1 / 3.0, null, null, 3, 0))),
            new(3, Class(37, 3, 1, new Estimate(0.925, 0.83, 0.98, 40, 0))),
        ]);

    private static ConfirmationEvaluation Confirmation(OperatingThreshold at, ModelResult[] models) => new()
    {
        At = at,
        SensitiveThreshold = at == OperatingThreshold.Fixed ? FixedThreshold : 0.31,
        PreciseThreshold = at == OperatingThreshold.Fixed ? FixedThreshold : 0.87,
        Folder = "nowhere",
        Confirmed = Class(30, 4, 1, new Estimate(30 / 34.0, 0.77, 0.96, 34, 0)),
        ToReview = Class(5, 13, 0, new Estimate(5 / 18.0, 0.11, 0.47, 18, 0)),
        ConfirmedAlone = models[0].Judgements[0].Summary,
        All = models[1].Judgements[0].Summary,
    };

    private static LesionClass Class(int right, int wrong, int neither, Estimate share) => new()
    {
        TrueLesions = right,
        FalsePositives = wrong,
        Neither = neither,
        ShareTrue = share,
        FalsePositivesPerPatient = new Estimate(wrong / 11.0, null, null, 11, 0),
    };

    private static IReadOnlyList<SeedSpread> Spreads() =>
    [
        new(Models[0].Name, OperatingThreshold.Fixed, "f1", [0.71, 0.75, null], 0.73, 0.028),
            new(Models[0].Name, OperatingThreshold.Chosen, "hd95Mm", [2.1, 2.4, 2.2], 2.233, 0.153),
    ];
}
