using System.CommandLine;
using System.Globalization;
using BrainMets.Datasets;
using BrainMets.Dicom;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Reporting;

namespace BrainMets.Cli;

/// <summary><c>mets predict</c>: detects and segments lesions in one scan, a folder of scans, a list or a data set.</summary>
internal static class PredictCommand
{
    private static readonly string[] Points = ["sensitive", "balanced", "precise"];

    public static void AddTo(AddCommand add)
    {
        var command = new Command("predict", "Detect, segment and measure lesions in T1 post-contrast scans");
        var models = new EnsembleOptions(command);
        var input = command.Required<string>(
            "--input -i", "PATH",
            "A NIfTI file, a folder of them, a .txt with one path a line, a dataset.json, or a folder with one examination in DICOM");
        var threshold = command.Optional<double?>(
            "--threshold", "T", "A lesion is detected where the probability reaches T, and segmented from T on; above 0, at most 1")
            .RequireThreshold();
        var outline = command.Optional<double?>(
            "--outline-threshold", "T", "Segment the lesions that --threshold detects from this probability on; at most the threshold")
            .RequireThreshold();
        var point = command.Optional<string?>(
            "--operating-point", "NAME", "Threshold of the model by name: sensitive, balanced (default) or precise");
        var save = command.Flag("--save-probability", "Also write probability.nii.gz");
        var brainMask = command.Optional<string?>("--brain-mask", "FILE", "Your own brain mask, on the grid of the scan; one scan only");
        var strict = command.Flag("--strict-domain", "Reject scans outside the training range of the model instead of warning");
        var brain = new BrainOptions(command);
        var series = command.Optional<string?>(
            "--series", "UID", "UID of the T1 post-contrast DICOM series (default: selected by its attributes)");
        var output = OutputFolder.AddTo(command, canResume: true);
        add(command, (parsed, session) =>
        {
            var choice = Thresholds((parsed.GetValue(threshold), parsed.GetValue(outline)), parsed.GetValue(point));
            var path = parsed.GetRequiredValue(input);
            using var dicom = OpenDicom(session, path, parsed.GetValue(series));
            var cases = WithBrainMask(dicom is null ? InputCases.From(path) : [CaseOf(dicom, path)], parsed.GetValue(brainMask));
            var compute = session.Compute();
            using var loaded = models.Load(parsed, compute.Device, model => choice(model.OperatingPoints));
            var preparing = brain.Apply(parsed, loaded.First.Config.Preprocessing);
            var thresholds = choice(loaded.OperatingPoints);
            var options = new PredictionOptions
            {
                Threshold = thresholds.Find,
                OutlineThreshold = thresholds.Outline,
                Mirror = models.Mirror(parsed),
                BrainExtraction = preparing.BrainExtraction,
                BrainModel = preparing.BrainModel,
                StrictDomain = parsed.GetValue(strict),
                ModelLimits = models.Limits(parsed),
            };
            var saveProbability = parsed.GetValue(save);
            var writer = new PredictionWriter(session, dicom, Facts(loaded, thresholds, saveProbability), saveProbability);
            return Run(session, cases, new CaseModel(loaded, options), writer,
                output.Prepare(parsed, [path, .. cases.SelectMany(c => c.Files()), .. models.Paths(parsed), .. brain.Paths(parsed)]));
        });
    }

    private static ModelFacts Facts(ModelEnsemble model, (double Find, double? Outline) thresholds, bool saveProbability) =>
        new(model.Name, Build.Version, model.Sha256, thresholds, saveProbability);

    private static DicomScan? OpenDicom(Session session, string path, string? series)
    {
        if (!DicomScan.Recognises(path))
        {
            return series is null
                ? null
                : throw new UsageException($"--series names a DICOM series, but {path} is not a folder of DICOM files.");
        }

        var dicom = ProgressDisplay.Show(
            session, progress => DicomScan.Open(path, series, new CountedProgress(progress, "scan", "files"), session.Cancellation));
        session.Say($"Taken: {dicom.Chosen}");
        return dicom;
    }

