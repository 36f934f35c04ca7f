using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Experiments;

/// <summary>Judges every network by itself on every test set, and networks beside each other on the main one.</summary>
/// <param name="plan">The rules.</param>
/// <param name="stores">Where the predictions are, and where the judgements go.</param>
/// <param name="dependencies">For the records.</param>
/// <param name="context">Progress, cancellation.</param>
internal sealed class EvaluationStage(ExperimentPlan plan, (ArtifactStore Predictions, ArtifactStore Results) stores, Dependencies dependencies, RunContext context)
{
    public const string EvaluationFolder = "evaluations";

    public const string ComparisonFolder = "comparisons";

    private readonly Judge judge = new(plan, context);

    public MatchingPreset Preset => judge.Preset;

    public static string Text(OperatingThreshold at) => at == OperatingThreshold.Fixed ? "fixed" : "chosen";

    public ModelResult Judge(EvaluatedModel network, DataPartition assignment)
    {
        var first = network.Trained[0].Plan;
        return new ModelResult
        {
            Name = network.Name,
            Point = network.Point,
            TrainingSet = network.Members.Count > 0 ? null : first.TrainingSet,
            Values = network.Members.Count > 0 ? new Dictionary<string, string>() : first.Values,
            Seed = first.Seed,
            Fold = 0,
            Members = network.Members,
            WeightsSha256 = string.Join(' ', network.Trained.Select(t => t.WeightsSha256)),
            ChosenThreshold = network.ChosenThreshold,
            Epochs = network.Members.Count > 0 ? [] : network.Trained[0].Epochs,
            PredictionFolder = $"{PredictionStage.Folder}/{network.Name}",
            Judgements =
            [
                .. from test in plan.Tests
                   from at in Enum.GetValues<OperatingThreshold>()
                   select Judge(network, test, at, assignment),
            ],
        };
    }

