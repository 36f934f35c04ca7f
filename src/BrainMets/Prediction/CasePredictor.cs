using System.Diagnostics;
using BrainMets.Datasets;
using BrainMets.Experiments;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Preprocessing;

namespace BrainMets.Prediction;

/// <summary>From one case's file to all files of its prediction.</summary>
public sealed class CasePredictor
{
    private readonly ModelEnsemble ensemble;
    private readonly string? limits;
    private readonly PredictionOptions options;
    private readonly RunContext context;
    private readonly EnsemblePrediction prediction;
    private readonly BrainModel? brainModel;

    /// <summary>One network by itself; it stays its owner's.</summary>
    public CasePredictor(LoadedModel model, PredictionOptions options, RunContext context)
        : this(ModelEnsemble.Alone(model), options, context)
    {
    }

    /// <summary>Several networks together; they stay their owner's.</summary>
    /// <exception cref="InvalidInputException">The weights of the brain extraction cannot be used.</exception>
    public CasePredictor(ModelEnsemble ensemble, PredictionOptions options, RunContext context)
    {
        (this.ensemble, this.options, this.context) = (ensemble, options, context);
        limits = options.ModelLimits;
        brainModel = BrainModel.Load(Preparing(ensemble.First.Config.Preprocessing));
        prediction = new EnsemblePrediction(ensemble, options.Mirror, context);
    }

    /// <summary>
    /// Predicts and writes segmentation, label map, tables and manifest into <paramref name="folder"/>, which appears only when all of them are written.
    /// </summary>
    /// <exception cref="InvalidInputException">The case cannot be used, or is another kind of scan and the options are strict; nothing is written.</exception>
    public CasePrediction Predict(Case @case, string folder)
    {
        var clock = Stopwatch.StartNew();
        var seconds = new Dictionary<string, double>();
        double Lap() => Math.Round(clock.Elapsed.TotalSeconds - seconds.Values.Sum(), 3);

        var images = options.Source.Read(@case with { ReferencePath = null });
        seconds["read"] = Lap();
        var run = new PreparationRun
        {
            BrainModel = brainModel,
            BrainProgress = new StageProgress(context.Progress, "brain", @case.Id),
            Cancellation = context.Cancellation,
        };
        var prepared = Preprocessor.Prepare(images, Preparing(ensemble.First.Config.Preprocessing), run);
        seconds["prepare"] = Lap();
        var domain = InputShiftCheck.Judge(images, prepared, ensemble.First.Domain);
        RefuseIfStrict(@case, domain);
        seconds["guard"] = Lap();
        var (map, each) = prediction.Predict(
            options => options == ensemble.First.Config.Preprocessing ? prepared : Preprocessor.Prepare(images, Preparing(options), run), context.Cancellation);
        seconds["predict"] = Lap();
        var lesions = WithTrueProbability(Find(map));
        var agreement = prediction.Agreement(lesions, each);
        seconds["measure"] = Lap();

        var temporary = folder + ".partial";
        RemoveFolder(temporary); // Left by a kill.
        try
        {
            Directory.CreateDirectory(temporary);
            ExportedObjects? exported = null;
            Together(
                () =>
                {
                    exported = options.Source.Export?.Invoke(map, lesions, temporary);
                    WriteTables(temporary, lesions, (exported, agreement));
                },
                () =>
                {
                    WriteImages(temporary, map, lesions);
                    options.Illustrate?.Invoke(images.T1c, lesions, Path.Combine(temporary, PredictionFiles.Preview));
                });
            seconds["write"] = Lap();
            var manifest = Manifest(@case, prepared, lesions, seconds) with { Input = options.Source.Facts, Domain = domain };
            manifest = manifest with { Warnings = [.. manifest.Warnings, .. exported?.Warnings ?? []] };
            RunFolder.WriteJson(Path.Combine(temporary, PredictionFiles.Manifest), manifest);
            options.Report?.Invoke(temporary);
            Directory.Move(temporary, folder);
            return new CasePrediction { CaseId = @case.Id, Folder = folder, T1c = images.T1c, Lesions = lesions, Agreement = agreement, Manifest = manifest };
        }
        finally
        {
            RemoveFolder(temporary); // On a full disk the next case needs the room.
        }
    }

