using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Experiments;

/// <summary>
/// Makes a model folder of trained networks: predicts validation cases with each, averages, chooses operating points, fits calibration, and
/// writes it all down (docs/calibration.md).
/// </summary>
internal sealed class ModelAssembly
{
    /// <summary>Where the maps lie until the model is finished.</summary>
    public const string WorkName = "work";

    private const int Resamples = 2000;

    // Fine near 1, where thresholds of networks trained on balanced segments lie. All are thresholds of the mean before calibration.
    private static readonly FreeResponseOptions Judging = new()
    {
        Thresholds = [.. Enumerable.Range(1, 49).Select(i => i / 50.0), 0.99, 0.995, 0.998, 0.999],
    };

    private readonly AssemblyPlan plan;
    private readonly string folder;
    private readonly RunContext context;
    private readonly IReadOnlyList<ModelSource> sources;
    private readonly IReadOnlyList<NetworkFile> networks;
    private readonly MatchingPreset preset;

    private ModelAssembly(AssemblyPlan plan, string folder, RunContext context)
    {
        (this.plan, this.folder, this.context) = (plan, folder, context);
        sources = [.. plan.Models.Select(ModelSource.At)];
        networks = [.. sources.SelectMany(s => s.Networks)];
        ModelSource.EnsureAlike(plan.Name, networks);

        // As when training chooses thresholds: components that would not be reported do not count, nor references as small.
        preset = MatchingPreset.Default with
        {
            MinVolumeMm3 = Math.Max(MatchingPreset.Default.MinVolumeMm3, networks[0].Config.Lesions.MinVolumeMm3),
        };
    }

    /// <summary>
    /// Makes the model; card.json comes last (<see cref="AssembledModel.Commit"/>), so that a folder with one is whole. Maps of an earlier
    /// try in the folder are used again.
    /// </summary>
    /// <param name="plan">What of what.</param>
    /// <param name="folder">Of the model; the work folder in it is removed when all is written.</param>
    /// <param name="context">Where to compute.</param>
    /// <exception cref="InvalidInputException">
    /// A model or a case cannot be used, or nothing can be chosen on these cases; what was predicted is kept.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was predicted is kept.</exception>
    public static AssembledModel Run(AssemblyPlan plan, string folder, RunContext context) =>
        new ModelAssembly(plan, Path.GetFullPath(folder), context).Run();

    private AssembledModel Run()
    {
        CheckCases();
        var maps = new NetworkMaps(Path.Combine(folder, WorkName), networks, context);
        maps.Predict(plan.Cases);
        var judged = Judge(maps);
        var made = Choose(judged);
        for (var i = 0; i < networks.Count; i++)
        {
            AtomicFile.Copy(networks[i].Path, Path.Combine(folder, made.Card.Networks[i].File));
            if (FileHash.Of(Path.Combine(folder, made.Card.Networks[i].File)) != networks[i].Sha256)
            {
                throw new InvalidInputException(
                    networks[i].Path, "changed while the model was made. Start again when no other process writes to it.");
            }
        }

        return made;
    }

    private void CheckCases()
    {
        var without = plan.Cases.Where(c => c.ReferencePath is null).Select(c => c.Id).ToList();
        if (plan.Cases.Count == 0 || without.Count > 0)
        {
            throw new InvalidInputException(
                plan.Name,
                plan.Cases.Count == 0
                    ? "there is no case to choose thresholds on. Give validation cases with references."
                    : $"{without.Count} of {plan.Cases.Count} cases have no reference, so nothing can be chosen on them: "
                    + $"{string.Join(", ", without.Take(10))}{(without.Count > 10 ? ", …" : "")}. Leave them out.");
        }
    }

    private List<ScoredValidationCase> Judge(NetworkMaps maps)
    {
        var judged = new List<ScoredValidationCase>();
        foreach (var (i, c) in plan.Cases.Index())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Report("evaluate", (double)i / plan.Cases.Count, c.Id);
            judged.Add(ScoredValidationCase.Of(c, network => maps.Read(c, network), networks.Count, (preset, Judging)));
        }

        context.Report("evaluate", 1);
        return judged;
    }

    private AssembledModel Choose(List<ScoredValidationCase> judged)
    {
        var patients = judged.Select(j => j.Patient).Distinct(StringComparer.Ordinal).Count();
        var bootstrap = new PatientBootstrap(patients, Resamples, new Random(0));
        var ensemble = new OperatingPointSelector(
            [.. judged.Select(j => j.Ensemble)], bootstrap,
                [.. ScoredValidationCase.Outlines.Select(
                    (outline, i) => (outline, (IReadOnlyList<MapEvaluation>)[.. judged.Select(j => j.Outlined[i])]))]);
        var points = ensemble.Points ?? throw new InvalidInputException(
            plan.Name, $"no lesion of the {judged.Count} cases is detected at any threshold, so no threshold can be chosen. Do the "
                + "references belong to the scans, and the networks to this kind of scan?");
        var calibration = VoxelCalibration.Fit(judged);
        CaseRatings[] ratings = [.. judged.Select(j => j.Ensemble.Ratings)];
        var findings = FindingFit.Of(ratings, calibration, Judging.CandidateThreshold);
        var voxelPair = calibration is null ? null : VoxelCalibration.Judge(judged);
        var findingPair = findings is null ? null : FindingFit.Judge(ratings, calibration);
        var card = new ModelCard
        {
            Name = plan.Name,
            Networks = [.. networks.Select((n, i) => new CardNetwork($"network-{i + 1}.safetensors", n.Sha256))],
            TrainedOn = plan.TrainedOn ?? ModelCardText.TrainedOn(sources),
            Limits = plan.Limits ?? ModelCardText.Limits(sources, judged.Count),
            OperatingPoints = calibration?.Of(points) ?? points,
            Calibration = calibration,
            Findings = findings,
            Validation = new ValidationMetrics
            {
                Note = ModelCardText.Note,
                Cases = judged.Count,
                Patients = patients,
                Lesions = ratings.Sum(r => r.Lesions.Count),
                MinVolumeMm3 = preset.MinVolumeMm3,
                CasesInTraining = ModelCardText.CasesInTraining(sources, plan.Cases),
                Networks = [.. networks.Select(
                    (n, i) => new OperatingPointSelector([.. judged.Select(j => j.Networks[i])], bootstrap).Figures(
                        $"network-{i + 1} ({n.Config.Name})", t => t))],
                Ensemble = ensemble.Figures(plan.Name, t => calibration?.OfThreshold(t) ?? t),
                Voxels = voxelPair?.Figures,
                Findings = findingPair?.Figures,
            },
        };
        return new AssembledModel
        {
            Folder = folder,
            Card = card,
            Voxels = voxelPair,
            Findings = findingPair,
            Warnings = [.. ModelCardText.Warnings(card)],
        };
    }
}

