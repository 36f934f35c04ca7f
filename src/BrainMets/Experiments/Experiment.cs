using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Prediction;

namespace BrainMets.Experiments;

/// <summary>
/// The whole program, read from top to bottom: data sets read, cases assigned, networks trained, test cases predicted, ensembles averaged,
/// predictions evaluated, networks compared, the strategy combined, the second reader compared. Every artifact is kept in the folder with a
/// record of what it was made from, and made once.
/// </summary>
internal sealed class Experiment
{
    private readonly ModelConfig config;
    private readonly ExperimentPlan plan;
    private readonly RunContext context;
    private readonly ArtifactStore pieces;
    private readonly Dependencies dependencies;

    private Experiment(ModelConfig config, ExperimentPlan plan, string folder, RunContext context)
    {
        (this.config, this.plan, this.context) = (config, plan, context);
        (pieces, dependencies) = (new ArtifactStore(folder), new Dependencies(context));
    }

    /// <summary>Throws unless the plan can be used. Nothing is made or trained.</summary>
    /// <param name="config">What all networks have in common.</param>
    /// <param name="plan">The networks, data and evaluations.</param>
    /// <param name="phantomErrors">What is wrong with phantoms of the plan, by the name of the data set.</param>
    /// <exception cref="InvalidInputException">All errors of the plan are listed.</exception>
    public static void Validate(ModelConfig config, ExperimentPlan plan, ILookup<string, string> phantomErrors) =>
        Refuse("plan", [.. ExperimentPlanValidator.Of(plan, GridExpansion.Expand(config, plan), phantomErrors)]);

    /// <summary>Runs everything, or goes on where an earlier run was stopped.</summary>
    /// <param name="config">What all networks have in common.</param>
    /// <param name="plan">The networks, data and evaluations.</param>
    /// <param name="folder">All files go there; phantoms of the plan are there already (<see cref="PhantomPlan.FolderIn"/>).</param>
    /// <param name="context">Device, progress and cancellation.</param>
    /// <exception cref="InvalidInputException">
    /// Plan or data cannot be used, detected before anything is trained; all errors are listed.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; what is finished is kept.</exception>
    public static ExperimentResult Run(ModelConfig config, ExperimentPlan plan, string folder, RunContext context) =>
        new Experiment(config, plan, folder, context).RunAll();

    /// <summary>Trains and predicts some of the networks only, for a machine of several.</summary>
    /// <param name="config">As in <see cref="Run"/>.</param>
    /// <param name="plan">As in <see cref="Run"/>.</param>
    /// <param name="folder">As in <see cref="Run"/>.</param>
    /// <param name="context">As in <see cref="Run"/>.</param>
    /// <param name="names">Networks of the plan.</param>
    /// <exception cref="InvalidInputException">As in <see cref="Run"/>, or a name is not in the plan.</exception>
    public static void RunOnly(ModelConfig config, ExperimentPlan plan, string folder, RunContext context, IReadOnlyList<string> names) =>
        new Experiment(config, plan, folder, context).RunSome(names);

    /// <summary>
    /// What <see cref="Run"/> would do, with the time of a training step as it is here and an estimate of the rest. Nothing is written.
    /// </summary>
    /// <param name="config">As in <see cref="Run"/>.</param>
    /// <param name="plan">As in <see cref="Run"/>.</param>
    /// <param name="folder">As in <see cref="Run"/>.</param>
    /// <param name="context">As in <see cref="Run"/>.</param>
    /// <param name="phantoms">What would be made for each data set of phantoms, by its name; null when the plan has none.</param>
    /// <exception cref="InvalidInputException">As in <see cref="Run"/>.</exception>
    public static ExperimentEstimate Outline(
        ModelConfig config, ExperimentPlan plan, string folder, RunContext context,
            IReadOnlyDictionary<string, PlannedPhantoms>? phantoms = null)
    {
        var models = GridExpansion.Expand(config, plan);
        Refuse("plan", [.. ExperimentPlanValidator.Of(plan, models)]);
        var planned = phantoms ?? new Dictionary<string, PlannedPhantoms>();
        var data = DataStage.Plan(plan, planned);
        Refuse("data of the plan", ExperimentDataValidator.Of(plan, data));
        return new DryRun
        {
            Config = config,
            Plan = plan,
            Models = models,
            Data = data,
            Phantoms = planned,
            Artifacts = new ArtifactStore(folder),
        }.Estimate(context);
    }

