using BrainMets.Evaluation;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>
/// Makes a model folder of trained networks: predicts validation cases with each, averages, chooses operating points, fits calibration, and writes it all down
/// (docs/calibration.md).
/// </summary>
public sealed class ModelAssembly
{
    /// <summary>Where the maps lie until the model is finished.</summary>
    public const string WorkName = "work";

    private const int Resamples = 2000;

    // Fine near 1, where thresholds of networks trained on balanced segments lie. All are thresholds of the mean before calibration.
    private static readonly FreeResponseOptions Judging = new() { Thresholds = [.. Enumerable.Range(1, 49).Select(i => i / 50.0), 0.99, 0.995, 0.998, 0.999] };

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
        preset = MatchingPreset.Default with { MinVolumeMm3 = Math.Max(MatchingPreset.Default.MinVolumeMm3, networks[0].Config.Lesions.MinVolumeMm3) };
    }

    /// <summary>Makes the model; card.json comes last, so that a folder with one is whole. Maps of an earlier try in the folder are used again.</summary>
    /// <param name="plan">What of what.</param>
    /// <param name="folder">Of the model; the work folder in it is removed when all is written.</param>
    /// <param name="context">Where to compute.</param>
    /// <exception cref="InvalidInputException">A model or a case cannot be used, or nothing can be chosen on these cases; what was predicted is kept.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop; what was predicted is kept.</exception>
    public static AssembledModel Run(AssemblyPlan plan, string folder, RunContext context) => new ModelAssembly(plan, Path.GetFullPath(folder), context).Run();

    private AssembledModel Run()
    {
        CheckCases();
        var maps = new NetworkMaps(Path.Combine(folder, WorkName), networks, context);
        maps.Predict(plan.Cases);
        var judged = Judge(maps);
        var made = Choose(judged);
        for (var i = 0; i < networks.Count; i++)
        {
            File.Copy(networks[i].Path, Path.Combine(folder, made.Card.Networks[i].File), overwrite: true);
            if (FileHash.Of(Path.Combine(folder, made.Card.Networks[i].File)) != networks[i].Sha256)
            {
                throw new InvalidInputException(networks[i].Path, "changed while the model was made. Start again when nobody writes to it.");
            }
        }

        plan.Describe?.Invoke(made);
        made.Card.Write(folder);
        Directory.Delete(Path.Combine(folder, WorkName), recursive: true);
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
                    : $"{without.Count} of {plan.Cases.Count} cases have no reference, so nothing can be chosen on them: {string.Join(", ", without.Take(10))}{(without.Count > 10 ? ", …" : "")}. Leave them out.");
        }
    }

    private List<ScoredValidationCase> Judge(NetworkMaps maps)
    {
        var judged = new List<ScoredValidationCase>();
        foreach (var (i, c) in plan.Cases.Index())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Report("judge", (double)i / plan.Cases.Count, c.Id);
            judged.Add(ScoredValidationCase.Of(c, network => maps.Read(c, network), networks.Count, (preset, Judging)));
        }

        context.Report("judge", 1);
        return judged;
    }

    private AssembledModel Choose(List<ScoredValidationCase> judged)
    {
        var patients = judged.Select(j => j.Patient).Distinct(StringComparer.Ordinal).Count();
        var bootstrap = new PatientBootstrap(patients, Resamples, new Random(0));
        var ensemble = new OperatingPointSelector(
            [.. judged.Select(j => j.Ensemble)], bootstrap, [.. ScoredValidationCase.Outlines.Select((outline, i) => (outline, (IReadOnlyList<MapEvaluation>)[.. judged.Select(j => j.Outlined[i])]))]);
        var points = ensemble.Points ?? throw new InvalidInputException(
            plan.Name, $"at no threshold any lesion of the {judged.Count} cases is found, so no threshold can be chosen. Do the references belong to the scans, and the networks to this kind of scan?");
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
                Networks = [.. networks.Select((n, i) => new OperatingPointSelector([.. judged.Select(j => j.Networks[i])], bootstrap).Figures($"network-{i + 1} ({n.Config.Name})", t => t))],
                Ensemble = ensemble.Figures(plan.Name, t => calibration?.OfThreshold(t) ?? t),
                Voxels = voxelPair?.Figures,
                Findings = findingPair?.Figures,
            },
        };
        return new AssembledModel { Folder = folder, Card = card, Voxels = voxelPair, Findings = findingPair, Warnings = [.. ModelCardText.Warnings(card)] };
    }
}
