using System.Diagnostics;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Preprocessing;

namespace BrainMets.Prediction;

/// <summary>
/// Predicts one case: from its images to a probability map (0..1, on the grid of the scan), lesions and candidates. Nothing is written;
/// <see cref="PredictionFolder"/> writes the result.
/// </summary>
internal sealed class CasePredictor
{
    private readonly ModelEnsemble ensemble;
    private readonly string? limits;
    private readonly PredictionOptions options;
    private readonly RunContext context;
    private readonly EnsemblePrediction prediction;
    private readonly BrainModel? brainModel;

    /// <summary>Predicts with one model, which remains owned by the caller.</summary>
    public CasePredictor(LoadedModel model, PredictionOptions options, RunContext context)
        : this(ModelEnsemble.Alone(model), options, context)
    {
    }

    /// <summary>Predicts with several models, which remain owned by the caller.</summary>
    /// <exception cref="InvalidInputException">The weights of the brain extraction cannot be used.</exception>
    public CasePredictor(ModelEnsemble ensemble, PredictionOptions options, RunContext context)
    {
        (this.ensemble, this.options, this.context) = (ensemble, options, context);
        limits = options.ModelLimits;
        brainModel = BrainModel.Load(Preparing(ensemble.First.Config.Preprocessing));
        prediction = new EnsemblePrediction(ensemble, options.Mirror, context);
    }

    /// <summary>Detects and segments the lesions and candidates of a case; nothing is written.</summary>
    /// <exception cref="InvalidInputException">
    /// The case cannot be used, or the scan is outside the training range and the options are strict.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public CasePrediction Predict(CaseInput input)
    {
        var clock = Stopwatch.StartNew();
        var seconds = new Dictionary<string, double> { ["read"] = input.ReadSeconds };
        var before = 0.0;
        double Lap()
        {
            var lap = Math.Round(clock.Elapsed.TotalSeconds - before, 3);
            before += lap;
            return lap;
        }

        var images = input.Images;
        var run = new PreparationRun
        {
            BrainModel = brainModel,
            BrainProgress = new StageProgress(context.Progress, "brain", images.CaseId),
            Cancellation = context.Cancellation,
        };
        var prepared = Preprocessor.Prepare(images, Preparing(ensemble.First.Config.Preprocessing), run);
        seconds["prepare"] = Lap();
        var domain = InputShiftCheck.Judge(images, prepared, ensemble.First.Domain);
        RejectIfStrict(images.CaseId, domain);
        seconds["guard"] = Lap();
        var (map, each) = prediction.Predict(
            wanted => wanted == ensemble.First.Config.Preprocessing ? prepared : Preprocessor.Prepare(images, Preparing(wanted), run),
            context.Cancellation);
        seconds["predict"] = Lap();
        var lesions = WithTrueProbability(Find(map));
        var agreement = prediction.Agreement(lesions, each);
        seconds["measure"] = Lap();
        return new CasePrediction
        {
            CaseId = images.CaseId,
            T1c = images.T1c,
            Probability = map,
            Lesions = lesions,
            Networks = ensemble.Members.Count,
            Agreement = agreement,
            Manifest = Manifest(input, prepared, lesions, seconds) with { Input = input.Facts, Domain = domain },
        };
    }