    private static Case CaseOf(DicomScan dicom, string path) => new()
    {
        Id = dicom.Id,
        Patient = dicom.Id,
        T1cPath = Path.GetFullPath(path),
    };

    private static int Run(Session session, IReadOnlyList<Case> cases, CaseModel model, PredictionWriter writer, string folder)
    {
        session.Log.Detail(
            $"model {model.Networks.Name}, SHA-256 {model.Networks.Sha256}, threshold {model.Options.Threshold}, "
            + $"segmented from {model.Options.OutlineThreshold ?? model.Options.Threshold}");
        ProgressDisplay.Show(session, progress =>
        {
            var context = session.RunContext(progress);
            var predictor = new CasePredictor(model.Networks, model.Options, context);
            var batch = new BatchPrediction(cases, folder, context);
            foreach (var task in batch.Tasks())
            {
                if (task.IsDone)
                {
                    predictor.EnsureSame(task.Folder, writer.Sha256(task.Case));
                    continue;
                }

                try
                {
                    var written = writer.Write(predictor.Predict(writer.Read(task.Case)), task.Folder, context);
                    ReportCase(session, written, task.Folder);
                }
                catch (Exception e) when (BatchPrediction.ConcernsOneCase(e))
                {
                    batch.Fail(task.Case, e);
                }
            }

            return folder;
        });
        var failures = BatchPrediction.Failures(folder);
        foreach (var failure in failures)
        {
            var names = failure.Reason.StartsWith(failure.Case + ":", StringComparison.Ordinal);
            session.Log.Error(names ? failure.Reason : $"{failure.Case}: {failure.Reason}");
        }

        return CaseBatch.Conclude(session, failures, cases.Count, folder);
    }

    private static void ReportCase(Session session, CasePrediction prediction, string folder)
    {
        var lesions = prediction.Lesions.Lesions;
        var found = lesions.Count switch { 0 => "no lesions", 1 => "1 lesion", _ => $"{lesions.Count} lesions" };
        var candidates = (prediction.Lesions.Candidates?.Lesions.Count ?? 0) switch
        {
            0 => "no candidates",
            1 => "1 candidate",
            var n => $"{n} candidates"
        };
        session.Say($"{prediction.CaseId}: {found}, {candidates}, {lesions.Sum(l => l.VolumeMm3) / 1000:0.000} cc of lesions, "
            + $"{prediction.Manifest.Seconds.Values.Sum():0.0} s: {folder}");
        if (prediction.Agreement.Count > 0 && prediction.Agreement[0].Confirmed is not null)
        {
            session.Say($"  {prediction.Agreement.Count(a => a.Confirmed == true)} confirmed, "
                + $"{prediction.Agreement.Count(a => a.Confirmed == false)} to review (agreement.csv)");
        }

        foreach (var doubt in prediction.Manifest.Domain?.Doubts ?? [])
        {
            session.Log.Warning($"{prediction.CaseId}: domain {(doubt.Level == InputShiftLevel.Red ? "red" : "amber")}: {doubt.Sentence}");
        }

        foreach (var warning in prediction.Manifest.Warnings)
        {
            session.Log.Warning($"{prediction.CaseId}: {warning}");
        }
    }

    private static Func<OperatingPoints, (double Find, double? Outline)> Thresholds((double? Find, double? Outline) given, string? point) =>
        (given.Find, point) switch
        {
            (null, _) when given.Outline is not null =>
                throw new UsageException("--outline-threshold needs --threshold; an operating point has its own."),
            ({ } value, null) when given.Outline > value =>
                throw new UsageException($"--outline-threshold is {given.Outline}; must be at most --threshold, {value}."),
            (not null, not null) => throw new UsageException("Give either --threshold or --operating-point, not both."),
            ({ } value, _) => _ => (value, given.Outline),
            (_, { } name) when !Points.Contains(name) =>
                throw new UsageException($"Option '--operating-point' takes {string.Join(", ", Points)}; got '{name}'."),
            (_, var name) => points => (points.Named(name ?? "balanced"), points.Outline),
        };