/// <summary>The networks of a new model, and the cases on which its thresholds and calibration are chosen.</summary>
internal sealed record AssemblyPlan
{
    public required string Name { get; init; }

    /// <summary>Model folders, run folders and safetensors files; of a folder with several networks all are used.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Validation cases, each with a reference; none of them should have been trained on.</summary>
    public required IReadOnlyList<Case> Cases { get; init; }

    /// <summary>For the card; null to derive it from the cards and runs of the models.</summary>
    public string? TrainedOn { get; init; }

    /// <summary>For the card; null to derive it from the cards of the models.</summary>
    public string? Limits { get; init; }
}

/// <summary>A new model folder, and the data of its figures.</summary>
internal sealed record AssembledModel
{
    public required string Folder { get; init; }

    public required ModelCard Card { get; init; }

    /// <summary>Of the voxels, in litres of brain; null where the map is not calibrated.</summary>
    public ReliabilityPair? Voxels { get; init; }

    /// <summary>Of the findings; null where there is no calibration of findings.</summary>
    public ReliabilityPair? Findings { get; init; }

    /// <summary>What could not be done, and why.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// Writes card.json, which makes the folder a model, and removes the work folder. What describes the model is written before.
    /// </summary>
    public void Commit()
    {
        Card.Write(Folder);
        Directory.Delete(Path.Combine(Folder, ModelAssembly.WorkName), recursive: true);
    }
}

/// <summary>The texts of a card that the user did not give, from the cards and runs of the networks.</summary>
internal static class ModelCardText
{
    public const string Note =
        "Thresholds and calibration were chosen on these cases. The values \"heldOut\" evaluate each patient with what the other "
            + "patients choose (leave-one-patient-out); "
        + "\"sameCases\" do not, and are optimistic. Both are of validation cases: a test needs cases that were not used before.";

    private const int FewPatients = 10;

    public static string TrainedOn(IReadOnlyList<ModelSource> sources) => string.Join(" ", sources.Select(TrainedOn).Distinct());

    public static string Limits(IReadOnlyList<ModelSource> sources, int cases)
    {
        var known = sources.Select(s => s.Card?.Limits).OfType<string>().Distinct().ToList();
        return known.Count > 0
            ? string.Join(" ", known)
            : $"Evaluated on the {cases} validation scans on which its thresholds were chosen, and on no others: its performance on scans "
                + "of another site or kind has not been measured.";
    }

    /// <summary>Number of cases with an id that a network was trained on; null where the training cases of a network are unknown.</summary>
    public static int? CasesInTraining(IReadOnlyList<ModelSource> sources, IReadOnlyList<Case> cases)
    {
        var splits = sources.Select(Split).ToList();
        return splits.Contains(null) ? null : cases.Count(c => splits.Exists(s => s!.Training.Contains(c.Id)));
    }

    public static IEnumerable<string> Warnings(ModelCard card)
    {
        if (card.Validation is { CasesInTraining: > 0 and var seen } validation)
        {
            yield return $"{seen} of {validation.Cases} cases have ids that a network was trained on: its thresholds are too optimistic to "
                + "be true there. Choose on cases no network has seen (--cases).";
        }

        if (card.Validation is { Patients: < FewPatients and var patients })
        {
            yield return $"only {patients} patients: thresholds and calibration rest on little.";
        }

        if (card.Calibration is null)
        {
            yield return "the map could not be calibrated: lesions are not more frequent at higher probabilities. It is written as the "
                + "networks made it.";
        }

        if (card.Findings is null)
        {
            yield return "how probably a finding is true could not be fitted: all findings are true, all false, or the false ones have "
                + "the higher probability. true_probability will be empty.";
        }
    }

    private static string TrainedOn(ModelSource source) => source.Card?.TrainedOn
        ?? (Split(source) is { } split
            ? $"{source.Networks[0].Config.Name}: {split.Training.Count} scans, {split.Validation.Count} more held out for validation."
            : $"{source.Networks[0].Config.Name}: training data not recorded.");

    private static RunSplit? Split(ModelSource source) =>
        Directory.Exists(Path.Combine(source.Path, "checkpoints")) && File.Exists(Path.Combine(source.Path, "split.json"))
            ? RunSplit.Read(new RunFolder(source.Path))
            : null;
}