    /// <summary>Checks that an existing result of a case was made from the same scan, model and thresholds.</summary>
    /// <param name="folder">Of the case.</param>
    /// <param name="scanSha256">SHA-256 of the scan as it is given now.</param>
    /// <exception cref="InvalidInputException">It was not; one folder would hold results of different kinds.</exception>
    public void EnsureSame(string folder, string scanSha256)
    {
        var file = Path.Combine(folder, PredictionFiles.Manifest);
        var earlier = File.Exists(file) ? JsonFile.Read<PredictionManifest>(file) : null;
        var difference = earlier is null ? "holds no manifest of a prediction"
            : earlier.Provenance.WeightsSha256 != ensemble.Sha256 ? "was predicted with another model"
            : !earlier.Models.SequenceEqual(Models()) ? "was predicted with another calibration or other networks of the model"
            : earlier.Mirror != options.Mirror ? $"was predicted {(earlier.Mirror ? "with" : "without")} the mirrored scan"
            : earlier.Threshold != options.Threshold
            ? FormattableString.Invariant($"was predicted with threshold {earlier.Threshold}, not {options.Threshold}")
            : earlier.OutlineThreshold != options.OutlineThreshold
                ? FormattableString.Invariant(
                    $"was segmented from {earlier.OutlineThreshold ?? earlier.Threshold} on, not {options.OutlineThreshold ?? options.Threshold}")
            : (earlier.BrainExtraction ?? "builtin", earlier.BrainModelSha256) != (BrainExtractionName, brainModel?.Sha256)
                ? $"was predicted with another brain extraction ({earlier.BrainExtraction})"
            : earlier.Provenance.InputSha256.GetValueOrDefault("t1c") != scanSha256
            ? "was predicted from another scan than the one given now"
            : null;
        if (difference is not null)
        {
            throw new InvalidInputException(
                folder, $"{difference}, so this run cannot continue in it. Choose another -o, or give --overwrite to start again.");
        }
    }

    private void RejectIfStrict(string caseId, InputShiftResult domain)
    {
        if (options.StrictDomain && domain.Level == InputShiftLevel.Red)
        {
            var reasons = domain.Doubts.Where(check => check.Level == InputShiftLevel.Red).Select(check => check.Sentence);
            throw new InvalidInputException(
                caseId, $"the scan is not of the kind the model was trained for. {string.Join(" ", reasons)} Check that this is the T1 "
                    + "post-contrast scan of a head; without --strict-domain it is predicted all the same.");
        }
    }

    /// <summary>Findings and candidates with the probability of being true lesions, where the model's card maps it.</summary>
    private LesionSet WithTrueProbability(LesionSet lesions)
    {
        if (ensemble.Findings is not { } findings)
        {
            return lesions;
        }

        IReadOnlyList<Lesion> Mapped(IReadOnlyList<Lesion> found) =>
            [.. found.Select(l => l with { TrueProbability = findings.Of(l.MaxProbability) })];
        return lesions with
        {
            Lesions = Mapped(lesions.Lesions),
            Candidates = lesions.Candidates is { } candidates ? candidates with { Lesions = Mapped(candidates.Lesions) } : null,
        };
    }

    /// <summary>The manifest's entries for models of several networks or with a calibration; empty when there is none.</summary>
    private ModelOrigin[] Models() =>
    [
        .. ensemble.Members.Select(m => m.Model).Where(m => m.Networks.Count > 1 || m.Calibration is not null).Select(m => new ModelOrigin(
            m.Name, m.Calibration?.Slope, m.Calibration?.Intercept,
                string.Join(", ", m.Networks.Select(n => $"{Path.GetFileName(n.Path)} {n.Sha256}")))),
    ];

    private string BrainExtractionName => (brainModel?.Method ?? BrainExtractionMethod.Builtin).ToString().ToLowerInvariant();

    /// <summary>The preprocessing of a network, with the brain extraction that the user chose.</summary>
    private PreprocessingOptions Preparing(PreprocessingOptions wanted) =>
        options.BrainExtraction is { } method ? wanted with { BrainExtraction = method, BrainModel = options.BrainModel } : wanted;

    /// <summary>The lesions at the threshold in use, and the candidates below it.</summary>
    private LesionSet Find(ProbabilityMap map)
    {
        var wanted = ensemble.First.Config.Lesions with { Threshold = options.Threshold, OutlineThreshold = options.OutlineThreshold };
        var lesions = LesionFinder.Find(map, wanted);
        var lower = ensemble.OperatingPoints.CandidateThreshold(options.Threshold);
        var below = wanted with
        {
            Threshold = lower,
            OutlineThreshold = options.OutlineThreshold is { } outline ? Math.Min(outline, lower) : null,
        };
        return lesions with { Candidates = CandidateFinder.Find(map, lesions, below) };
    }