    private static IReadOnlyList<Case> WithBrainMask(IReadOnlyList<Case> cases, string? brainMask) => (brainMask, cases) switch
    {
        (null, _) => cases,
        (_, [var only]) => [only with { BrainMaskPath = Path.GetFullPath(brainMask) }],
        _ => throw new UsageException(
            $"--brain-mask fits one scan; the input holds {cases.Count}. Name the masks in a dataset.json (\"brainMask\")."),
    };
}

/// <summary>The networks of a prediction and the options they are used with.</summary>
internal sealed record CaseModel(ModelEnsemble Networks, PredictionOptions Options);

/// <summary>Reads cases from NIfTI or DICOM and writes all output of a prediction: data files, DICOM objects, preview, report.</summary>
/// <param name="session">The running command.</param>
/// <param name="dicom">The examination; null for NIfTI files.</param>
/// <param name="model">The model as named in DICOM objects.</param>
/// <param name="saveProbability">Whether the probability map is written.</param>
internal sealed class PredictionWriter(Session session, DicomScan? dicom, ModelFacts model, bool saveProbability)
{
    public CaseInput Read(Case @case)
    {
        if (dicom is null)
        {
            return CaseInput.Read(@case);
        }

        var scan = dicom.Read(session.Cancellation);
        return (@case.BrainMaskPath is { } path ? scan with { BrainMask = NiftiFile.ReadMaskOn(path, scan.Image.Geometry) } : scan)
            .ToInput();
    }

    public string Sha256(Case @case) => dicom?.Sha256(session.Cancellation) ?? CaseInput.Sha256Of(@case);

    /// <summary>Writes the folder of a case, which appears under its name only when it is complete.</summary>
    /// <returns>The prediction with its manifest as written.</returns>
    public CasePrediction Write(CasePrediction prediction, string folder, RunContext context)
    {
        using var target = new PredictionFolder(folder);
        ExportedObjects? exported = null;
        context.RunConcurrently(
            () =>
            {
                exported = dicom is null
                    ? null
                    : new DicomExport(dicom.Codec, dicom.Series(session.Cancellation), model).Write(
                        prediction.Probability, prediction.Lesions, target.WorkPath);
                target.WriteTables(prediction, exported?.Checks);
            },
            () =>
            {
                target.WriteImages(prediction, saveProbability);
                Preview.Write(prediction.T1c, prediction.Lesions, Path.Combine(target.WorkPath, PredictionFiles.Preview));
            });
        var written = target.WriteManifest(prediction, exported?.Warnings);
        PredictionReport.Write(target.WorkPath);
        target.Commit();
        return written;
    }
}

/// <summary>
/// The networks that predict: one, or several averaged, optionally one more that confirms, each optionally with the mirrored scan.
/// </summary>
internal sealed class EnsembleOptions
{
    private readonly Option<string[]> models;
    private readonly Option<string?> confirm;
    private readonly Option<bool> mirror;

    public EnsembleOptions(Command command)
    {
        models = command.WithDefault<string[]>(
            "--model -m", "MODEL",
            "A shipped model by name, a model folder, a run folder or a .safetensors file; several are averaged", [ShippedModels.Default]);
        confirm = command.Optional<string?>(
            "--confirm-with", "MODEL", "A second, precise model: lesions that it detects too are marked confirmed, the rest to review");
        mirror = command.Flag("--mirror", "Predict the mirrored scan too and average; takes twice as long");
    }

    public bool Mirror(ParseResult parsed) => parsed.GetValue(mirror);

    /// <summary>The weights files and folders named.</summary>
    public IEnumerable<string> Paths(ParseResult parsed) =>
        parsed.GetRequiredValue(models).Concat(parsed.GetValue(confirm) is { } other ? [other] : []).Select(ShippedModels.Resolve);

