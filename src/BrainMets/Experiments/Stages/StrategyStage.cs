using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>The strategy of two networks, and the strategy beside the second reader.</summary>
/// <param name="plan">The rules.</param>
/// <param name="stores">Where the predictions are, and where the results go.</param>
/// <param name="dependencies">For the records.</param>
/// <param name="context">Progress, cancellation, provenance.</param>
internal sealed class CombiningStage(ExperimentPlan plan, (ArtifactStore Predictions, ArtifactStore Results) stores, Dependencies dependencies, RunContext context)
{
    public const string StrategyFolder = "strategy";

    public const string ParallelFolder = "second-reader";

    private readonly Judge judge = new(plan, context);

    /// <summary>At either threshold, at the plan's gate and at the chosen one.</summary>
    public StrategyResult Combine(IReadOnlyList<EvaluatedModel> networks, DataPartition assignment)
    {
        var pair = GateSelectionCases.NetworksOf(plan, networks);
        var (choice, unseen) = GateSelectionCases.Of(plan, pair, assignment);
        return new StrategyResult
        {
            Small = pair.Small.Name,
            Large = pair.Large.Name,
            GateChoice = choice,
            Judgements =
            [
                .. from at in Enum.GetValues<OperatingThreshold>()
                   from origin in new[] { GateSource.Given, choice.ChosenOn }
                   select Combine(pair, (at, origin, unseen), assignment),
            ],
        };
    }

    /// <summary>The strategy, its two networks and the second reader, at either threshold.</summary>
    public ParallelComparison BesideSecondReader(IReadOnlyList<EvaluatedModel> networks, StrategyResult? strategy, DataPartition assignment)
    {
        var reader = plan.SecondReader!; // The caller asked.
        var cases = assignment.TestCases(plan.Tests[0]);
        var beside = strategy is null ? [networks[0]] : networks.Where(n => n.Name == strategy.Small || n.Name == strategy.Large).ToArray();
        Drawn[] All(OperatingThreshold at) =>
        [
            .. (strategy?.Judgements ?? []).Where(j => j.At == at).Select(j => Drawn.ByMasks(j.Name, stores.Results.FolderOf(j.Folder))),
            .. beside.Select(n => n.At(at, plan.Threshold)),
            Drawn.ByReader(reader),
        ];
        string Make(OperatingThreshold at)
        {
            var name = $"{ParallelFolder}/{EvaluationStage.Text(at)}";
            var made = (strategy?.Judgements ?? []).Where(j => j.At == at).Select(j => (j.Folder, stores.Results.Record(j.Folder)))
                .Concat(beside.Select(n => (n.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{n.Name}"))));
            var rules = $"{judge.Rules} {EvaluationStage.Text(at)} {plan.Threshold} {string.Join(' ', beside.Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";
            stores.Results.Make(name, dependencies.OfJudgement([.. made], cases, rules), canContinue: false, folder => ComparisonFile.Write(judge.Compare(All(at), cases), folder));
            return name;
        }

        return new ParallelComparison(reader, [.. All(OperatingThreshold.Fixed).Select(d => d.Name)], Make(OperatingThreshold.Fixed), Make(OperatingThreshold.Chosen));
    }

    private StrategyEvaluation Combine((EvaluatedModel Small, EvaluatedModel Large) networks, (OperatingThreshold At, GateSource Origin, IReadOnlyList<Case> Unseen) how, DataPartition assignment)
    {
        var cases = assignment.TestCases(plan.Tests[0]);
        var place = $"{StrategyFolder}/{EvaluationStage.Text(how.At)}";
        var name = $"{place}/{(how.Origin == GateSource.Given ? "given-gate" : "chosen-gate")}";
        var choice = how.Origin == GateSource.Validation ? $"{place}/gate-choice" : null;
        var given = choice is not null ? Chosen(choice, networks, how.At, how.Unseen) : how.Origin == GateSource.Given ? VolumeGate.At(1000 * plan.Strategy!.GateCc) : null; // The caller asked.
        var called = how.Origin == GateSource.Given ? FormattableString.Invariant($"strategy {plan.Strategy!.GateCc} cc") : "strategy, chosen gate";
        var stage = new StrategyStage(plan, judge, Provenance.Of(context, plan.Seeds[0]));
        var depends = dependencies.OfJudgement(Made(networks, PredictionStage.Folder), cases, FormattableString.Invariant($"{Rules(networks)} {how.Origin} {given?.Kind} {given?.VolumeMm3}"));
        stores.Results.Make(name, depends, canContinue: false, folder =>
        {
            stage.Combine(folder, cases, (how.At, given), networks);
            EvaluationFile.Write(judge.Evaluate(Drawn.ByMasks(called, folder), cases), folder);
        });
        var combination = CombinationOf(name);
        var evaluation = EvaluationFile.Read(stores.Results.FolderOf(name));
        var gate = combination.Gate;
        return new StrategyEvaluation(
            called, how.At, gate?.VolumeMm3 / 1000, Text(gate, combination.Models), how.Origin, name, evaluation.Summary, judge.ByGate(evaluation.Cases))
        {
            ChoiceFolder = choice,
        };
    }

    /// <summary>The gate that validation cases choose.</summary>
    private VolumeGate Chosen(string name, (EvaluatedModel Small, EvaluatedModel Large) networks, OperatingThreshold at, IReadOnlyList<Case> unseen)
    {
        EvaluatedModel OnValidation(EvaluatedModel n) => n with { Predictions = stores.Predictions.FolderOf($"{PredictionStage.ValidationFolder}/{n.Name}") };
        var stage = new StrategyStage(plan, judge, Provenance.Of(context, plan.Seeds[0]));
        var depends = dependencies.OfJudgement(Made(networks, PredictionStage.ValidationFolder), unseen, $"{Rules(networks)} choice");
        stores.Results.Make(name, depends, canContinue: false, folder => stage.Choose(folder, unseen, at, (OnValidation(networks.Small), OnValidation(networks.Large))));
        return CombinationOf(name).Gate ?? VolumeGate.LargeOnly; // Nothing to find and nothing found: any gate gives the same.
    }

    private string Rules((EvaluatedModel Small, EvaluatedModel Large) networks) =>
        $"{judge.Rules} {plan.Threshold} {string.Join(' ', new[] { networks.Small, networks.Large }.Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";

    private (string, ArtifactRecord)[] Made((EvaluatedModel Small, EvaluatedModel Large) networks, string folder) =>
        [.. new[] { networks.Small, networks.Large }.Select(n => (n.Name, stores.Predictions.Record($"{folder}/{n.Name}")))];

    private CombinationSummary CombinationOf(string name) => CombinationFile.Read(stores.Results.FolderOf(name))
        ?? throw new InvalidInputException(name, "holds no combination.json though it is finished; remove the folder and run again.");

    private static string Text(VolumeGate? gate, CombinationModels models) => gate?.Kind switch
    {
        GateKind.SmallOnly => $"everything from {models.Small}",
        GateKind.Volume => FormattableString.Invariant($"below {gate.VolumeMm3 / 1000:0.####} cc from {models.Small}, from there on from {models.Large}"),
        _ => $"everything from {models.Large}",
    };
}