    public ModelComparison Compare(
        string title, IReadOnlyList<string> points, IReadOnlyList<EvaluatedModel> networks, DataPartition assignment, IReadOnlyList<ModelResult> judged)
    {
        var compared = points.Select(p => networks.First(n => n.Point == p)).ToArray();
        var cases = assignment.TestCases(plan.Tests[0]);
        string Make(OperatingThreshold at)
        {
            var name = $"{ComparisonFolder}/{title}/{Text(at)}";
            var depends = dependencies.OfJudgement([.. compared.Select(n => (n.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{n.Name}")))], cases, Rules(compared, at));
            stores.Results.Make(name, depends, canContinue: false, folder => ComparisonFile.Write(judge.Compare([.. compared.Select(n => n.At(at, plan.Threshold))], cases), folder));
            return name;
        }

        return new ModelComparison(
            title, plan.Comparisons[title].Vary, [.. compared.Select(n => n.Name)], Make(OperatingThreshold.Fixed), Make(OperatingThreshold.Chosen), SeedSpreads.Of(points, judged, plan));
    }

    /// <summary>What a judgement depends on beside masks and references.</summary>
    private string Rules(IEnumerable<EvaluatedModel> networks, OperatingThreshold at) =>
        $"{judge.Rules} {Text(at)} {plan.Threshold} {string.Join(' ', networks.Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";

    private ModelEvaluation Judge(EvaluatedModel network, string test, OperatingThreshold at, DataPartition assignment)
    {
        var cases = assignment.TestCases(test);
        var name = $"{EvaluationFolder}/{network.Name}/{test}/{Text(at)}";
        var depends = dependencies.OfJudgement([(network.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{network.Name}"))], cases, Rules([network], at));
        stores.Results.Make(name, depends, canContinue: false, folder => EvaluationFile.Write(
            judge.Evaluate(network.At(at, plan.Threshold), cases, at == OperatingThreshold.Chosen ? network.Predictions : null), folder));
        var evaluation = EvaluationFile.Read(stores.Results.FolderOf(name));
        return new ModelEvaluation(
            test, at, at == OperatingThreshold.Fixed ? plan.Threshold : network.ChosenThreshold, name, evaluation.Summary, judge.ByGate(evaluation.Cases));
    }
}

/// <summary>Judges what was drawn by the rules of a plan. Needs files only, so that an experiment's figures can be made again from its predictions.</summary>
internal sealed class Judge(ExperimentPlan plan, RunContext context)
{
    /// <summary>Resampling behind every interval.</summary>
    public SummaryOptions Summary { get; } = new() { Resamples = plan.Resamples, Seed = plan.Seeds[0] };

    public MatchingPreset Preset { get; } = MatchingPresets.Find(plan.Matching)!; // PlanFaults asked

    /// <summary>The rules in words: results made by the same words are the same.</summary>
    public string Rules => FormattableString.Invariant(
        $"{Preset} resamples {plan.Resamples} seed {plan.Seeds[0]} gate {plan.Strategy?.GateCc} margins {string.Join(' ', plan.Margins.OrderBy(m => m.Key))}");

    /// <summary>One drawer against the reference.</summary>
    /// <param name="drawn">Who.</param>
    /// <param name="cases">All with a reference.</param>
    /// <param name="predictions">Where the probability maps lie, for the figures over all thresholds; null for none.</param>
    public EvaluationResult Evaluate(Drawn drawn, IReadOnlyList<Case> cases, string? predictions = null)
    {
        var options = new FreeResponseOptions { Resamples = plan.Resamples, Seed = plan.Seeds[0] };
        var judged = new List<CaseEvaluation>();
        var maps = new List<MapEvaluation>();
        foreach (var c in cases)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var reference = Drawn.Reference.Lesions(c, Preset.Connectivity);
            judged.Add(Evaluator.Evaluate(reference, drawn.Lesions(c, Preset.Connectivity), Preset));
            if (predictions is not null && !Preset.MergesLesions() && Preset.ReachSteps == 0)
            {
                maps.Add(FreeResponseEvaluator.Evaluate(Drawn.Map(predictions, c), reference, Preset, options));
            }

            context.Report("judge", (double)judged.Count / cases.Count, $"{drawn.Name}, {c.Id}");
        }

        var result = Evaluator.Summarize(judged, Preset, Summary);
        return maps.Count == 0 ? result : result with { FreeResponse = FreeResponseEvaluator.Summarize(maps, options) };
    }

    /// <summary>Several drawers side by side, against the reference and each other.</summary>
    public ComparisonResult Compare(IReadOnlyList<Drawn> drawn, IReadOnlyList<Case> cases)
    {
        var compared = new List<CaseComparison>();
        foreach (var c in cases)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var all = drawn.Prepend(Drawn.Reference).Select(d => (d.Name, d.Lesions(c, Preset.Connectivity))).ToArray();
            compared.Add(CaseComparison.Of(all, Preset));
            context.Report("compare", (double)compared.Count / cases.Count, c.Id);
        }

        return ReaderComparison.Summarize(
            compared,
            [Drawn.Reference.Name, .. drawn.Select(d => d.Name)],
            Preset,
            new ComparisonOptions { Resamples = plan.Resamples, Seed = plan.Seeds[0], Margins = plan.Margins });
    }

    /// <summary>Below the plan's gate and from it on; empty without a strategy.</summary>
    public IReadOnlyList<GateStratum> ByGate(IReadOnlyList<CaseEvaluation> cases) =>
        plan.Strategy is { } strategy ? [GateStrata.Of(cases, (null, 1000 * strategy.GateCc), Summary), GateStrata.Of(cases, (1000 * strategy.GateCc, null), Summary)] : [];
}

/// <summary>What a network, a strategy or a person drew, case by case.</summary>
/// <param name="Name">As results call it.</param>
/// <param name="Lesions">The lesions of a case, told apart as given.</param>
internal sealed record Drawn(string Name, Func<Case, Connectivity, LesionSet> Lesions)
{
    /// <summary>The reference of a case.</summary>
    public static Drawn Reference { get; } = new("reference", (c, connectivity) => Mask(c, c.ReferencePath!, connectivity)); // every test case has one: DataFaults

    /// <summary>A network at a threshold, small components dropped as it does when it predicts.</summary>
    public static Drawn ByModel(string name, string predictions, LesionOptions options, Func<Case, double> threshold) => new(
        name, (c, connectivity) => LesionFinder.Find(Map(predictions, c), options with { Threshold = threshold(c), Connectivity = connectivity }));

    /// <summary>Masks as prediction leaves them, a folder a case.</summary>
    public static Drawn ByMasks(string name, string folder) => new(
        name, (c, connectivity) => Mask(c, Path.Combine(folder, c.Id, PredictionFiles.Segmentation), connectivity));

    /// <summary>Another reader of the data set.</summary>
    public static Drawn ByReader(string reader) => new(reader, (c, connectivity) => Mask(c, c.ReaderPaths[reader], connectivity));

    /// <summary>The probabilities of a case.</summary>
    /// <exception cref="InvalidInputException">The file is gone or damaged.</exception>
    public static ProbabilityMap Map(string predictions, Case @case) =>
        new(@case.Id, @case.Patient, NiftiFile.Read(Path.Combine(predictions, @case.Id, PredictionFiles.Probability)));

    private static LesionSet Mask(Case @case, string path, Connectivity connectivity) =>
        LesionFinder.Find(@case.Id, @case.Patient, NiftiFile.ReadMask(path), new LesionOptions { Connectivity = connectivity });
}

/// <summary>Detection of lesions of some volumes, with intervals over patients (docs/metrics.md, "Figures by size").</summary>
internal static class GateStrata
{
    public static GateStratum Of(IReadOnlyList<CaseEvaluation> cases, (double? LowMm3, double? HighMm3) range, SummaryOptions options)
    {
        bool Within(double volumeMm3) => !(volumeMm3 < range.LowMm3) && !(volumeMm3 >= range.HighMm3);

        var patients = cases.GroupBy(c => c.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray()).ToArray();
        double[] Each(Func<CaseEvaluation, int> count) => [.. patients.Select(p => (double)p.Sum(count))];
        var lesions = Each(c => c.Lesions.Count(l => Within(l.ReferenceVolumeMm3)));
        var found = Each(c => c.Lesions.Count(l => l.Detected && Within(l.ReferenceVolumeMm3)));
        var matched = Each(c => c.Lesions.Count(l => l.PredictedVolumeMm3 is { } v && Within(v)));
        var wrong = Each(c => c.FalsePositiveLesions.Count(f => Within(f.VolumeMm3)));
        var bootstrap = new PatientBootstrap(patients.Length, options.Resamples, new Random(options.Seed));
        Estimate Ratio(double[] numerators, double[] denominators)
        {
            var interval = bootstrap.Interval(numerators, denominators);
            var total = denominators.Sum();
            return new Estimate(total > 0 ? numerators.Sum() / total : null, interval?.Low, interval?.High, (int)total, 0);
        }

        double[] predicted = [.. matched.Zip(wrong, (m, w) => m + w)];
        return new GateStratum(
            range.LowMm3,
            range.HighMm3,
            Ratio(found, lesions),
            Ratio(matched, predicted),
            Ratio([.. found.Zip(matched, (f, m) => f + m)], [.. lesions.Zip(predicted, (l, p) => l + p)]));
    }
}

/// <summary>How figures vary over the seeds of training, on the main test set.</summary>
internal static class SeedSpreads
{
    private static readonly (string Name, Func<EvaluationSummary, double?> Figure)[] Metrics =
    [
        ("sensitivity", s => s.Sensitivity.Value), ("precision", s => s.Precision.Value), ("f1", s => s.F1.Value), ("dice", s => s.Dice.Value), ("hd95Mm", s => s.Hd95Mm.Value),
    ];

    /// <summary>Empty with one seed.</summary>
    public static IReadOnlyList<SeedSpread> Of(IReadOnlyList<string> points, IReadOnlyList<ModelResult> judged, ExperimentPlan plan) => plan.Seeds.Count < 2
        ? []
        :
        [
            .. from point in points
               from at in Enum.GetValues<OperatingThreshold>()
               from metric in Metrics
               let values = judged.Where(m => m.Point == point)
                   .Select(m => metric.Figure(m.Judgements.First(j => j.Test == plan.Tests[0] && j.At == at).Summary)).ToArray()
               let defined = values.OfType<double>().ToArray()
               select new SeedSpread(point, at, metric.Name, values, defined.Length == 0 ? null : defined.Average(), Deviation(defined)),
        ];

    private static double? Deviation(double[] values) =>
        values.Length < 2 ? null : Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1));
}