    /// <summary>Makes sure that what an earlier run left in a case's folder came from the same scan, network and threshold.</summary>
    /// <exception cref="InvalidInputException">It did not; two kinds of results would stand side by side in one folder.</exception>
    public void EnsureSame(Case @case, string folder)
    {
        var file = Path.Combine(folder, PredictionFiles.Manifest);
        var earlier = File.Exists(file) ? RunFolder.ReadJson<PredictionManifest>(file) : null;
        var difference = earlier is null ? "holds no manifest of a prediction"
            : earlier.Provenance.WeightsSha256 != ensemble.Sha256 ? "was predicted with another model"
            : !earlier.Models.SequenceEqual(Models()) ? "was predicted with another calibration or other networks of the model"
            : earlier.Mirror != options.Mirror ? $"was predicted {(earlier.Mirror ? "with" : "without")} the mirrored scan"
            : earlier.Threshold != options.Threshold ? FormattableString.Invariant($"was predicted with threshold {earlier.Threshold}, not {options.Threshold}")
            : earlier.OutlineThreshold != options.OutlineThreshold
                ? FormattableString.Invariant($"was outlined from {earlier.OutlineThreshold ?? earlier.Threshold} on, not {options.OutlineThreshold ?? options.Threshold}")
            : (earlier.BrainExtraction ?? "builtin", earlier.BrainModelSha256) != (BrainExtractionName, brainModel?.Sha256)
                ? $"was predicted with another brain extraction ({earlier.BrainExtraction})"
            : earlier.Provenance.InputSha256.GetValueOrDefault("t1c") != options.Source.Sha256(@case) ? "was predicted from another scan than the one given now"
            : null;
        if (difference is not null)
        {
            throw new InvalidInputException(folder, $"{difference}, so this run cannot go on beside it. Choose another -o, or give --overwrite to start anew.");
        }
    }

    private void RefuseIfStrict(Case @case, InputShiftResult domain)
    {
        if (options.StrictDomain && domain.Level == InputShiftLevel.Red)
        {
            var reasons = domain.Doubts.Where(check => check.Level == InputShiftLevel.Red).Select(check => check.Sentence);
            throw new InvalidInputException(
                @case.Id, $"the scan is not of the kind the model was trained for. {string.Join(" ", reasons)} Check that this is the T1 post-contrast scan of a head; without --strict-domain it is predicted all the same.");
        }
    }

    /// <summary>Findings and candidates with the probability of being true lesions, where the model's card maps it.</summary>
    private LesionSet WithTrueProbability(LesionSet lesions)
    {
        if (ensemble.Findings is not { } findings)
        {
            return lesions;
        }

        IReadOnlyList<Lesion> Mapped(IReadOnlyList<Lesion> found) => [.. found.Select(l => l with { TrueProbability = findings.Of(l.MaxProbability) })];
        return lesions with
        {
            Lesions = Mapped(lesions.Lesions),
            Candidates = lesions.Candidates is { } candidates ? candidates with { Lesions = Mapped(candidates.Lesions) } : null,
        };
    }

    /// <summary>What the manifest says of models whose card makes more of them than one network; empty when there is none.</summary>
    private ModelOrigin[] Models() =>
    [
        .. ensemble.Members.Select(m => m.Model).Where(m => m.Networks.Count > 1 || m.Calibration is not null).Select(m => new ModelOrigin(
            m.Name, m.Calibration?.Slope, m.Calibration?.Intercept, string.Join(", ", m.Networks.Select(n => $"{Path.GetFileName(n.Path)} {n.Sha256}")))),
    ];

    private string BrainExtractionName => (brainModel?.Method ?? BrainExtractionMethod.Builtin).ToString().ToLowerInvariant();

    /// <summary>How a network wants its cases, but with the brain found as the user chose.</summary>
    private PreprocessingOptions Preparing(PreprocessingOptions wanted) =>
        options.BrainExtraction is { } method ? wanted with { BrainExtraction = method, BrainModel = options.BrainModel } : wanted;

    /// <summary>The lesions at the threshold in use, and what the map still suggests below it.</summary>
    private LesionSet Find(ProbabilityMap map)
    {
        var wanted = ensemble.First.Config.Lesions with { Threshold = options.Threshold, OutlineThreshold = options.OutlineThreshold };
        var lesions = LesionFinder.Find(map, wanted);
        var lower = ensemble.OperatingPoints.CandidateThreshold(options.Threshold);
        var below = wanted with { Threshold = lower, OutlineThreshold = options.OutlineThreshold is { } outline ? Math.Min(outline, lower) : null };
        return lesions with { Candidates = CandidateFinder.Find(map, lesions, below) };
    }

