using System.Collections.Concurrent;
using System.Diagnostics;
using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Evaluation.Statistics;
using BrainMets.Experiments.Configuration;
using BrainMets.Experiments.Predictions;
using BrainMets.Imaging;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments.Runs;

/// <summary>
/// One network from data to figures: split the cases by patient, prepare them, train a network, choose its threshold on patients set aside, predict
/// cases it has never seen, find the lesions, judge them against the reference. Each stage leaves its files in the run folder.
/// </summary>
public sealed class ModelRun
{
    private readonly ExperimentConfig config;
    private readonly RunFolder folder;
    private readonly RunContext context;
    private readonly Dictionary<string, double> seconds = [];

    private ModelRun(ExperimentConfig config, RunFolder folder, RunContext context) =>
        (this.config, this.folder, this.context) = (config, folder, context);

    /// <summary>Runs everything; begun in a folder that holds an earlier, unfinished run of the same configuration and data, it goes on from there.</summary>
    /// <exception cref="CaseDataException">A training case cannot be used, or the folder holds another run.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop; what is finished is kept.</exception>
    public static RunSummary Run(ExperimentConfig config, ExperimentInputs inputs, RunFolder folder, RunContext context) =>
        new ModelRun(config, folder, context).Run(inputs);

    private RunSummary Run(ExperimentInputs inputs)
    {
        var split = Timed("split", () => RunStart.Begin(config, inputs, folder, context));
        var training = Timed("prepare", () => Prepare(split.Training));
        var validation = Timed("prepare", () => Prepare(split.Validation));
        var trained = Timed("train", () => new TrainingRun(config, folder, context).Train(training, validation));
        var predictions = Timed("predict", () => Predict(trained, inputs.Test));
        var evaluation = Timed("evaluate", () => Evaluate(inputs.Test));
        return Summarize(inputs, trained, predictions, evaluation);
    }

    private List<PreparedCase> Prepare(IReadOnlyList<Case> cases)
    {
        var store = new PreparedCaseStore(folder.Prepared, config.Preprocessing);
        var faults = new ConcurrentDictionary<string, string>();
        var done = 0;
        var prepared = cases
            .AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Cancellation)
            .Select(c =>
            {
                var one = TryPrepare(store, c, faults);
                context.Report("prepare", (double)Interlocked.Increment(ref done) / cases.Count, c.Id);
                return one;
            })
            .OfType<PreparedCase>()
            .ToList();
        return faults.IsEmpty
            ? prepared
            : throw new CaseDataException(
                "training",
                $"{faults.Count} of {cases.Count} cases cannot be used. Mend them, or take them out of the data set:"
                + string.Concat(faults.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"\n  {f.Value}")));
    }

    /// <summary>Null and a fault for a bad case: the user mends all of them in one go.</summary>
    private static PreparedCase? TryPrepare(PreparedCaseStore store, Case @case, ConcurrentDictionary<string, string> faults)
    {
        try
        {
            return store.GetOrPrepare(@case);
        }
        catch (CaseDataException e)
        {
            faults[@case.Id] = e.Message;
            return null;
        }
    }

    private List<RunCase> Predict(TrainedModel trained, IReadOnlyList<Case> cases)
    {
        if (cases.Count == 0)
        {
            return [];
        }

        using var model = LoadedModel.Load(trained.Path, context.Compute.Device);
        var options = new PredictionOptions { Threshold = trained.OperatingPoints.Balanced, SaveProbability = true };
        foreach (var _ in BatchPrediction.Run(cases, new CasePredictor(model, options, context), folder.Predictions, context))
        {
            // Each case is on disk by now; the report looks at it again from there.
        }

        var failed = BatchPrediction.Failures(folder.Predictions).Select(f => f.Case).ToHashSet(StringComparer.Ordinal);
        return [.. from c in cases where !failed.Contains(c.Id) select RunCaseOf(c)];
    }

    private EvaluationResult? Evaluate(IReadOnlyList<Case> cases)
    {
        var everything = new LesionOptions { Connectivity = MatchingPreset.Default.Connectivity };
        var judged = new List<CaseEvaluation>();
        foreach (var c in cases.Where(c => c.ReferencePath is not null && File.Exists(SegmentationOf(c))))
        {
            var predicted = NiftiFile.ReadMask(SegmentationOf(c));
            var reference = NiftiFile.ReadMaskOn(c.ReferencePath!, predicted.Geometry); // not null: just asked
            judged.Add(Evaluator.Evaluate(
                LesionFinder.Find(c.Id, c.Patient, reference, everything), LesionFinder.Find(c.Id, c.Patient, predicted, everything), MatchingPreset.Default));
            context.Report("evaluate", (double)judged.Count / cases.Count, c.Id);
        }

        if (judged.Count == 0)
        {
            return null;
        }

        var result = Evaluator.Summarize(judged, MatchingPreset.Default, new SummaryOptions { Seed = config.Seed });
        EvaluationFile.Write(result, folder.FullPath);
        return result;
    }

    private RunSummary Summarize(ExperimentInputs inputs, TrainedModel trained, List<RunCase> predictions, EvaluationResult? evaluation)
    {
        var summary = new RunSummary
        {
            Title = config.Name,
            Folder = folder.FullPath,
            Provenance = RunFolder.ReadJson<Provenance>(folder.Provenance) ?? Provenance.Of(context, config.Seed),
            ConfigJson = ConfigFile.ToJson(config),
            Description = inputs.Description,
            Epochs = trained.Epochs,
            Threshold = trained.OperatingPoints.Balanced,
            Evaluation = evaluation,
            Cases = predictions,
            Seconds = seconds,
        };
        RunFolder.WriteJson(folder.Summary, summary);
        return summary;
    }

    private RunCase RunCaseOf(Case c) => new(
        c.Id, c.Patient, c.T1cPath, c.ReferencePath, SegmentationOf(c), Path.Combine(folder.Predictions, c.Id, PredictionFiles.Probability));

    private string SegmentationOf(Case c) => Path.Combine(folder.Predictions, c.Id, PredictionFiles.Segmentation);

    private T Timed<T>(string stage, Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var result = work();
        seconds[stage] = Math.Round(seconds.GetValueOrDefault(stage) + clock.Elapsed.TotalSeconds, 2);
        return result;
    }
}
