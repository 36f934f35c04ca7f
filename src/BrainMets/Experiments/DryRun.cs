using BrainMets.Datasets;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>What an experiment would do and how long that takes. Nothing is written.</summary>
internal sealed record DryRun
{
    /// <summary>What all networks have in common.</summary>
    public required ModelConfig Config { get; init; }

    /// <summary>A plan without errors.</summary>
    public required ExperimentPlan Plan { get; init; }

    /// <summary>The networks of the grid.</summary>
    public required IReadOnlyList<ModelPlan> Models { get; init; }

    /// <summary>The data sets by name, planned phantoms too.</summary>
    public required IReadOnlyDictionary<string, DatasetIndex> Data { get; init; }

    /// <summary>Those of them that are not made yet.</summary>
    public required IReadOnlyDictionary<string, PlannedPhantoms> Phantoms { get; init; }

    /// <summary>Where finished networks would lie.</summary>
    public required ArtifactStore Artifacts { get; init; }

    /// <param name="context">Where training would compute.</param>
    public ExperimentEstimate Estimate(RunContext context)
    {
        var assignment = new DataPartition(Plan, Data);
        var speeds = new Dictionary<string, (long, double)>();
        (long Parameters, double SecondsPerStep) Speed(ModelPlan model)
        {
            var like = ConfigFile.ToJson(model.Config with { Name = "", Seed = 0, Training = Config.Training });
            return speeds.TryGetValue(like, out var known)
                ? known
                : speeds[like] = TrainingSpeed.Try(model.Config, context.Compute, context.Cancellation);
        }

        var scans = Plan.Tests.Select(t => Scans(t, assignment.TestCases(t))).ToArray();
        var voxels = scans.Sum(s => s.Voxels);
        return new ExperimentEstimate
        {
            DataSets = [.. Data.Select(d => Size(d.Key, d.Value.Cases))],
            TrainingSets = [.. Plan.TrainingSets.Keys.Select(t => ResultData.Size(t, Plan, assignment))],
            Tests = [.. Plan.Tests.Select(t => Size(t, assignment.TestCases(t)))],
            Models =
            [
                .. Models.Select(m => new EstimatedModel(
                    m.Name,
                    assignment.TrainingCases(m.TrainingSet, m.Fold).Count,
                    Speed(m).Parameters,
                    m.Config.Training.Epochs * m.Config.Sampling.StepsPerEpoch,
                    Speed(m).SecondsPerStep,
                    Artifacts.IsThere($"{TrainingStage.Folder}/{m.Name}"))),
            ],
            // With folds each network predicts its own fold only.
            PredictionSeconds = Models.Sum(m => WorkEstimate.PredictionSeconds(voxels, Speed(m).Parameters)) / Math.Max(1, Plan.Folds),
            JudgingSeconds =
                WorkEstimate.JudgingSeconds(voxels, Models.Select(m => (m.Point, m.Seed)).Distinct().Count() + Plan.Ensembles.Count),
            UnknownScans = scans.Sum(s => s.Unknown),
        };
    }

    private (long Voxels, int Unknown) Scans(string dataSet, IReadOnlyList<Case> cases) =>
        Phantoms.TryGetValue(dataSet, out var planned) ? (planned.VoxelsPerScan * cases.Count, 0) : ScanVoxels.Of(cases);

    private static (string, int, int) Size(string name, IReadOnlyList<Case> cases) =>
        (name, PatientDraw.Patients(cases).Length, cases.Count);
}

/// <summary>A data set of phantoms that is made when the experiment runs, and not for an estimate.</summary>
/// <param name="Index">Its cases by name; there are no files yet.</param>
/// <param name="VoxelsPerScan">Of every scan.</param>
internal sealed record PlannedPhantoms(DatasetIndex Index, long VoxelsPerScan);

/// <summary>What an experiment would do; nothing is made or trained for it.</summary>
internal sealed record ExperimentEstimate
{
    /// <summary>Name, patients and cases of each.</summary>
    public required IReadOnlyList<(string Name, int Patients, int Cases)> DataSets { get; init; }

    /// <summary>The training sets.</summary>
    public required IReadOnlyList<TrainingSetSize> TrainingSets { get; init; }

    /// <summary>Name, patients and cases of each test set, without the training patients.</summary>
    public required IReadOnlyList<(string Name, int Patients, int Cases)> Tests { get; init; }

    /// <summary>The networks to train.</summary>
    public required IReadOnlyList<EstimatedModel> Models { get; init; }

    /// <summary>An estimate: all networks over all test scans, on two CPU cores. What is there already counts too.</summary>
    public required double PredictionSeconds { get; init; }

    /// <summary>An estimate: all evaluations, on two CPU cores, existing ones included.</summary>
    public required double JudgingSeconds { get; init; }