    /// <summary>
    /// Verifies an experiment on disk: every file and input unchanged, and the same results computed from the predictions.
    /// </summary>
    /// <param name="told">experiment.json of the folder.</param>
    /// <param name="folder">The experiment.</param>
    /// <param name="context">Threads, progress, cancellation.</param>
    /// <returns>The errors, as sentences; empty when verified.</returns>
    /// <exception cref="InvalidInputException">A file that the experiment needs is gone or damaged.</exception>
    public static IReadOnlyList<string> Verify(ExperimentResult told, string folder, RunContext context)
    {
        var (config, plan) = PlanFile.FromJson(Path.Combine(folder, ExperimentResult.FileName), told.ConfigJson);
        return new Experiment(
            config, plan, folder, context with { Version = told.Provenance.Version, Commit = told.Provenance.Commit }).FaultsOf(told);
    }

    private ExperimentResult RunAll()
    {
        var (models, data, assignment) = Begin();
        var networks = EvaluatedModelList.Of(Train(models, assignment), plan, assignment, pieces);
        Predict(networks, assignment);
        var result = Judge(models, networks, assignment, pieces) with
        {
            // checked by ExperimentPlanValidator
            DataSets = [.. data.Select(d => ResultData.Statistics(d.Key, d.Value, MatchingPresets.Find(plan.Matching)!))],
            Seconds = pieces.Seconds(),
        };
        ExperimentResultFile.Write(result, pieces.FolderOf(""));
        return result;
    }

    /// <summary>All results, from the predictions alone.</summary>
    /// <param name="models">Of the grid.</param>
    /// <param name="networks">Predicted.</param>
    /// <param name="assignment">The assignment of cases to training and test sets.</param>
    /// <param name="results">The store of the evaluations.</param>
    private ExperimentResult Judge(
        IReadOnlyList<ModelPlan> models, IReadOnlyList<EvaluatedModel> networks, DataPartition assignment, ArtifactStore results)
    {
        var judging = new EvaluationStage(plan, (pieces, results), dependencies, context);
        var judged = networks.Select(n => judging.Judge(n, assignment)).ToList();
        var comparisons =
            plan.Comparisons.Select(c => judging.Compare(c.Key, ComparedModels.Of(c.Value, models), networks, assignment, judged)).ToList();
        var agreeing = new AgreementStage(plan, (pieces, results), dependencies, context);
        var combining = new CombiningStage(plan, (pieces, results), dependencies, context);
        var strategy = plan.Strategy is null ? null : combining.Combine(networks, assignment);
        return new ExperimentResult
        {
            Name = config.Name,
            Provenance = Provenance.Of(context, plan.Seeds[0]),
            ConfigJson = PlanFile.ToJson(config, plan),
            DataSets = [],
            TrainingSets = [.. plan.TrainingSets.Keys.Select(t => ResultData.Size(t, plan, assignment))],
            Tests = [.. plan.Tests.Select(t => ResultData.Test(t, assignment))],
            FixedThreshold = plan.Threshold,
            Models = judged,
            Comparisons = comparisons,
            Agreements = agreeing.OfEnsembles(networks, assignment),
            Confirmation = plan.Confirmation is null ? null : agreeing.Confirm(networks, assignment),
            Strategy = strategy,
            SecondReader = plan.SecondReader is null ? null : combining.BesideSecondReader(networks, strategy, assignment),
            Seconds = new Dictionary<string, double>(),
        };
    }

    private void RunSome(IReadOnlyList<string> names)
    {
        var (models, _, assignment) = Begin();
        if (names.FirstOrDefault(n => models.All(m => m.Name != n)) is { } unknown)
        {
            throw new InvalidInputException(
                "--only", $"there is no network \"{unknown}\" in the plan; known are {string.Join(", ", models.Select(m => m.Name))}.");
        }

        Train([.. models.Where(m => names.Contains(m.Name))], assignment);
    }

