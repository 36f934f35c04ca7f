using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Prediction;

namespace BrainMets.Experiments;

/// <summary>The strategy of two networks, and its comparison with the second reader.</summary>
/// <param name="plan">The rules.</param>
/// <param name="stores">Where the predictions are, and where the results go.</param>
/// <param name="dependencies">For the records.</param>
/// <param name="context">Progress, cancellation, provenance.</param>
internal sealed class CombiningStage(
    ExperimentPlan plan, (ArtifactStore Predictions, ArtifactStore Results) stores, Dependencies dependencies, RunContext context)
{
    public const string StrategyFolder = "strategy";

    public const string ParallelFolder = "second-reader";

    public const string ReaderEvaluationFolder = $"{ParallelFolder}/reader";

    private readonly ExperimentEvaluator evaluator = new(plan, context);

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
                   select Combine(pair, at, origin, unseen, assignment),
            ],
        };
    }

    /// <summary>The strategy, its two networks and the second reader, at either threshold.</summary>
    public ParallelComparison BesideSecondReader(IReadOnlyList<EvaluatedModel> networks, StrategyResult? strategy, DataPartition assignment)
    {
        var reader = plan.SecondReader!; // checked by the caller
        var cases = assignment.TestCases(plan.Tests[0]);
        var beside = strategy is null ? [networks[0]] : networks.Where(n => n.Name == strategy.Small || n.Name == strategy.Large).ToArray();
        SegmentationSource[] All(OperatingThreshold at) =>
        [
            .. (strategy?.Judgements ?? [])
                .Where(j => j.At == at).Select(j => SegmentationSource.Masks(j.Name, stores.Results.FolderOf(j.Folder), cases)),
            .. beside.Select(n => n.At(at, plan.Threshold, cases)),
            SegmentationSource.Reader(reader, cases),
        ];
        string Make(OperatingThreshold at)
        {
            var name = $"{ParallelFolder}/{EvaluationStage.Text(at)}";
            var made = (strategy?.Judgements ?? []).Where(j => j.At == at).Select(j => (j.Folder, stores.Results.Record(j.Folder)))
                .Concat(beside.Select(n => (n.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{n.Name}"))));
            var rules = $"{evaluator.Rules} {EvaluationStage.Text(at)} {plan.Threshold} "
                + $"{string.Join(' ', beside.Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";
            stores.Results.Make(name, dependencies.OfJudgement([.. made], cases, rules), canContinue: false,
                folder => ComparisonFile.Write(evaluator.Compare(All(at), cases), folder));
            return name;
        }

        stores.Results.Make(
            ReaderEvaluationFolder,
            dependencies.OfJudgement([], cases, $"{evaluator.Rules} reader {reader}"),
            canContinue: false,
            folder => EvaluationFile.Write(evaluator.Evaluate(SegmentationSource.Reader(reader, cases), cases), folder));
        return new ParallelComparison(
            reader, [.. All(OperatingThreshold.Fixed).Select(d => d.Name)], Make(OperatingThreshold.Fixed), Make(OperatingThreshold.Chosen))
        {
            ReaderFolder = ReaderEvaluationFolder,
        };
    }

    private StrategyEvaluation Combine((EvaluatedModel Small, EvaluatedModel Large) networks, OperatingThreshold at, GateSource origin,
        IReadOnlyList<Case> unseen, DataPartition assignment)
    {
        var cases = assignment.TestCases(plan.Tests[0]);
        var place = $"{StrategyFolder}/{EvaluationStage.Text(at)}";
        var name = $"{place}/{(origin == GateSource.Given ? "given-gate" : "chosen-gate")}";
        var choice = origin == GateSource.Validation ? $"{place}/gate-choice" : null;
        // checked by the caller
        var given = choice is not null
            ? Chosen(choice, networks, at, unseen)
            : origin == GateSource.Given ? VolumeGate.At(1000 * plan.Strategy!.GateCc) : null;
        var called = origin == GateSource.Given
            ? FormattableString.Invariant($"strategy {plan.Strategy!.GateCc} cc")
            : "strategy, chosen gate";
        var stage = new StrategyStage(plan, evaluator, Provenance.Of(context, plan.Seeds[0]));
        var depends = dependencies.OfJudgement(Made(networks, PredictionStage.Folder), cases,
            FormattableString.Invariant($"{Rules(networks)} {origin} {given?.Kind} {given?.VolumeMm3}"));
        stores.Results.Make(name, depends, canContinue: false, folder =>
        {
            stage.Combine(folder, cases, (at, given), networks);
            EvaluationFile.Write(evaluator.Evaluate(SegmentationSource.Masks(called, folder, cases), cases), folder);
        });
        var combination = CombinationOf(name);
        var evaluation = EvaluationFile.Read(stores.Results.FolderOf(name));
        var gate = combination.Gate;
        return new StrategyEvaluation(
            called, at, gate?.VolumeMm3 / 1000, Text(gate, combination.Models), origin, name, evaluation.Summary,
                evaluator.ByGate(evaluation.Cases))
        { ChoiceFolder = choice };
    }

    /// <summary>The gate that validation cases choose.</summary>
    private VolumeGate Chosen(
        string name, (EvaluatedModel Small, EvaluatedModel Large) networks, OperatingThreshold at, IReadOnlyList<Case> unseen)
    {
        EvaluatedModel OnValidation(EvaluatedModel n) =>
            n with { Predictions = stores.Predictions.FolderOf($"{PredictionStage.ValidationFolder}/{n.Name}") };
        var stage = new StrategyStage(plan, evaluator, Provenance.Of(context, plan.Seeds[0]));
        var depends = dependencies.OfJudgement(Made(networks, PredictionStage.ValidationFolder), unseen, $"{Rules(networks)} choice");
        stores.Results.Make(name, depends, canContinue: false,
            folder => stage.Choose(folder, unseen, at, (OnValidation(networks.Small), OnValidation(networks.Large))));
        return CombinationOf(name).Gate ?? VolumeGate.LargeOnly; // Nothing to find and nothing found: any gate gives the same.
    }

    private string Rules((EvaluatedModel Small, EvaluatedModel Large) networks) =>
        $"{evaluator.Rules} {plan.Threshold} "
            + $"{string.Join(' ', new[] { networks.Small, networks.Large }.Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";

    private (string, ArtifactRecord)[] Made((EvaluatedModel Small, EvaluatedModel Large) networks, string folder) =>
        [.. new[] { networks.Small, networks.Large }.Select(n => (n.Name, stores.Predictions.Record($"{folder}/{n.Name}")))];

    private CombinationSummary CombinationOf(string name) => CombinationFile.Read(stores.Results.FolderOf(name))
        ?? throw new InvalidInputException(name, "holds no combination.json though it is finished; remove the folder and run again.");

    private static string Text(VolumeGate? gate, CombinationModels models) => gate?.Kind switch
    {
        GateKind.SmallOnly => $"everything from {models.Small}",
        GateKind.Volume =>
            FormattableString.Invariant($"below {gate.VolumeMm3 / 1000:0.####} cc from {models.Small}, from there on from {models.Large}"),
        _ => $"everything from {models.Large}",
    };
}

/// <summary>Combines the two networks of the strategy at one operating point, at a given gate or at the one chosen on the cases.</summary>
internal sealed class StrategyStage(ExperimentPlan plan, ExperimentEvaluator evaluator, Provenance provenance)
{
    private readonly StrategyPlan strategy = plan.Strategy!; // asked before there is a stage

    private CombinationModels Models => new(strategy.Small, strategy.Large);

    private CombinationOptions Options => new() { Seed = plan.Seeds[0], Resamples = plan.Resamples };

    /// <summary>Chooses a gate on these cases and combines nothing: combination.json with every gate tried.</summary>
    /// <param name="folder">Of the piece.</param>
    /// <param name="cases">With references; predicted by both.</param>
    /// <param name="at">The threshold of the networks.</param>
    /// <param name="networks">For small and for large lesions.</param>
    public void Choose(
        string folder, IReadOnlyList<Case> cases, OperatingThreshold at, (EvaluatedModel Small, EvaluatedModel Large) networks)
    {
        var (_, ensemble, selection) = Select(folder, cases, (at, null), networks);
        CombinationFile.Write(Summary(selection, ensemble, selection.Gate, []), folder);
    }

    /// <summary>Makes combination.json and a folder a case in the given folder.</summary>
    /// <param name="folder">Of the piece.</param>
    /// <param name="cases">The main test set.</param>
    /// <param name="how">The threshold of the networks, and the gate; null to choose it on these cases.</param>
    /// <param name="networks">For small and for large lesions.</param>
    public void Combine(string folder, IReadOnlyList<Case> cases, (OperatingThreshold At, VolumeGate? Given) how,
        (EvaluatedModel Small, EvaluatedModel Large) networks)
    {
        var (inputs, ensemble, selection) = Select(folder, cases, how, networks);
        var gate = selection.Gate ?? VolumeGate.LargeOnly; // Nothing to find and nothing found: any gate gives the same.
        var combiner = new CaseCombiner(Models, provenance) { Connectivity = evaluator.Preset.Connectivity };
        CombinationFile.Write(
            Summary(selection, ensemble, gate,
                [.. inputs.Select(c => new CaseCounts(c.Id, c.Patient, combiner.Combine(c, gate, Path.Combine(folder, c.Id)).Counts))]),
                    folder);
    }

    private (CombinationCase[] Inputs, MeanProbability Ensemble, GateSelectionResult Selection) Select(
        string folder, IReadOnlyList<Case> cases, (OperatingThreshold At, VolumeGate? Given) how,
            (EvaluatedModel Small, EvaluatedModel Large) networks)
    {
        var inputs = cases.Select(c => new CombinationCase
        {
            Id = c.Id,
            Patient = c.Patient,
            Small = Files(folder, c, networks.Small, how.At),
            Large = Files(folder, c, networks.Large, how.At),
            ReferencePath = c.ReferencePath,
        }).ToArray();
        var evaluation =
            new GateEvaluation(inputs, how.Given, how.At == OperatingThreshold.Fixed ? plan.Threshold : null, evaluator.Preset, Options);
        return (inputs, evaluation.Ensemble, evaluation.Select([.. inputs.Select(evaluation.Count)]));
    }

    private CombinationSummary Summary(
        GateSelectionResult selection, MeanProbability ensemble, VolumeGate? gate, IReadOnlyList<CaseCounts> combined) => new()
        {
            Models = Models,
            Gate = gate,
            Connectivity = evaluator.Preset.Connectivity,
            Counts = combined.Count == 0 ? null : CombinationCounts.Sum(combined.Select(c => c.Counts)),
            Cases = combined,
            MeanProbability = ensemble,
            Selection = selection,
            Provenance = provenance,
        };

    /// <summary>The mask at the chosen threshold exists; at the fixed one it is made here.</summary>
    private ModelFiles Files(string folder, Case @case, EvaluatedModel network, OperatingThreshold at)
    {
        var predicted = Path.Combine(network.Predictions, @case.Id);
        if (at == OperatingThreshold.Chosen)
        {
            return new ModelFiles(
                Path.Combine(predicted, PredictionFiles.Segmentation), Path.Combine(predicted, PredictionFiles.Probability),
                    network.ThresholdOf(@case));
        }

        var own = Directory.CreateDirectory(Path.Combine(folder, "masks", network.Name)).FullName;
        var mask = Path.Combine(own, @case.Id + ".nii.gz");
        NiftiFile.Write(
            network.At(at, plan.Threshold, [@case]).Files[0].Read().Lesions(evaluator.Preset.Connectivity).ToSegmentation(), mask);
        return new ModelFiles(mask, Path.Combine(predicted, PredictionFiles.Probability), plan.Threshold);
    }
}

/// <summary>
/// Decides on which patients the strategy's gate is chosen: on validation patients that neither network was trained on and no test set
/// holds, or, where there are too few, on the test patients with nested cross-validation. It is decided before anything is predicted, so
/// that results have no influence in it.
/// </summary>
internal static class GateSelectionCases
{
    public static (EvaluatedModel Small, EvaluatedModel Large) NetworksOf(ExperimentPlan plan, IReadOnlyList<EvaluatedModel> networks) =>
        // checked by the caller
        (networks.First(n => n.Point == plan.Strategy!.Small), networks.First(n => n.Point == plan.Strategy!.Large));

    /// <returns>The choice, and the validation cases it is made on; none where it is made on the test patients.</returns>
    public static (GateChoice Choice, IReadOnlyList<Case> Unseen) Of(
        ExperimentPlan plan, (EvaluatedModel Small, EvaluatedModel Large) networks, DataPartition assignment)
    {
        var trained = networks.Small.Trained.Concat(networks.Large.Trained).ToArray();
        var known = trained.SelectMany(t => assignment.TrainingCases(t.Plan.TrainingSet, t.Plan.Fold)).ToArray();
        IReadOnlyList<Case> unseen = plan.Folds > 0
            ? []
            : SharedValidationCases.Of([.. trained.Select(t => t.Split)], known, [.. plan.Tests.SelectMany(t => assignment.TestCases(t))]);
        var patients = PatientDraw.Patients(unseen).Length;
        var preset = MatchingPresets.Find(plan.Matching)!; // checked by ExperimentPlanValidator
        var lesions = unseen.Sum(c => Counted(c, preset));
        var why = plan.Strategy!.ChooseGateOn == GateSelectionSet.Test ? "the plan says so" // checked by the caller
            : plan.Folds > 0
            ? "with folds each patient of the main test set is learned from by the networks of other folds, and no network stands for all"
            : trained.All(t => t.Split.Validation.Count == 0) ? "the networks set no patients aside for validation"
            : patients == 0 ? "the training sets differ so that no patient set aside by one of the two networks was kept from the other"
            : patients < GateChoice.LeastPatients || lesions < GateChoice.LeastLesions
                ? $"neither network learned from {Count(patients, "validation patient")} with {Count(lesions, "reference lesion")}; "
                    + $"{GateChoice.LeastPatients} patients and {GateChoice.LeastLesions} lesions are asked for"
            : null;
        var choice = new GateChoice
        {
            ChosenOn = why is null ? GateSource.Validation : GateSource.Test,
            Why = why,
            Patients = patients,
            ReferenceLesions = lesions,
            Cases = [.. unseen.Select(c => c.Id)],
        };
        return (choice, why is null ? unseen : []);
    }

    private static int Counted(Case @case, MatchingPreset preset) =>
        SegmentationSource.Reference(@case)
            .Read().Lesions(preset.Connectivity).Lesions.Count(l => Lesion.ReachesVolume(l.VolumeMm3, preset.MinVolumeMm3));

    private static string Count(int count, string one) => $"{count} {one}{(count == 1 ? "" : "s")}";
}
