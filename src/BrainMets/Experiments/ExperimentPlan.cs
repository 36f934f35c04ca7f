using System.Text.Json;
using System.Text.Json.Nodes;
using BrainMets.Evaluation;
using BrainMets.Prediction;

namespace BrainMets.Experiments;

/// <summary>
/// The networks of an experiment with their training sets, test sets and comparisons: the section "experiment" of a configuration
/// (docs/experiments.md). The rest of the configuration is what all networks have in common.
/// </summary>
internal sealed record ExperimentPlan
{
    /// <summary>Data sets by the name the plan calls them.</summary>
    public IReadOnlyDictionary<string, DataSetPlan> DataSets { get; init; } = new Dictionary<string, DataSetPlan>();

    /// <summary>Training sets: each a union of data sets or of a few patients of one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TrainingPart>> TrainingSets { get; init; } =
        new Dictionary<string, IReadOnlyList<TrainingPart>>();

    /// <summary>Test data sets, without every patient in a training set of any network; the first is the main one.</summary>
    public IReadOnlyList<string> Tests { get; init; } = [];

    /// <summary>
    /// Each block is a full product: "trainingSet" and any configuration key ("training.loss.alpha") with the values to try. Networks that
    /// two blocks share are trained once.
    /// </summary>
    public IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<System.Text.Json.Nodes.JsonValue>>> Grid { get; init; } = [];

    /// <summary>Every network is trained once with each seed; results are those of the first, with the spread over all.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>
    /// Above 0: the main test set is divided into that many folds by patient, and each fold is evaluated with networks not trained on it.
    /// </summary>
    public int Folds { get; init; }

    /// <summary>The threshold of the paper; every network is evaluated at it and at the one chosen on its validation patients.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Name of a matching preset.</summary>
    public string Matching { get; init; } = "default";

    /// <summary>Patient resamples behind each interval.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Tables and figures of networks that differ in one value, by title.</summary>
    public IReadOnlyDictionary<string, ComparisonPlan> Comparisons { get; init; } = new Dictionary<string, ComparisonPlan>();

    /// <summary>Networks whose probabilities are averaged, by the name of the ensemble.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Ensembles { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>A sensitive network whose lesions a precise one confirms; null for none.</summary>
    public ConfirmationPlan? Confirmation { get; init; }

    /// <summary>The volume-gated strategy; null for none.</summary>
    public StrategyPlan? Strategy { get; init; }

    /// <summary>Name of a reader in the dataset.json of the main test set, for the parallel comparison; null for none.</summary>
    public string? SecondReader { get; init; }

    /// <summary>How far two readers may differ and still count as equal, declared beforehand.</summary>
    public IReadOnlyDictionary<PairedMetric, double> Margins { get; init; } = new Dictionary<PairedMetric, double>();
}

/// <summary>A part of a training set: all of a data set that is not kept for testing, or a few of its patients.</summary>
internal sealed record TrainingPart
{
    public required string DataSet { get; init; }

    /// <summary>
    /// So many patients drawn by <see cref="Seed"/> ("few-shot"); they leave the test set for every network. 0 for all patients.
    /// </summary>
    public int Patients { get; init; }

    public int Seed { get; init; } = 1;
}

/// <summary>Where a data set comes from, a file or a phantom site, and how its patients are divided.</summary>
internal sealed record DataSetPlan
{
    /// <summary>dataset.json, relative to the configuration file.</summary>
    public string? File { get; init; }

    /// <summary>Made on the spot.</summary>
    public PhantomPlan? Phantom { get; init; }

    /// <summary>Patients kept for testing; null for none.</summary>
    public SplitPlan? Split { get; init; }
}

/// <summary>The patients of a data set kept for testing: a fixed list, or a number drawn by seed.</summary>
internal sealed record SplitPlan
{
    /// <summary>How many are kept for testing, drawn by <see cref="Seed"/>.</summary>
    public int TestPatients { get; init; }

    /// <summary>
    /// The expected number of remaining training patients; 0 for no check. Another number is an error: the data are not those of the plan.
    /// </summary>
    public int TrainingPatients { get; init; }

    /// <summary>The test patients by name; in place of a number.</summary>
    public IReadOnlyList<string> TestPatientNames { get; init; } = [];

    public int Seed { get; init; } = 1;
}

/// <summary>
/// Synthetic cases of a site. An experiment reads data sets and makes none: whoever starts it checks these values and makes the cases
/// first, as 'mets experiment run' does.
/// </summary>
internal sealed record PhantomPlan
{
    public required string Site { get; init; }

    public required int Cases { get; init; }

    /// <summary>Ingredients that a randomised site does not draw.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Fainter lesions, quieter scans, finer voxels and tighter masks than a randomised site usually draws.</summary>
    public bool Faint { get; init; }

    /// <summary>A stripped T1 template in MNI space for a randomised site (NIfTI); null for none.</summary>
    public string? Template { get; init; }

    /// <summary>Where the cases and the dataset.json of this data set lie in the folder of an experiment.</summary>
    /// <param name="experiment">The folder of the experiment.</param>
    /// <param name="name">What the plan calls the data set.</param>
    /// <param name="seed">The first of the plan.</param>
    public string FolderIn(string experiment, string name, int seed) =>
        Path.Combine(experiment, "data", $"{name}-{Site}-{Cases}-seed{seed}");
}

