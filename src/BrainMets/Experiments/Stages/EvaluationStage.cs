using BrainMets.Evaluation;

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
