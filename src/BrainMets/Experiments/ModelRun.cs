using System.Collections.Concurrent;
using System.Diagnostics;
using BrainMets.Datasets;
using BrainMets.Imaging;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>
/// One network from data to weights: split the cases by patient, prepare them, train a network, choose its epoch and threshold on the patients set aside. Each
/// stage leaves its files in the run folder. It judges nothing: an experiment does, or 'mets predict' and 'mets evaluate'.
/// </summary>
public sealed class ModelRun
{
    private readonly ModelConfig config;
    private readonly RunFolder folder;
    private readonly RunContext context;
    private readonly Dictionary<string, double> seconds = [];
    private readonly ConcurrentBag<StoredCase> open = [];

    private ModelRun(ModelConfig config, RunFolder folder, RunContext context) =>
        (this.config, this.folder, this.context) = (config, folder, context);

    /// <summary>Runs everything; begun in a folder that holds an earlier, unfinished run of the same configuration and data, it goes on from there.</summary>
    /// <exception cref="InvalidInputException">A training case cannot be used, or the folder holds another run.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop; what is finished is kept.</exception>
    public static RunSummary Run(ModelConfig config, ExperimentInputs inputs, RunFolder folder, RunContext context) =>
        new ModelRun(config, folder, context).Run(inputs);

    private RunSummary Run(ExperimentInputs inputs)
    {
        var split = Timed("split", () => RunStart.Begin(config, inputs, folder, context));
        try
        {
            var training = Timed("prepare", () => Prepare(split.Training));
            var validation = Timed("prepare", () => Prepare(split.Validation));
            var trained = Timed("train", () => new TrainingRun(config, folder, context).Train(training, validation));
            return Summarize(inputs, trained);
        }
        finally
        {
            foreach (var stored in open)
            {
                stored.Dispose();
            }
        }
    }

    private List<StoredCase> Prepare(IReadOnlyList<Case> cases)
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
            .OfType<StoredCase>()
            .ToList();
        return faults.IsEmpty
            ? prepared
            : throw new InvalidInputException(
                "training",
                $"{faults.Count} of {cases.Count} cases cannot be used. Mend them, or take them out of the data set:"
                + string.Concat(faults.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"\n  {f.Value}")));
    }

    /// <summary>Null and a fault for a bad case: the user mends all of them in one go.</summary>
    private StoredCase? TryPrepare(PreparedCaseStore store, Case @case, ConcurrentDictionary<string, string> faults)
    {
        try
        {
            var stored = store.OpenOrPrepare(@case);
            open.Add(stored);
            return stored;
        }
        catch (InvalidInputException e)
        {
            faults[@case.Id] = e.Message;
            return null;
        }
    }

    private RunSummary Summarize(ExperimentInputs inputs, TrainedModel trained)
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
            Seconds = seconds,
        };
        RunFolder.WriteJson(folder.Summary, summary);
        return summary;
    }

    private T Timed<T>(string stage, Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var result = work();
        seconds[stage] = Math.Round(seconds.GetValueOrDefault(stage) + clock.Elapsed.TotalSeconds, 2);
        return result;
    }
}