/// <summary>Networks that differ in one value and share others.</summary>
internal sealed record ComparisonPlan
{
    /// <summary>"trainingSet", or a configuration key of the grid.</summary>
    public required string Vary { get; init; }

    /// <summary>What all compared networks have, by key.</summary>
    public IReadOnlyDictionary<string, JsonValue> Where { get; init; } = new Dictionary<string, JsonValue>();
}

/// <summary>
/// The paper's "optimal model strategy": findings below a predicted volume come from one network, the others from another. Evaluated at the
/// given gate and at a chosen one.
/// </summary>
internal sealed record StrategyPlan
{
    /// <summary>Name of the network for small lesions.</summary>
    public required string Small { get; init; }

    /// <summary>Name of the network for large lesions.</summary>
    public required string Large { get; init; }

    public double GateCc { get; init; } = 0.4;

    /// <summary>The patients on whom the other gate is chosen.</summary>
    public GateSelectionSet ChooseGateOn { get; init; } = GateSelectionSet.Validation;
}

/// <summary>The patients on whom the strategy's gate is chosen.</summary>
internal enum GateSelectionSet
{
    /// <summary>
    /// Validation patients that none of the strategy's networks was trained on; the test patients where there are too few.
    /// </summary>
    Validation,

    /// <summary>The test patients themselves, corrected by nested cross-validation.</summary>
    Test,
}

/// <summary>
/// Two networks read together (Huang et al. 2022), as 'mets predict --confirm-with' does: lesions of the sensitive one that the precise one
/// finds too are confirmed, the rest is to be reviewed. Each is a point of the grid or an ensemble.
/// </summary>
internal sealed record ConfirmationPlan
{
    /// <summary>The network whose lesions are listed.</summary>
    public required string Sensitive { get; init; }

    /// <summary>Who confirms.</summary>
    public required string Precise { get; init; }
}

/// <summary>
/// Plans as JSON: the section "experiment" of a configuration. Everything else in the file is what all networks of the experiment have in
/// common, so that one file serves 'mets train' and 'mets experiment run'.
/// </summary>
internal static class PlanFile
{
    /// <summary>Presets that hold a plan.</summary>
    public static IReadOnlyList<string> Presets { get; } = [.. ConfigFile.Presets.Where(p => ConfigFile.LoadWithPlan(p).Plan is not null)];

    /// <summary>A preset by name, or a file. Data sets named in a file lie relative to it.</summary>
    /// <exception cref="InvalidInputException">
    /// No such preset or file, no section "experiment", an unknown key, or a value that cannot be.
    /// </exception>
    public static (ModelConfig Config, ExperimentPlan Plan) Load(string presetOrFile)
    {
        var (config, node) = ConfigFile.LoadWithPlan(presetOrFile);
        if (node is null)
        {
            throw new InvalidInputException(
                presetOrFile,
                    $"has no section \"{ConfigFile.PlanKey}\", so there is nothing to compare. Presets that have one: "
                        + $"{string.Join(", ", Presets)}. See docs/experiments.md.");
        }

        var plan = Parse(presetOrFile, node);
        var folder = ConfigFile.Presets.Contains(presetOrFile) ? "" : Path.GetDirectoryName(Path.GetFullPath(presetOrFile)) ?? "";
        return (config, plan with
        {
            DataSets = plan.DataSets.ToDictionary(d => d.Key, d => d.Value with
            {
                File = d.Value.File is { } file ? Path.GetFullPath(Path.Combine(folder, file)) : null,
                Phantom = d.Value.Phantom is { Template: { } template } phantom
                    ? phantom with { Template = Path.GetFullPath(Path.Combine(folder, template)) }
                    : d.Value.Phantom,
            }),
        });
    }

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidInputException">As in <see cref="Load"/>.</exception>
    public static (ModelConfig Config, ExperimentPlan Plan) FromJson(string origin, string text)
    {
        var (config, node) = ConfigFile.FromJsonWithPlan(origin, text);
        return (config, Parse(origin, node ?? throw new InvalidInputException(origin, "holds no plan.")));
    }

    /// <summary>Configuration and plan, every default written out.</summary>
    public static string ToJson(ModelConfig config, ExperimentPlan plan) =>
        ConfigFile.ToJson(config, JsonSerializer.SerializeToNode(plan, JsonFormats.Document)!); // A record is an object, never null.

    private static ExperimentPlan Parse(string origin, JsonNode node)
    {
        try
        {
            return node.Deserialize<ExperimentPlan>(JsonFormats.Document) ?? throw new JsonException("null is not a plan.");
        }
        catch (JsonException e)
        {
            var place = e.Path is null or "$" ? ConfigFile.PlanKey : ConfigFile.PlanKey + e.Path[1..];
            throw new InvalidInputException(
                origin, $"\"{place}\" is not known there, lacks a key, or has a value of another kind than expected. docs/experiments.md "
                    + "lists all keys.", e);
        }
    }
}