    /// <summary>The limits of use stated on the cards of the models; null when none has a card.</summary>
    public string? Limits(ParseResult parsed)
    {
        var limits = Paths(parsed).Select(path => ModelSource.At(path).Card?.Limits).OfType<string>().Distinct().ToList();
        return limits.Count == 0 ? null : string.Join(" ", limits);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="device">Device of the computation.</param>
    /// <param name="thresholdOf">Detection threshold and segmentation threshold of a network used alone.</param>
    public ModelEnsemble Load(ParseResult parsed, string device, Func<LoadedModel, (double Find, double? Outline)> thresholdOf)
    {
        LoadedModel[] averaged = [.. parsed.GetRequiredValue(models).Select(m => LoadedModel.Load(ShippedModels.Resolve(m), device))];
        return ModelEnsemble.Of(
            averaged, parsed.GetValue(confirm) is { } other ? LoadedModel.Load(ShippedModels.Resolve(other), device) : null, thresholdOf);
    }
}

/// <summary>Writes what a prediction found as DICOM objects of the scan's own study: a segmentation and a structure set.</summary>
internal sealed class DicomExport(DicomCodec codec, ImageSeries series, ModelFacts model)
{
    public const string Segmentation = "segmentation.dcm";
    public const string StructureSet = "rtstruct.dcm";
    public const string Probability = "probability.dcm";

    public ExportedObjects Write(ProbabilityMap map, LesionSet lesions, string folder)
    {
        var labels = lesions.ToLabelMap();
        var options = new ResultOptions
        {
            Findings = [.. lesions.Lesions.Select(Named)],
            AlgorithmName = Ascii(model.Name),
            AlgorithmVersion = Ascii($"{model.Version} / {model.WeightsSha256[..8]}"),
            Settings = string.Create(CultureInfo.InvariantCulture, $"threshold {model.Thresholds.Find:0.####}")
                + (model.Thresholds.Outline is { } outline
                    ? string.Create(CultureInfo.InvariantCulture, $", outline {outline:0.####}")
                    : ""),
        };
        SegmentationWriter.Write(codec, Path.Combine(folder, Segmentation), series, labels, options);
        var checks = StructureSetWriter.Write(codec, Path.Combine(folder, StructureSet), series, labels, options);
        if (model.SaveProbability)
        {
            SegmentationWriter.WriteProbability(codec, Path.Combine(folder, Probability), series, map.Probability, options);
        }

        return new ExportedObjects(
            checks.ToDictionary(
                check => (int)check.Label, check => new ContourFidelity(check.ContourVolumeMm3, check.RereadVolumeMm3, check.RereadDice)),
            [.. checks.SelectMany(check => check.Warnings)]);
    }

    private static LesionLabel Named(Lesion lesion) => LesionLabel.Of(
        (ushort)lesion.Label,
        lesion.MeanProbability is { } mean ? string.Create(CultureInfo.InvariantCulture, $"mean probability {mean:0.00}") : null);

    /// <summary>DICOM objects take 64 plain characters; what a model is called may hold more.</summary>
    private static string Ascii(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsAscii(c) && !char.IsControl(c) && c != '\\' ? c : '?'));
        return plain.Length <= 64 ? plain : plain[..64];
    }
}

/// <summary>What DICOM objects say of the model that made them.</summary>
internal sealed record ModelFacts(
    string Name, string Version, string WeightsSha256, (double Find, double? Outline) Thresholds, bool SaveProbability);

/// <summary>What was written in addition to the usual files of a prediction.</summary>
/// <param name="Checks">How well each lesion survived as contours, by label.</param>
/// <param name="Warnings">What the user should know of it.</param>
internal sealed record ExportedObjects(IReadOnlyDictionary<int, ContourFidelity> Checks, IReadOnlyList<string> Warnings);
