using System.Collections.Concurrent;
using System.Diagnostics;
using BrainMets.Datasets;
using BrainMets.Prediction;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>
/// One network from data to weights: split the cases by patient, prepare them, train a network, choose its epoch and threshold on the
/// patients set aside. Each stage leaves its files in the run folder. It evaluates no test cases: an experiment does, or 'mets predict' and
/// 'mets evaluate'.
/// </summary>
internal sealed class ModelRun
{
    private readonly ModelConfig config;
    private readonly RunFolder folder;
    private readonly RunContext context;
    private readonly Dictionary<string, double> seconds = [];
    private readonly ConcurrentBag<StoredCase> open = [];

    private ModelRun(ModelConfig config, RunFolder folder, RunContext context) =>
        (this.config, this.folder, this.context) = (config, folder, context);

    /// <summary>
    /// Runs everything; begun in a folder that holds an earlier, unfinished run of the same configuration and data, it goes on from there.
    /// </summary>
    /// <exception cref="InvalidInputException">A training case cannot be used, or the folder holds another run.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what is finished is kept.</exception>
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
                $"{faults.Count} of {cases.Count} cases cannot be used. Correct them, or remove them from the data set:"
                + string.Concat(faults.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"\n  {f.Value}")));
    }

    /// <summary>Null and an error for an invalid case, so that all are reported at once.</summary>
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
            Provenance = JsonFile.Read<Provenance>(folder.Provenance),
            ConfigJson = ConfigFile.ToJson(config),
            Description = inputs.Description,
            Epochs = trained.Epochs,
            Threshold = trained.OperatingPoints.Balanced,
            Seconds = seconds,
        };
        JsonFile.Write(folder.Summary, summary, JsonFormats.Run);
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

/// <summary>The data of a run.</summary>
internal sealed record ExperimentInputs
{
    /// <summary>Cases with a reference; some are held out to choose epoch and threshold.</summary>
    public required IReadOnlyList<Case> Training { get; init; }

    /// <summary>One paragraph for the report: what is trained on what.</summary>
    public string Description { get; init; } = "";
}

/// <summary>
/// Opens a run folder: writes configuration, provenance and split of a new run, or makes sure that a resumed one is the same run.
/// </summary>
internal static class RunStart
{
    /// <returns>The training cases, split by patient into training cases and validation cases for epoch and threshold.</returns>
    /// <exception cref="InvalidInputException">
    /// The folder holds a run with another configuration, other data, or another way to compute.
    /// </exception>
    public static Split Begin(ModelConfig config, ExperimentInputs inputs, RunFolder folder, RunContext context)
    {
        if (inputs.Training.FirstOrDefault(c => c.ReferencePath is null) is { } unmarked)
        {
            throw new InvalidInputException(unmarked.Id, "has no \"reference\" in the data set; every training case needs one.");
        }

        var split = SplitOf(config, inputs);
        Same(folder.Config, ConfigFile.ToJson(config), "another configuration");
        var provenance = Provenance.Of(context, config.Seed) with { InputSha256 = Hashes(inputs) };
        if (File.Exists(folder.Provenance) && JsonFile.Read<Provenance>(folder.Provenance) is { } earlier)
        {
            Compare(folder, earlier, provenance);
        }
        else
        {
            JsonFile.Write(folder.Provenance, provenance, JsonFormats.Run);
        }

        var aside = new RunSplit([.. split.Training.Select(c => c.Id)], [.. split.Validation.Select(c => c.Id)]);
        if (File.Exists(folder.Split) && !aside.IsSameAs(RunSplit.Read(folder)))
        {
            throw new InvalidInputException(
                folder.Split,
                    "lists other validation cases than this version of mets selects, so this run cannot continue. Choose another "
                        + "-o, or give --overwrite to start over.");
        }

        JsonFile.Write(folder.Split, aside, JsonFormats.Run);
        return split;
    }

    private static Split SplitOf(ModelConfig config, ExperimentInputs inputs)
    {
        var patients = inputs.Training.Select(c => c.Patient).Distinct().Count();
        return patients < 2 || config.Validation.PatientFraction == 0
            ? new Split(inputs.Training, [], [])
            : Split.ByPatient(inputs.Training, config.Validation.PatientFraction, 0, config.Seed);
    }

    private static void Same(string file, string text, string what)
    {
        if (!File.Exists(file))
        {
            AtomicFile.WriteText(file, text);
        }
        else if (File.ReadAllText(file) != text)
        {
            throw new InvalidInputException(
                file, $"belongs to a run with {what}, so this run cannot go on in its folder. Choose another -o, or give --overwrite to "
                    + "start over.");
        }
    }

    private static void Compare(RunFolder folder, Provenance earlier, Provenance now)
    {
        var differences = new List<string>();
        if (earlier.Precision != now.Precision || earlier.Device != now.Device)
        {
            differences.Add($"it computed on {earlier.Device} in {earlier.Precision}, now {now.Device} in {now.Precision}");
        }

        var changed = earlier.InputSha256.Keys.Union(now.InputSha256.Keys)
            .Where(k => earlier.InputSha256.GetValueOrDefault(k) != now.InputSha256.GetValueOrDefault(k))
            .Order(StringComparer.Ordinal).ToList();
        if (changed.Count > 0)
        {
            differences.Add(
                $"these inputs changed: {string.Join(", ", changed.Take(5))}{(changed.Count > 5 ? $" and {changed.Count - 5} more" : "")}");
        }

        if (differences.Count > 0)
        {
            throw new InvalidInputException(
                folder.FullPath,
                    $"holds a run that this one cannot continue: {string.Join("; ", differences)}. Choose another -o, or give --overwrite "
                        + "to start over.");
        }
    }

    private static SortedDictionary<string, string> Hashes(ExperimentInputs inputs)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var c in inputs.Training)
        {
            hashes[c.Id + "/t1c"] = FileHash.Of(c.T1cPath);
            if (c.ReferencePath is { } reference)
            {
                hashes[c.Id + "/reference"] = FileHash.Of(reference);
            }
        }

        return hashes;
    }
}
