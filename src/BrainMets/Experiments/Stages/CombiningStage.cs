using BrainMets.Evaluation;
using BrainMets.Evaluation.Readers;
using BrainMets.Experiments.Combining;
using BrainMets.Experiments.Grids;
using BrainMets.Experiments.Judging;
using BrainMets.Experiments.Pieces;
using BrainMets.Experiments.Plans;
using BrainMets.Experiments.Results;
using BrainMets.Experiments.Results.Models;
using BrainMets.Experiments.Stages.Networks;
using BrainMets.Imaging;

namespace BrainMets.Experiments.Stages;

/// <summary>The strategy of two networks, and the strategy beside the second reader.</summary>
/// <param name="plan">The rules.</param>
/// <param name="stores">Where the predictions are, and where the results go.</param>
/// <param name="dependencies">For the records.</param>
/// <param name="context">Progress, cancellation, provenance.</param>
internal sealed class CombiningStage(ExperimentPlan plan, (PieceStore Predictions, PieceStore Results) stores, Dependencies dependencies, RunContext context)
{
    public const string StrategyFolder = "strategy";

    public const string ParallelFolder = "second-reader";

    private static readonly bool[] Gates = [false, true];

    private readonly Judge judge = new(plan, context);

    /// <summary>At either threshold, at the plan's gate and at the chosen one.</summary>
    public StrategyResult Combine(IReadOnlyList<Network> networks, CaseAssignment assignment)
    {
        var strategy = plan.Strategy!; // The caller asked.
        var (small, large) = (networks.First(n => n.Point == strategy.Small), networks.First(n => n.Point == strategy.Large));
        return new StrategyResult
        {
            Small = small.Name,
            Large = large.Name,
            Judgements =
            [
                .. from at in Enum.GetValues<OperatingThreshold>()
                   from chosen in Gates
                   select Combine((small, large), (at, chosen), assignment),
            ],
        };
    }

    /// <summary>The strategy, its two networks and the second reader, at either threshold.</summary>
    public ParallelComparison BesideSecondReader(IReadOnlyList<Network> networks, StrategyResult? strategy, CaseAssignment assignment)
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
            var name = $"{ParallelFolder}/{JudgingStage.Text(at)}";
            var made = (strategy?.Judgements ?? []).Where(j => j.At == at).Select(j => (j.Folder, stores.Results.Record(j.Folder)))
                .Concat(beside.Select(n => (n.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{n.Name}"))));
            var rules = $"{judge.Rules} {JudgingStage.Text(at)} {plan.Threshold} {string.Join(' ', beside.Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";
            stores.Results.Make(name, dependencies.OfJudgement([.. made], cases, rules), canContinue: false, folder => ComparisonFile.Write(judge.Compare(All(at), cases), folder));
            return name;
        }

        return new ParallelComparison(reader, [.. All(OperatingThreshold.Fixed).Select(d => d.Name)], Make(OperatingThreshold.Fixed), Make(OperatingThreshold.Chosen));
    }

    private StrategyJudgement Combine((Network Small, Network Large) networks, (OperatingThreshold At, bool Chosen) how, CaseAssignment assignment)
    {
        var cases = assignment.TestCases(plan.Tests[0]);
        var name = $"{StrategyFolder}/{JudgingStage.Text(how.At)}/{(how.Chosen ? "chosen-gate" : "given-gate")}";
        Network[] both = [networks.Small, networks.Large];
        var made = both.Select(n => (n.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{n.Name}")));
        var rules = $"{judge.Rules} {plan.Threshold} {string.Join(' ', both.Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";
        var stage = new StrategyStage(plan, judge, Provenance.Of(context, plan.Seeds[0]));
        var called = how.Chosen ? "strategy, chosen gate" : FormattableString.Invariant($"strategy {plan.Strategy!.GateCc} cc"); // The caller asked.
        stores.Results.Make(name, dependencies.OfJudgement([.. made], cases, rules), canContinue: false, folder =>
        {
            stage.Combine(folder, cases, how, networks);
            EvaluationFile.Write(judge.Evaluate(Drawn.ByMasks(called, folder), cases), folder);
        });
        var combination = CombinationFile.Read(stores.Results.FolderOf(name)) ?? throw new CaseDataException(name, "holds no combination.json though it is finished; remove the folder and run again.");
        var evaluation = EvaluationFile.Read(stores.Results.FolderOf(name));
        var gate = combination.Gate;
        return new StrategyJudgement(
            called, how.At, gate?.VolumeMm3 / 1000, Text(gate, combination.Models), how.Chosen, name, evaluation.Summary, judge.ByGate(evaluation.Cases));
    }

    private static string Text(Evaluation.Combination.VolumeGate? gate, CombinationModels models) => gate?.Kind switch
    {
        Evaluation.Combination.GateKind.SmallOnly => $"everything from {models.Small}",
        Evaluation.Combination.GateKind.Volume => FormattableString.Invariant($"below {gate.VolumeMm3 / 1000:0.####} cc from {models.Small}, from there on from {models.Large}"),
        _ => $"everything from {models.Large}",
    };
}