    private PredictionManifest Manifest(CaseInput input, PreparedCase prepared, LesionSet lesions, Dictionary<string, double> seconds) =>
        new()
        {
            Case = input.Images.CaseId,
            Provenance = Provenance.Of(context, ensemble.First.Config.Seed) with
            {
                InputSha256 = input.Sha256 is { } sha256 ? new Dictionary<string, string> { ["t1c"] = sha256 } : [],
                WeightsSha256 = ensemble.Sha256,
            },
            Model = ensemble.Name,
            Models = Models(),
            Mirror = options.Mirror,
            Members = ensemble.Members.Count == 1
            ? new Dictionary<string, double>()
            : ensemble.Members.ToDictionary(m => m.Name, m => m.Threshold),
            Threshold = options.Threshold,
            OutlineThreshold = options.OutlineThreshold,
            MinVolumeMm3 = ensemble.First.Config.Lesions.MinVolumeMm3,
            Lesions = lesions.Lesions.Count,
            LesionVolumeMm3 = Math.Round(lesions.Lesions.Sum(l => l.VolumeMm3), 3),
            CandidateThreshold = lesions.Candidates?.Threshold,
            Candidates = lesions.Candidates?.Lesions.Count,
            BrainVolumeMl = Math.Round(prepared.Brain.Voxels.Count(v => v != 0) * prepared.Brain.Geometry.VoxelVolumeMm3 / 1000, 1),
            BrainExtraction = BrainExtractionName,
            BrainModelSha256 = brainModel?.Sha256,
            BrainMask = prepared.BrainOrigin.ToString(),
            Seconds = seconds,
            Warnings = limits is null ? prepared.Warnings : [limits, .. prepared.Warnings],
        };
}

/// <summary>Options at prediction time.</summary>
internal sealed record PredictionOptions
{
    /// <summary>Detection threshold: a lesion is a component whose maximum probability reaches it, 0..1.</summary>
    public required double Threshold { get; init; }

    /// <summary>
    /// Segmentation threshold: a detected lesion extends to this probability, at most the detection threshold; null for that threshold.
    /// </summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>Predict the mirrored scan too and average, whatever the model's configuration.</summary>
    public bool Mirror { get; init; }

    /// <summary>Brain extraction for every network; null for that of each network's configuration.</summary>
    public BrainExtractionMethod? BrainExtraction { get; init; }

    /// <summary>File of the weights that go with <see cref="BrainExtraction"/>; null for the built-in method.</summary>
    public string? BrainModel { get; init; }

    /// <summary>The limits of a shipped model's card, put first among the warnings; null for a model without a card.</summary>
    public string? ModelLimits { get; init; }

    /// <summary>Reject a scan that the input check rates red as invalid input; otherwise it is predicted with a warning.</summary>
    public bool StrictDomain { get; init; }
}

/// <summary>The prediction of one case, in memory.</summary>
public sealed record CasePrediction
{
    public required string CaseId { get; init; }

    /// <summary>The image as it was read, for a preview.</summary>
    public required Volume<float> T1c { get; init; }

    /// <summary>The averaged, calibrated map on the grid of the scan; 0 outside the brain.</summary>
    public required ProbabilityMap Probability { get; init; }

    /// <summary>The lesions, with the candidates below the threshold.</summary>
    public required LesionSet Lesions { get; init; }

    /// <summary>Number of models that were used; with more than one <see cref="Agreement"/> becomes a table.</summary>
    public required int Networks { get; init; }

    /// <summary>The networks that detect each lesion; empty for a single network.</summary>
    public IReadOnlyList<LesionAgreement> Agreement { get; init; } = [];

    /// <summary>
    /// Provenance of the prediction; <see cref="PredictionFolder"/> adds the time of writing and the warnings of exports.
    /// </summary>
    public required PredictionManifest Manifest { get; init; }

    /// <summary>
    /// Writes the data files of the prediction into a new folder, which appears whole or not at all: segmentation, label map, candidates,
    /// tables and manifest (docs/commands.md). Preview and report are made by the command.
    /// </summary>
    /// <param name="folder">Must not exist.</param>
    /// <param name="saveProbability">Also write probability.nii.gz.</param>
    /// <exception cref="IOException">The folder exists, or cannot be written.</exception>
    public void Save(string folder, bool saveProbability = false) => PredictionFolder.Save(this, folder, saveProbability);
}
