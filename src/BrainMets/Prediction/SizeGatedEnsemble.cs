using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Prediction;

/// <summary>From two models' files of one case to all files of its combination.</summary>
/// <param name="models">The names of the two.</param>
/// <param name="provenance">Provenance of the run; the inputs of each case are added to it.</param>
internal sealed class CaseCombiner(CombinationModels models, Provenance provenance)
{
    /// <summary>
    /// Connectivity of lesions, of either model and of the combination. Where a gate is evaluated it is that of its preset.
    /// </summary>
    public Connectivity Connectivity { get; init; } = MatchingPreset.Default.Connectivity;

    /// <summary>
    /// Combines a case and writes segmentation, label map, tables and manifest into <paramref name="folder"/>, which appears only when all
    /// of them are written.
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// A file cannot be read, or the two masks lie on different grids; nothing is written.
    /// </exception>
    public CombinationManifest Combine(CombinationCase @case, VolumeGate gate, string folder)
    {
        var (small, large) = (Find(@case, @case.Small), Find(@case, @case.Large));
        var combined = LesionCombination.Combine((models.Small, small), (models.Large, large), gate);
        combined = OutlineProbabilities.Add(combined, new(models.Small, small, @case.Small), new(models.Large, large, @case.Large));

        var manifest = Manifest(@case, gate, combined);
        using var target = new AtomicFolder(folder);
        NiftiFile.Write(combined.Lesions.ToSegmentation(), Path.Combine(target.WorkPath, PredictionFiles.Segmentation));
        NiftiFile.Write(combined.Lesions.ToLabelMap(), Path.Combine(target.WorkPath, PredictionFiles.LabelMap));
        LesionFiles.WriteCsv(combined.Lesions, Path.Combine(target.WorkPath, "lesions.csv"));
        LesionFiles.WriteJson(combined.Lesions, Path.Combine(target.WorkPath, "lesions.json"));
        CombinationFile.WriteManifest(manifest, Path.Combine(target.WorkPath, PredictionFiles.Manifest));
        target.Commit();
        return manifest;
    }

    /// <summary>SHA-256 of a case's files by what they are; never a path of the user's.</summary>
    public Dictionary<string, string> Hashes(CombinationCase @case)
    {
        var files = new (string Name, string? Path)[]
        {
            ($"{models.Small}/segmentation", @case.Small.MaskPath), ($"{models.Small}/probability", @case.Small.ProbabilityPath),
            ($"{models.Large}/segmentation", @case.Large.MaskPath), ($"{models.Large}/probability", @case.Large.ProbabilityPath),
            ("reference", @case.ReferencePath),
        };
        return files.Where(f => f.Path is not null).ToDictionary(f => f.Name, f => FileHash.Of(f.Path!)); // checked above
    }

    /// <summary>Every component, however small.</summary>
    private LesionSet Find(CombinationCase @case, ModelFiles files) => @case.Segmentation(files.MaskPath).Read().Lesions(Connectivity);

    private CombinationManifest Manifest(CombinationCase @case, VolumeGate gate, CombinedCase combined) => new()
    {
        Case = @case.Id,
        Provenance = provenance with { InputSha256 = Hashes(@case) },
        Models = models,
        Gate = gate,
        Connectivity = Connectivity,
        Lesions = combined.Lesions.Lesions.Count,
        LesionVolumeMm3 = Math.Round(combined.Lesions.Lesions.Sum(l => l.VolumeMm3), 3),
        Counts = combined.Counts,
        Origins = combined.Origins,
        Dropped = combined.Dropped,
        Warnings = combined.Counts.JoinedLesions == 0
            ? []
            : [$"{combined.Counts.JoinedLesions} of the combined lesions join touching segmentations of both models."],
    };
}

/// <summary>The files of one case of two models to be combined. Null where there is none.</summary>
internal sealed record CombinationCase
{
    public required string Id { get; init; }

    public required string Patient { get; init; }

    public required ModelFiles Small { get; init; }

    public required ModelFiles Large { get; init; }

    public string? ReferencePath { get; init; }

    /// <param name="files">
    /// The mask of the model for small lesions, that of the one for large lesions and, where there is one, the reference.
    /// </param>
    public static CombinationCase Of(CaseFiles files) => new()
    {
        Id = files.Case,
        Patient = files.Patient,
        Small = ModelFiles.Beside(files.Files[0].Path),
        Large = ModelFiles.Beside(files.Files[1].Path),
        ReferencePath = files.Files.Count > 2 ? files.Files[2].Path : null,
    };

    /// <summary>A mask of the case.</summary>
    internal SegmentationFile Segmentation(string path) => new() { Case = Id, Patient = Patient, Path = path };
}

/// <summary>
/// Evaluates the size gate on cases with references: a given gate, or the best of many, which the cases themselves choose.
/// </summary>
internal sealed class GateEvaluation
{
    private readonly IReadOnlyList<VolumeGate> gates;
    private readonly VolumeGate? given;
    private readonly MatchingPreset preset;
    private readonly CombinationOptions options;