    /// <summary>Test scans whose size could not be read; the estimates lack them.</summary>
    public required int UnknownScans { get; init; }
}

/// <summary>A network to train.</summary>
/// <param name="Name">Of the network.</param>
/// <param name="TrainingCases">Validation patients' included.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Steps">Of training.</param>
/// <param name="SecondsPerStep">Tried out here, on noise.</param>
/// <param name="IsTrained">It is there already.</param>
internal sealed record EstimatedModel(string Name, int TrainingCases, long Parameters, int Steps, double SecondsPerStep, bool IsTrained);

/// <summary>The time of a training step on this machine, measured on noise: it does not depend on the data.</summary>
internal static class TrainingSpeed
{
    private const int Side = 90;

    /// <summary>Trainable numbers, and the faster of two steps after a first one, which sets things up.</summary>
    public static (long Parameters, double SecondsPerStep) Try(ModelConfig config, Compute compute, CancellationToken cancellation)
    {
        var sampling = config.Sampling with { StepsPerEpoch = 3 };
        var input = config.Model.Input();
        using var model = SegmentationNetwork.Create(config.Model, config.Seed, compute.Device);
        using var trainer = new Trainer(model, config.Training with { Epochs = 1 }, sampling, compute, config.Seed)
        {
            ReadInterval = TimeSpan.Zero,
        };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var ends = new List<double>();
        trainer.Progressed += (_, _) => ends.Add(clock.Elapsed.TotalSeconds);
        var noise = new PatchSampler([new SamplingCase(Noise(config), input.ContextFactors, input.ContextPool)], sampling, config.Seed);
        foreach (var _ in trainer.Run(noise, 0, cancellation))
        {
            // One epoch of three steps.
        }

        return (model.ParameterCount, Math.Min(ends[1] - ends[0], ends[2] - ends[1]));
    }

    private static PreparedCase Noise(ModelConfig config)
    {
        var spacing = config.Preprocessing.Spacing;
        var geometry = new VolumeGeometry(
            new Size3(Side, Side, Side),
                new Affine(new PointMm(spacing.X, 0, 0), new PointMm(0, spacing.Y, 0), new PointMm(0, 0, spacing.Z), new PointMm(0, 0, 0)));
        var random = new Random(config.Seed);
        var reference = new Volume<byte>(geometry);
        reference[Side / 2, Side / 2, Side / 2] = 1;
        return new PreparedCase
        {
            CaseId = "noise",
            Patient = "noise",
            Image = new Volume<float>(geometry).Map(_ => (float)random.NextDouble()),
            Brain = new Volume<byte>(geometry).Map(_ => (byte)1),
            Reference = reference,
            Source = geometry,
        };
    }
}

/// <summary>How large scans are, from the heads of their files.</summary>
internal static class ScanVoxels
{
    /// <summary>Voxels of all scans whose size is known, and how many could not be read.</summary>
    public static (long Voxels, int Unknown) Of(IReadOnlyList<Case> cases)
    {
        var sizes = cases.Select(c => Size(c.T1cPath)).ToArray();
        return (sizes.Sum(s => s ?? 0), sizes.Count(s => s is null));
    }

    /// <summary>Null for a scan that cannot be read: an estimate does not fail; the run itself reports the scan.</summary>
    private static long? Size(string path)
    {
        try
        {
            return NiftiFile.ReadHeader(path).Geometry.Size.Count;
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>
/// Seconds for prediction and evaluation of test scans on two CPU cores. Measured, not derived; other machines differ, and so do scans with
/// much air. How they were measured: docs/experiments.md, "How long it takes".
/// </summary>
internal static class WorkEstimate
{
    /// <summary>Reading, brain extraction, normalisation and writing: what a network of no size would take. Mostly on one core.</summary>
    private const double PreparingSecondsPerVoxel = 0.9e-6;

    /// <summary>Of a network with a million trainable numbers, in bf16.</summary>
    private const double PredictingSecondsPerVoxelAndMillion = 2.0e-6;

    /// <summary>
    /// For each network and ensemble: both thresholds, all thresholds, its share of comparisons, agreement, strategy and second reader.
    /// Mostly on one core.
    /// </summary>
    private const double JudgingSecondsPerVoxel = 0.9e-6;

    /// <summary>Of one network over so many voxels of scans.</summary>
    public static double PredictionSeconds(long voxels, long parameters) =>
        voxels * (PreparingSecondsPerVoxel + (PredictingSecondsPerVoxelAndMillion * parameters / 1e6));

    /// <summary>Of all networks and ensembles over so many voxels of scans.</summary>
    public static double JudgingSeconds(long voxels, int networks) => voxels * networks * JudgingSecondsPerVoxel;
}