    private static void RemoveFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Does both, at the same time where two threads are allowed; returns or throws when both have ended.</summary>
    private void Together(Action here, Action beside)
    {
        var task = new Task(beside);
        if (context.Threads > 1)
        {
            task.Start();
        }

        try
        {
            here();
        }
        finally
        {
            if (context.Threads == 1)
            {
                task.RunSynchronously();
            }

            Task.WaitAny(task); // Does not throw; what this thread met goes first.
        }

        task.GetAwaiter().GetResult();
    }

    private void WriteImages(string folder, ProbabilityMap map, LesionSet lesions)
    {
        NiftiFile.Write(lesions.ToSegmentation(), Path.Combine(folder, PredictionFiles.Segmentation));
        NiftiFile.Write(lesions.ToLabelMap(), Path.Combine(folder, PredictionFiles.LabelMap));
        if (lesions.Candidates is { } candidates)
        {
            NiftiFile.Write(candidates.ToLabelMap(), Path.Combine(folder, PredictionFiles.Candidates));
        }

        if (options.SaveProbability)
        {
            NiftiFile.Write(map.Probability, Path.Combine(folder, PredictionFiles.Probability));
        }
    }

    private void WriteTables(string folder, LesionSet lesions, (ExportedObjects? Exported, IReadOnlyList<LesionAgreement> Agreement) known)
    {
        LesionFiles.WriteCsv(lesions, Path.Combine(folder, "lesions.csv"), known.Exported?.Checks);
        LesionFiles.WriteJson(lesions, Path.Combine(folder, "lesions.json"), known.Exported?.Checks);
        if (ensemble.Members.Count > 1)
        {
            RunFolder.WriteText(Path.Combine(folder, AgreementTable.FileName), AgreementTable.Csv(known.Agreement));
        }
    }

    private PredictionManifest Manifest(Case @case, PreparedCase prepared, LesionSet lesions, Dictionary<string, double> seconds) => new()
    {
        Case = @case.Id,
        Provenance = Provenance.Of(context, ensemble.First.Config.Seed) with
        {
            InputSha256 = new Dictionary<string, string> { ["t1c"] = options.Source.Sha256(@case) },
            WeightsSha256 = ensemble.Sha256,
        },
        Model = ensemble.Name,
        Models = Models(),
        Mirror = options.Mirror,
        Members = ensemble.Members.Count == 1 ? new Dictionary<string, double>() : ensemble.Members.ToDictionary(m => m.Name, m => m.Threshold),
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

/// <summary>What the user may choose at prediction time.</summary>
public sealed record PredictionOptions
{
    /// <summary>A lesion is found where the probability reaches this, 0..1.</summary>
    public required double Threshold { get; init; }

    /// <summary>From which probability on it is outlined, at most the threshold; null for the threshold.</summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>Where images come from; NIfTI files unless said otherwise.</summary>
    public CaseSource Source { get; init; } = CaseSource.Files;

    public bool SaveProbability { get; init; }

    /// <summary>Predict the mirrored scan too and average, whatever the model's configuration says.</summary>
    public bool Mirror { get; init; }

    /// <summary>How the brain is found, for every network; null to go by each network's configuration.</summary>
    public BrainExtractionMethod? BrainExtraction { get; init; }

    /// <summary>File of the weights that go with <see cref="BrainExtraction"/>; null for the built-in method.</summary>
    public string? BrainModel { get; init; }

    /// <summary>The limits of a shipped model's card, put first among the warnings; null for a model without a card.</summary>
    public string? ModelLimits { get; init; }

    /// <summary>Refuse a scan that the domain guard calls red, as bad input is refused; else it is predicted and said.</summary>
    public bool StrictDomain { get; init; }

    /// <summary>Draws the preview of a case into a PNG file; handed in because drawing is a later stage's work. Null for none.</summary>
    public Action<Volume<float>, LesionSet, string>? Illustrate { get; init; }

    /// <summary>Makes the report of a case in its folder when all else is written; handed in for the same reason. Null for none.</summary>
    public Action<string>? Report { get; init; }
}

/// <summary>What prediction found in one case, with the folder its files were written to.</summary>
public sealed record CasePrediction
{
    public required string CaseId { get; init; }

    public required string Folder { get; init; }

    /// <summary>The image as it was read, for a preview.</summary>
    public required Volume<float> T1c { get; init; }

    public required LesionSet Lesions { get; init; }

    /// <summary>Who found what; empty for a single network.</summary>
    public IReadOnlyList<LesionAgreement> Agreement { get; init; } = [];

    public required PredictionManifest Manifest { get; init; }
}