    /// <param name="cases">All with a reference.</param>
    /// <param name="given">The gate; null to choose one.</param>
    /// <param name="ensembleThreshold">For the mean of both models' probabilities; null for the mean of their thresholds.</param>
    /// <param name="preset">The rules of matching.</param>
    /// <param name="options">Which gates are tried, resampling and cross-validation.</param>
    public GateEvaluation(
        IReadOnlyList<CombinationCase> cases, VolumeGate? given, double? ensembleThreshold, MatchingPreset preset,
            CombinationOptions options)
    {
        (this.given, this.preset, this.options) = (given, preset, options);
        gates = VolumeGate.Ladder(options.GatesMm3.Concat(given?.VolumeMm3 is { } mm3 ? [mm3] : []));
        Ensemble = MeanProbability.For(cases, ensembleThreshold);
    }

    /// <summary>The baseline of mean probabilities.</summary>
    public MeanProbability Ensemble { get; }

    /// <summary>Counts the lesions of a case at every gate and for every baseline; writes nothing.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read, or the masks lie on different grids.</exception>
    public CaseGateCounts Count(CombinationCase @case)
    {
        var reference = @case.ReferencePath
            ?? throw new ArgumentException($"Case {@case.Id} has no reference to be evaluated against.", nameof(@case));
        Volume<byte> Mask(string path) => @case.Segmentation(path).Read().Mask();
        var small = Mask(@case.Small.MaskPath);
        var masks = new CaseMasks
        {
            Case = @case.Id,
            Patient = @case.Patient,
            Small = small,
            Large = Mask(@case.Large.MaskPath),
            Reference = Mask(reference),
            MeanProbability = Ensemble.Mask(@case, small.Geometry),
        };
        return CaseGateCounts.Of(masks, gates, preset);
    }

    /// <summary>The gate with its metrics, and those of the baselines.</summary>
    /// <param name="counts">Of all cases, from <see cref="Count"/>.</param>
    public GateSelectionResult Select(IReadOnlyList<CaseGateCounts> counts) => given is { } gate
        ? GateSelection.Judge(counts, (gates, gate), preset, options)
        : GateSelection.Choose(counts, gates, preset, options);
}

/// <summary>
/// The output of one model for a case: its mask and, where 'mets predict' wrote it, the probability map and the threshold.
/// </summary>
internal sealed record ModelFiles(string MaskPath, string? ProbabilityPath, double? Threshold)
{
    /// <summary>Looks for the companions of a mask that 'mets predict' wrote; any other mask has none.</summary>
    public static ModelFiles Beside(string maskPath)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(maskPath)) ?? "";
        var (probability, manifest) = (Path.Combine(folder, PredictionFiles.Probability), Path.Combine(folder, PredictionFiles.Manifest));
        if (Path.GetFileName(maskPath) != PredictionFiles.Segmentation)
        {
            return new ModelFiles(maskPath, null, null);
        }

        var threshold = File.Exists(manifest) ? JsonFile.Read<Made>(manifest).Threshold : null;
        return new ModelFiles(maskPath, File.Exists(probability) ? probability : null, threshold);
    }

    /// <summary>Only the threshold of a manifest is read: one of 'mets combine' has none.</summary>
    private sealed record Made(double? Threshold);
}

/// <summary>The names of the two models, as the user calls them.</summary>
internal sealed record CombinationModels(string Small, string Large)
{
    /// <summary>What a baseline is called in tables.</summary>
    public string NameOf(Baseline baseline) => baseline switch
    {
        Baseline.SmallModel => $"{Small} alone",
        Baseline.LargeModel => $"{Large} alone",
        Baseline.MeanProbability => "mean probability",
        Baseline.Union => "union of findings",
        _ => "intersection of findings",
    };
}

/// <summary>How one case's combination came about; manifest.json.</summary>
internal sealed record CombinationManifest
{
    public string Use { get; init; } = "Research use; not a medical device.";

    public required string Case { get; init; }

    public required Provenance Provenance { get; init; }

    public required CombinationModels Models { get; init; }

    public required VolumeGate Gate { get; init; }

    /// <summary>Which neighbours joined voxels to lesions.</summary>
    public required Connectivity Connectivity { get; init; }

    public required int Lesions { get; init; }

    public required double LesionVolumeMm3 { get; init; }

    public required CombinationCounts Counts { get; init; }

    /// <summary>Which model each lesion comes from.</summary>
    public required IReadOnlyList<CombinedLesion> Origins { get; init; }