    /// <summary>Errors of files, of inputs and of results that are not reproduced; empty when the experiment is verified.</summary>
    private List<string> FaultsOf(ExperimentResult told)
    {
        var faults = pieces.Faults().ToList();
        var (models, _, assignment) = Begin();
        var training = new TrainingStage(pieces, dependencies, context);
        faults.AddRange(
            models.Where(m => training.IsOf(m, assignment) != true).Select(m => $"{m.Name} was not trained on the present data"));
        if (faults.Count > 0)
        {
            return faults;
        }

        var again = Directory.CreateTempSubdirectory("mets-verify-").FullName;
        try
        {
            var networks = EvaluatedModelList.Of([.. models.Select(training.Load)], plan, assignment, pieces);
            // What is not a result is copied: a later version writes out more defaults than the one that made the experiment.
            var made = Judge(models, networks, assignment, new ArtifactStore(again)) with
            {
                DataSets = [.. told.DataSets.Select(d => d.WithQuartiles())],
                Seconds = told.Seconds,
                Provenance = told.Provenance,
                ConfigJson = told.ConfigJson,
            };
            made = told.SchemaVersion == ExperimentResult.CurrentSchema
                ? made
                : CompletedExperiment.WithoutAdditions(made, told.SchemaVersion);
            if (ExperimentResultFile.ToJson(made) != ExperimentResultFile.ToJson(told))
            {
                faults.Add($"{ExperimentResult.FileName} is not reproduced from the predictions");
            }

            foreach (var file in Directory.EnumerateFiles(again, "*.*", SearchOption.AllDirectories)
                .Where(f => Path.GetFileName(f) is "evaluation.json" or "comparison.json" or "agreement.json").Order())
            {
                var path = Path.GetRelativePath(again, file);
                if (told.SchemaVersion < ExperimentResult.CurrentSchema
                    && path.StartsWith($"{CombiningStage.ReaderEvaluationFolder}/", StringComparison.Ordinal))
                {
                    continue; // That version did not write it.
                }

                if (!File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(pieces.FolderOf(path))))
                {
                    faults.Add($"{path} is not reproduced from the predictions");
                }
            }
        }
        finally
        {
            Directory.Delete(again, recursive: true);
        }

        return faults;
    }

    private (IReadOnlyList<ModelPlan> Models, IReadOnlyDictionary<string, DatasetIndex> Data, DataPartition Assignment) Begin()
    {
        var models = GridExpansion.Expand(config, plan);
        Refuse("plan", [.. ExperimentPlanValidator.Of(plan, models)]);
        var data = DataStage.Load(plan, pieces.FolderOf(""));
        Refuse("data of the plan", ExperimentDataValidator.Of(plan, data));
        return (models, data, new DataPartition(plan, data));
    }

    private static void Refuse(string what, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new InvalidInputException(
                "experiment", $"the {what} cannot be used; {faults.Count} error{(faults.Count == 1 ? "" : "s")}, nothing was trained:"
                    + string.Concat(faults.Select(f => $"\n  {f}.")));
        }
    }

    private List<TrainedNetwork> Train(IReadOnlyList<ModelPlan> models, DataPartition assignment)
    {
        var stage = new TrainingStage(pieces, dependencies, context);
        return [.. models.Select((m, i) => stage.Train(m, assignment, (i + 1, models.Count)))];
    }

    private void Predict(IReadOnlyList<EvaluatedModel> networks, DataPartition assignment)
    {
        var stage = new PredictionStage(pieces, dependencies, context);
        var cases = plan.Tests.SelectMany(t => assignment.TestCases(t)).ToArray();
        foreach (var network in networks)
        {
            if (network.Members.Count == 0)
            {
                stage.Predict(
                    network, [.. network.Trained.Select(f => (f, (IReadOnlyList<Case>)[.. cases.Where(c => network.InCharge(c) == f)]))]);
            }
            else
            {
                stage.Average(network, [.. networks.Where(n => network.Members.Contains(n.Name))], cases);
            }
        }

        if (plan.Strategy is not null)
        {
            PredictUnseen(GateSelectionCases.NetworksOf(plan, networks), stage, assignment);
        }
    }

    /// <summary>Validation patients on whom the gate of the strategy is chosen, predicted by the strategy's networks.</summary>
    private void PredictUnseen((EvaluatedModel Small, EvaluatedModel Large) networks, PredictionStage stage, DataPartition assignment)
    {
        var (choice, unseen) = GateSelectionCases.Of(plan, networks, assignment);
        foreach (var network in choice.ChosenOn == GateSource.Validation ? new[] { networks.Small, networks.Large } : [])
        {
            stage.PredictValidation(network, unseen);
        }
    }
}
