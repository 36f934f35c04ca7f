using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Experiments;

/// <summary>Evaluates every network on every test set, and compares networks on the main one.</summary>
/// <param name="plan">The rules.</param>
/// <param name="stores">The stores of the predictions and of the evaluations.</param>
/// <param name="dependencies">For the records.</param>
/// <param name="context">Progress, cancellation.</param>
internal sealed class EvaluationStage(
    ExperimentPlan plan, (ArtifactStore Predictions, ArtifactStore Results) stores, Dependencies dependencies, RunContext context)
{
    public const string EvaluationFolder = "evaluations";

    public const string ComparisonFolder = "comparisons";

    private readonly ExperimentEvaluator evaluator = new(plan, context);

    public MatchingPreset Preset => evaluator.Preset;

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
        string title, IReadOnlyList<string> points, IReadOnlyList<EvaluatedModel> networks, DataPartition assignment,
            IReadOnlyList<ModelResult> judged)
    {
        var compared = points.Select(p => networks.First(n => n.Point == p)).ToArray();
        var cases = assignment.TestCases(plan.Tests[0]);
        string Make(OperatingThreshold at)
        {
            var name = $"{ComparisonFolder}/{title}/{Text(at)}";
            var depends =
                dependencies.OfJudgement(
                    [.. compared.Select(n => (n.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{n.Name}")))], cases,
                        Rules(compared, at));
            stores.Results.Make(name, depends, canContinue: false, folder =>
                ComparisonFile.Write(evaluator.Compare([.. compared.Select(n => n.At(at, plan.Threshold, cases))], cases), folder));
            return name;
        }

        string[] names = [.. compared.Select(n => n.Name)];
        var main = judged.ToDictionary(m => m.Name, m => m.Judgements.Where(j => j.Test == plan.Tests[0]).ToArray());
        return new ModelComparison(
            title, plan.Comparisons[title].Vary, names, Make(OperatingThreshold.Fixed), Make(OperatingThreshold.Chosen),
                SeedSpreads.Of(points, judged, plan))
        {
            Differences = ModelDifferences.Of(
                names,
                main[names[0]][0].ByGate,
                (model, at) => EvaluationFile.Read(stores.Results.FolderOf(main[model].First(j => j.At == at).Folder)),
                evaluator.Summary),
        };
    }

    /// <summary>The inputs of an evaluation in addition to masks and references.</summary>
    private string Rules(IEnumerable<EvaluatedModel> networks, OperatingThreshold at) =>
        $"{evaluator.Rules} {Text(at)} {plan.Threshold} {string.Join(' ', networks.Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";

    private ModelEvaluation Judge(EvaluatedModel network, string test, OperatingThreshold at, DataPartition assignment)
    {
        var cases = assignment.TestCases(test);
        var name = $"{EvaluationFolder}/{network.Name}/{test}/{Text(at)}";
        var depends = dependencies.OfJudgement(
            [(network.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{network.Name}"))], cases, Rules([network], at));
        stores.Results.Make(name, depends, canContinue: false, folder => EvaluationFile.Write(
            evaluator.Evaluate(network.At(at, plan.Threshold, cases), cases, sweepsMaps: at == OperatingThreshold.Chosen), folder));
        var evaluation = EvaluationFile.Read(stores.Results.FolderOf(name));
        return new ModelEvaluation(
            test, at, at == OperatingThreshold.Fixed
                ? plan.Threshold
                : network.ChosenThreshold, name, evaluation.Summary, evaluator.ByGate(evaluation.Cases));
    }
}

/// <summary>
/// Evaluates segmentations by the rules of a plan. Needs files only, so that all results of an experiment can be made again from its
/// predictions.
/// </summary>
internal sealed class ExperimentEvaluator(ExperimentPlan plan, RunContext context)
{
    /// <summary>Resampling behind every interval.</summary>
    public SummaryOptions Summary { get; } = new() { Resamples = plan.Resamples, Seed = plan.Seeds[0] };

    public MatchingPreset Preset { get; } = MatchingPresets.Find(plan.Matching)!; // the plan was validated

    /// <summary>The rules as text: results made by the same text are the same.</summary>
    public string Rules => FormattableString.Invariant(
        $"{Preset} resamples {plan.Resamples} seed {plan.Seeds[0]} gate {plan.Strategy?.GateCc} margins {string.Join(' ', plan.Margins.OrderBy(m => m.Key))}");

    /// <summary>One source by the reference.</summary>
    /// <param name="source">A network, a strategy or a reader.</param>
    /// <param name="cases">Those of the source, all with a reference.</param>
    /// <param name="sweepsMaps">Evaluate the probability maps of the source at all thresholds too, where the preset allows it.</param>
    public EvaluationResult Evaluate(SegmentationSource source, IReadOnlyList<Case> cases, bool sweepsMaps = false)
    {
        var sweep = sweepsMaps && Preset.AllowsSweep()
            ? new FreeResponseOptions { Resamples = plan.Resamples, Seed = plan.Seeds[0] }
            : null;
        var runner = new EvaluationRunner(new EvaluationRules { Matching = Preset, Sweep = sweep });
        var evaluated = new List<EvaluatedCase>();
        foreach (var files in CasePairing.OfPredictions(SegmentationSource.References(cases), source, allowMissing: false).Cases)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            evaluated.Add(runner.Evaluate(files));
            context.Report("evaluate", (double)evaluated.Count / cases.Count, $"{source.Name}, {files.Case}");
        }

        return runner.Summarize(evaluated, Summary);
    }

    /// <summary>Several sources side by side, against the reference and each other.</summary>
    /// <param name="readers">Networks, strategies and readers, each with the same cases.</param>
    /// <param name="cases">All with a reference.</param>
    public ComparisonResult Compare(IReadOnlyList<SegmentationSource> readers, IReadOnlyList<Case> cases)
    {
        SegmentationSource[] sources = [SegmentationSource.References(cases), .. readers];
        var runner = new ReaderStudyRunner(sources, consensus: null, Preset);
        var compared = new List<CaseComparison>();
        foreach (var files in CasePairing.OfReaders(sources, allowMissing: false).Cases)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            compared.Add(runner.Compare(files));
            context.Report("compare", (double)compared.Count / cases.Count, files.Case);
        }

        return runner.Summarize(compared, new ComparisonOptions
        {
            Resamples = plan.Resamples,
            Seed = plan.Seeds[0],
            Margins = plan.Margins,
        });
    }

    /// <summary>Below the plan's gate and from it on; empty without a strategy.</summary>
    public IReadOnlyList<GateStratum> ByGate(IReadOnlyList<CaseEvaluation> cases) =>
        plan.Strategy is { GateCc: var cc }
        ? [VolumeStratum.OfCases(cases, null, 1000 * cc, Summary), VolumeStratum.OfCases(cases, 1000 * cc, null, Summary)]
        : [];
}

/// <summary>What the networks of a comparison differ in below and above the gate.</summary>
internal static class ModelDifferences
{
    /// <summary>Every two models at either threshold, but those that were not evaluated on the same cases; empty without strata.</summary>
    /// <param name="models">Their names.</param>
    /// <param name="strata">Of the gate.</param>
    /// <param name="evaluationOf">A model on the main test set at a threshold; null when it was not evaluated there.</param>
    /// <param name="options">Resampling.</param>
    public static IReadOnlyList<ModelDifference> Of(
        IReadOnlyList<string> models, IReadOnlyList<GateStratum> strata, Func<string, OperatingThreshold, EvaluationResult?> evaluationOf,
            SummaryOptions options)
    {
        var differences = new List<ModelDifference>();
        foreach (var at in strata.Count == 0 ? [] : Enum.GetValues<OperatingThreshold>())
        {
            var cases = models.ToDictionary(m => m, m => evaluationOf(m, at)?.Cases);
            differences.AddRange(
                from first in models.Index()
                from second in models.Skip(first.Index + 1)
                where AreSame(cases[first.Item], cases[second])
                let patients = PatientPair.Of(cases[first.Item]!, cases[second]!) // the same cases, so both are there
                let bootstrap = new PatientBootstrap(patients.Count, options.Resamples, new Random(options.Seed))
                select new ModelDifference(
                    at, first.Item, second, [.. strata.Select(s => StratumDifference.Of(patients, s.LowMm3, s.HighMm3, bootstrap))]));
        }

        return differences;
    }

    private static bool AreSame(IReadOnlyList<CaseEvaluation>? first, IReadOnlyList<CaseEvaluation>? second) =>
        first is not null && second is not null
        && first.Select(c => c.Case).Order(StringComparer.Ordinal).SequenceEqual(second.Select(c => c.Case).Order(StringComparer.Ordinal));
}

/// <summary>Variation of metrics over the seeds of training, on the main test set.</summary>
internal static class SeedSpreads
{
    private static readonly (string Name, Func<EvaluationSummary, double?> Figure)[] Metrics =
    [
        ("sensitivity", s => s.Sensitivity.Value), ("precision", s => s.Precision.Value), ("f1", s => s.F1.Value),
            ("dice", s => s.Dice.Value), ("hd95Mm", s => s.Hd95Mm.Value),
    ];

    /// <summary>Empty with one seed.</summary>
    public static IReadOnlyList<SeedSpread> Of(IReadOnlyList<string> points, IReadOnlyList<ModelResult> judged, ExperimentPlan plan) =>
        plan.Seeds.Count < 2
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