    public required IReadOnlyList<DroppedFinding> Dropped { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>
/// The mean-probability ensemble that a combination is compared with: a voxel belongs to a lesion when the mean of both models'
/// probabilities is at least the threshold. Either the threshold was given, or it is the mean of the thresholds with which the two models
/// were applied.
/// </summary>
internal sealed record MeanProbability
{
    /// <summary>How far outside 0..1 a probability may lie through rounding.</summary>
    private const float Tolerance = 1e-4f;

    /// <summary>Null when the ensemble could not be made; <see cref="How"/> gives the reason.</summary>
    public required double? Threshold { get; init; }

    /// <summary>Where the threshold comes from, or what is missing.</summary>
    public required string How { get; init; }

    /// <summary>
    /// Whether and at which threshold the ensemble can be made of these cases: all of them, otherwise the comparison would be of different
    /// patients.
    /// </summary>
    public static MeanProbability For(IReadOnlyList<CombinationCase> cases, double? givenThreshold)
    {
        var sides = cases.SelectMany(c => new[] { c.Small, c.Large }).ToArray();
        var without = sides.Count(s => s.ProbabilityPath is null);
        if (without > 0)
        {
            return Absent(
                $"{without} of {sides.Length} predictions have no probability.nii.gz; 'mets predict --save-probability' writes it");
        }

        if (givenThreshold is { } given)
        {
            return new MeanProbability { Threshold = given, How = "threshold given" };
        }

        var (small, large) =
            (cases.Select(c => c.Small.Threshold).Distinct().ToArray(), cases.Select(c => c.Large.Threshold).Distinct().ToArray());
        return (small, large) is ([{ } a], [{ } b])
            ? new MeanProbability
            {
                Threshold = Math.Round((a + b) / 2, 6),
                How = FormattableString.Invariant($"mean of the models' thresholds, {a} and {b}"),
            }
            : Absent("no single threshold is known for each model (manifest.json next to the predictions); give --ensemble-threshold");
    }

    /// <summary>The mask of the ensemble.</summary>
    /// <exception cref="InvalidInputException">A map cannot be read, is none, or lies on another grid than the mask.</exception>
    internal Volume<byte>? Mask(CombinationCase @case, VolumeGeometry grid)
    {
        if (Threshold is not { } threshold
            || @case.Small.ProbabilityPath is not { } smallPath || @case.Large.ProbabilityPath is not { } largePath)
        {
            return null;
        }

        ProbabilityMap Map(string path) => new(@case.Id, @case.Patient, new Volume<float>(grid, Read(path, grid).Voxels));
        return LesionFinder.AtLeast(ProbabilityMap.Mean([Map(smallPath), Map(largePath)]), (float)threshold);
    }

    /// <summary>A probability map that belongs to a mask.</summary>
    internal static Volume<float> Read(string path, VolumeGeometry grid)
    {
        var map = NiftiFile.Read(path);
        if (!map.Geometry.SameGridAs(grid))
        {
            throw new InvalidInputException(path,
                $"the probability map lies on another grid than the mask. Map: {map.Geometry}. Mask: {grid}. Predict the case again.");
        }

        return map.Voxels.FirstOrDefault(p => !(p >= -Tolerance && p <= 1 + Tolerance)) is var wrong && wrong == 0
            ? map
            : throw new InvalidInputException(
                path, $"holds a voxel of {wrong}; a probability lies in 0..1. Was an image given in its place?");
    }

    private static MeanProbability Absent(string reason) => new() { Threshold = null, How = $"not made: {reason}" };
}

/// <summary>One of the two models of a combination: its name, the lesions it found in a case, and the files they were read from.</summary>
internal sealed record CombinedModel(string Name, LesionSet Lesions, ModelFiles Files);

/// <summary>Sets the mean and maximum probability of combined lesions, each voxel from the model of its segmentation.</summary>
internal static class OutlineProbabilities
{
    /// <summary>Unchanged when one of the models that contributed left no probability map.</summary>
    /// <exception cref="InvalidInputException">A map cannot be read, is none, or lies on another grid than the mask.</exception>
    public static CombinedCase Add(CombinedCase combined, CombinedModel small, CombinedModel large)
    {
        var origins = combined.Origins.SelectMany(o => o.Origins).ToLookup(o => o.Model, o => o.ModelLesion);
        var models = new[] { small, large }.Where(m => origins[m.Name].Any()).ToArray();
        if (models.Any(m => m.Files.ProbabilityPath is null))
        {
            return combined;
        }

        var sums = new double[combined.Lesions.Lesions.Count];
        var highest = new float[sums.Length];
        var labels = combined.Lesions.Labels.Voxels;
        foreach (var model in models)
        {
            var probabilities = MeanProbability.Read(model.Files.ProbabilityPath!, combined.Lesions.Geometry).Voxels; // checked above
            var taken = origins[model.Name].ToHashSet();
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] is > 0 and var label && taken.Contains(model.Lesions.Labels.Voxels[i]))
                {
                    sums[label - 1] += probabilities[i];
                    highest[label - 1] = Math.Max(highest[label - 1], probabilities[i]);
                }
            }
        }

        return combined with
        {
            Lesions = combined.Lesions with
            {
                Lesions = [.. combined.Lesions.Lesions.Select(
                    (l, i) => l with { MeanProbability = sums[i] / l.Voxels, MaxProbability = highest[i] })],
            },
        };
    }
}
