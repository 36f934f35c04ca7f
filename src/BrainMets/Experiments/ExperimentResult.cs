using System.Text.Json.Serialization;
using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Statistics;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>The result of a finished experiment; experiment.json. Folders are relative to that file and hold the full results.</summary>
internal sealed record ExperimentResult
{
    public const string FileName = "experiment.json";

    /// <summary>
    /// The version that is written. Version 1, which is still read, lacks differences by volume, quartiles of data sets and the second
    /// reader's evaluation.
    /// </summary>
    public const int CurrentSchema = 2;

    public int SchemaVersion { get; init; } = CurrentSchema;

    public string Use { get; init; } = "Research use; not a medical device.";

    public required string Name { get; init; }

    public required Provenance Provenance { get; init; }

    /// <summary>The resolved configuration with its plan.</summary>
    public required string ConfigJson { get; init; }

    /// <summary>In the order of the plan (Figure 1 of the paper).</summary>
    public required IReadOnlyList<DataSetStatistics> DataSets { get; init; }

    public required IReadOnlyList<TrainingSetSize> TrainingSets { get; init; }

    /// <summary>The first is the main one.</summary>
    public required IReadOnlyList<TestSetCases> Tests { get; init; }

    /// <summary>The threshold at which every network is evaluated in addition to its own.</summary>
    public required double FixedThreshold { get; init; }

    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>Networks that differ in one value (Tables 1 and 2, Figures 2 to 5).</summary>
    public required IReadOnlyList<ModelComparison> Comparisons { get; init; }

    /// <summary>
    /// How many members find an ensemble's lesions, an entry an ensemble, test set and threshold; empty without ensembles.
    /// </summary>
    public IReadOnlyList<EnsembleAgreement> Agreements { get; init; } = [];

    /// <summary>Two networks read together; null when the plan has none.</summary>
    public ConfirmationResult? Confirmation { get; init; }

    /// <summary>Null when the plan has none.</summary>
    public required StrategyResult? Strategy { get; init; }

    /// <summary>Strategy, networks and second reader compared (Table 3, Figures 6 to 8); null without a second reader.</summary>
    public required ParallelComparison? SecondReader { get; init; }

    /// <summary>Seconds by stage; of a continued experiment the stages of the last run.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }
}

/// <summary>Statistics of a data set, from the references of all its cases. Cases without a reference count as cases only.</summary>
internal sealed record DataSetStatistics
{
    public required string Name { get; init; }

    public required string Site { get; init; }

    public required int Patients { get; init; }

    public required int Cases { get; init; }

    /// <summary>Lesions of at least the preset's minimum volume of each case with a reference.</summary>
    public required IReadOnlyList<int> LesionsPerCase { get; init; }

    /// <summary>Of all of them, ascending.</summary>
    public required IReadOnlyList<double> LesionVolumesMm3 { get; init; }

    /// <summary>Of <see cref="LesionsPerCase"/>; null in schema version 1.</summary>
    public Quartiles? LesionsPerCaseQuartiles { get; init; }

    /// <summary>Of <see cref="LesionVolumesMm3"/> in cc; null in schema version 1.</summary>
    public Quartiles? LesionVolumeQuartilesCc { get; init; }

    /// <summary>The same data set with its quartiles.</summary>
    public DataSetStatistics WithQuartiles() => this with
    {
        LesionsPerCaseQuartiles = Quartiles.Of(LesionsPerCase.Select(n => (double)n)),
        LesionVolumeQuartilesCc = Quartiles.Of(LesionVolumesMm3.Select(v => v / 1000)),
    };
}

/// <summary>What a training set holds, validation patients included.</summary>
internal sealed record TrainingSetSize(string Name, int Patients, int Cases, IReadOnlyList<string> Parts);

/// <summary>A test set: the cases of a data set whose patients no network was trained on.</summary>
internal sealed record TestSetCases(string DataSet, int Patients, IReadOnlyList<TestCase> Cases);

/// <summary>A test case. Paths are absolute.</summary>
/// <param name="Id">Of the case.</param>
/// <param name="Patient">Of the patient.</param>
/// <param name="T1cPath">The scan.</param>
/// <param name="ReferencePath">The reference mask.</param>
/// <param name="ReaderPaths">Masks of other readers by name.</param>
internal sealed record TestCase(
    string Id, string Patient, string T1cPath, string ReferencePath, IReadOnlyDictionary<string, string> ReaderPaths);

/// <summary>One network, or an ensemble of several, and how good it is.</summary>
internal sealed record ModelResult
{
    public required string Name { get; init; }

    /// <summary>The name without seed and fold.</summary>
    public required string Point { get; init; }

    /// <summary>Null for an ensemble.</summary>
    public required string? TrainingSet { get; init; }

    /// <summary>The values of the grid by key.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    public required int Seed { get; init; }

    public required int Fold { get; init; }

    /// <summary>The averaged networks; empty for a single one.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    public required string? WeightsSha256 { get; init; }

    /// <summary>Chosen on validation patients; for an ensemble the mean of its members'.</summary>
    public required double ChosenThreshold { get; init; }

    public IReadOnlyList<EpochSummary> Epochs { get; init; } = [];

    /// <summary>
    /// Predictions of the test cases, a folder each: probability.nii.gz and, at the chosen threshold, segmentation.nii.gz.
    /// </summary>
    public required string PredictionFolder { get; init; }

    /// <summary>One entry a test set and operating point.</summary>
    public required IReadOnlyList<ModelEvaluation> Judgements { get; init; }
}

/// <summary>The evaluation of a network on one test set at one threshold.</summary>
/// <param name="Test">Name of the test set's data set.</param>
/// <param name="At">Which threshold.</param>
/// <param name="Threshold">Its value.</param>
/// <param name="Folder">Holds evaluation.json; at the chosen threshold with the results over all thresholds (FROC).</param>
/// <param name="Summary">The main metrics.</param>
/// <param name="ByGate">Below and from the strategy's gate on (Table 2).</param>
internal sealed record ModelEvaluation(
    string Test, OperatingThreshold At, double Threshold, string Folder, EvaluationSummary Summary, IReadOnlyList<GateStratum> ByGate);

/// <summary>The threshold at which a network is evaluated.</summary>
internal enum OperatingThreshold
{
    /// <summary>The same for all networks: 0.5 in the paper.</summary>
    Fixed,

    /// <summary>The network's own, chosen on its validation patients.</summary>
    Chosen,
}

/// <summary>Networks that differ in one value, on the main test set.</summary>
/// <param name="Title">As the plan calls it.</param>
/// <param name="Vary">The key they differ in.</param>
/// <param name="Models">Their names, of the first seed, in the order of the grid.</param>
/// <param name="FixedFolder">Holds comparison.json of all at the fixed threshold, the models being the readers.</param>
/// <param name="ChosenFolder">The same, each at its chosen threshold.</param>
/// <param name="Seeds">Spread over seeds; empty with one seed.</param>
internal sealed record ModelComparison(
    string Title, string Vary, IReadOnlyList<string> Models, string FixedFolder, string ChosenFolder, IReadOnlyList<SeedSpread> Seeds)
{
    /// <summary>Every two networks below and above the gate, at either threshold; empty without a gate, null in schema version 1.</summary>
    public IReadOnlyList<ModelDifference>? Differences { get; init; }
}

/// <summary>What two networks differ in, below and above the gate, on the same patients.</summary>
/// <param name="At">Which threshold.</param>
/// <param name="First">The one with which the other is compared.</param>
/// <param name="Second">The other.</param>
/// <param name="Strata">Second minus first.</param>
internal sealed record ModelDifference(OperatingThreshold At, string First, string Second, IReadOnlyList<StratumDifference> Strata);

/// <summary>Variation of a metric of one point of the grid over the seeds of training, for the same patients.</summary>
/// <param name="Point">The point of the grid.</param>
/// <param name="At">Which threshold.</param>
/// <param name="Metric">"sensitivity", "precision", "f1", "dice" or "hd95Mm".</param>
/// <param name="Values">One a seed, in the order of the plan; null where undefined.</param>
/// <param name="Mean">Of the defined ones; null without any.</param>
/// <param name="StandardDeviation">With n - 1; null for fewer than two.</param>
internal sealed record SeedSpread(
    string Point, OperatingThreshold At, string Metric, IReadOnlyList<double?> Values, double? Mean, double? StandardDeviation);

/// <summary>Whether the lesions of an ensemble that more of its members find are true more often.</summary>
/// <param name="Ensemble">Its name.</param>
/// <param name="Test">Name of the test set's data set.</param>
/// <param name="At">At which threshold ensemble and members find lesions.</param>
/// <param name="Members">The averaged networks.</param>
/// <param name="Folder">Holds agreement.json, and a folder a case with agreement.csv.</param>
/// <param name="Levels">From 0 members to all.</param>
internal sealed record EnsembleAgreement(
    string Ensemble, string Test, OperatingThreshold At, IReadOnlyList<string> Members, string Folder,
        IReadOnlyList<AgreementLevel> Levels);

/// <summary>Lesions of an ensemble that so many of its members find too.</summary>
/// <param name="FoundBy">Exactly so many; 0 where only the averaged probabilities reach the threshold.</param>
/// <param name="Lesions">How many, and how many are true.</param>
internal sealed record AgreementLevel(int FoundBy, LesionClass Lesions);

/// <summary>Predicted lesions of one kind, and how many of them the reference has.</summary>
internal sealed record LesionClass
{
    /// <summary>Matched to a reference lesion.</summary>
    public required int TrueLesions { get; init; }

    public required int FalsePositives { get; init; }

    /// <summary>
    /// Too small to count, on a reference lesion too small to count, or a fragment of a found lesion: neither true nor false.
    /// </summary>
    public required int Neither { get; init; }

    /// <summary>
    /// True ones among true and false ones; null without any. The interval is a bootstrap of patients; where all are true, or none,
    /// Wilson's over patients.
    /// </summary>
    public required Estimate ShareTrue { get; init; }

    /// <summary>Over all evaluated patients.</summary>
    public required Estimate FalsePositivesPerPatient { get; init; }
}

/// <summary>
/// Two networks read together (Huang et al. 2022): what the precise one finds too is confirmed, the rest of the sensitive one's lesions is
/// to be reviewed.
/// </summary>
/// <param name="Sensitive">The network whose lesions are listed.</param>
/// <param name="Precise">The network that confirms.</param>
/// <param name="Judgements">One entry a threshold, on the main test set.</param>
internal sealed record ConfirmationResult(string Sensitive, string Precise, IReadOnlyList<ConfirmationEvaluation> Judgements);

/// <summary>Two networks read together at one threshold each.</summary>
internal sealed record ConfirmationEvaluation
{
    /// <summary>
    /// Fixed: the same for both. Chosen: the sensitive operating point of the one, the precise point of the other, each from its own
    /// validation patients.
    /// </summary>
    public required OperatingThreshold At { get; init; }

    public required double SensitiveThreshold { get; init; }

    public required double PreciseThreshold { get; init; }

    /// <summary>
    /// Holds agreement.json, evaluation.json of the confirmed lesions alone, in "all" that of all lesions, and a folder a case with
    /// agreement.csv and the mask of the confirmed ones.
    /// </summary>
    public required string Folder { get; init; }

    public required LesionClass Confirmed { get; init; }

    public required LesionClass ToReview { get; init; }

    /// <summary>Were the confirmed lesions all that is shown.</summary>
    public required EvaluationSummary ConfirmedAlone { get; init; }

    /// <summary>Confirmed ones and those to review: the sensitive network by itself.</summary>
    public required EvaluationSummary All { get; init; }
}

/// <summary>The volume-gated strategy on the main test set at one operating point.</summary>
internal sealed record StrategyResult
{
    /// <summary>The network for small lesions.</summary>
    public required string Small { get; init; }

    public required string Large { get; init; }

    /// <summary>The patients on whom the gate was chosen.</summary>
    public required GateChoice GateChoice { get; init; }

    /// <summary>One entry an operating point and gate.</summary>
    public required IReadOnlyList<StrategyEvaluation> Judgements { get; init; }
}

/// <summary>The strategy at one threshold and one gate.</summary>
/// <param name="Name">What it is called among readers: "strategy 0.4 cc" or "strategy, chosen gate".</param>
/// <param name="At">The threshold of both networks.</param>
/// <param name="GateCc">Null when the gate is that of one network alone (<see cref="GateText"/>).</param>
/// <param name="GateText">The gate in words.</param>
/// <param name="Origin">Where the gate comes from.</param>
/// <param name="Folder">Holds combination.json with the gate's gain over its parts, and a folder a case.</param>
/// <param name="Summary">The main metrics; optimistic for a gate chosen on the test patients.</param>
/// <param name="ByGate">Below and from the plan's gate on.</param>
internal sealed record StrategyEvaluation(
    string Name, OperatingThreshold At, double? GateCc, string GateText, GateSource Origin, string Folder, EvaluationSummary Summary,
        IReadOnlyList<GateStratum> ByGate)
{
    /// <summary>
    /// Where the gate was chosen on validation patients: holds combination.json of them with every gate tried. Else null.
    /// </summary>
    public string? ChoiceFolder { get; init; }

    /// <summary>The gate was chosen on these cases; its held-out gain is in combination.json.</summary>
    [JsonIgnore]
    public bool IsOptimistic => Origin == GateSource.Test;
}

/// <summary>The patients on whom the strategy's gate was chosen, with the reason.</summary>
internal sealed record GateChoice
{
    /// <summary>
    /// Fewer validation patients make a choice a matter of chance. It would still be honest: the test patients are others.
    /// </summary>
    public const int LeastPatients = 5;

    /// <summary>Reference lesions of at least the preset's minimum volume; a gate divides them in two.</summary>
    public const int LeastLesions = 10;

    /// <summary>Validation or Test.</summary>
    public required GateSource ChosenOn { get; init; }

    /// <summary>Why not on validation patients; null where it was.</summary>
    public required string? Why { get; init; }

    /// <summary>Validation patients that none of the strategy's networks was trained on and that are in no test set.</summary>
    public required int Patients { get; init; }

    /// <summary>Their reference lesions of at least the preset's minimum volume.</summary>
    public required int ReferenceLesions { get; init; }

    /// <summary>Their cases by id.</summary>
    public required IReadOnlyList<string> Cases { get; init; }
}

/// <summary>Where a strategy's gate comes from.</summary>
internal enum GateSource
{
    /// <summary>Given in the plan.</summary>
    Given,

    /// <summary>Chosen on validation patients and applied unchanged to the test patients.</summary>
    Validation,

    /// <summary>Chosen on the test patients: its metrics are optimistic, and only the cross-validated gain is unbiased.</summary>
    Test,
}

/// <summary>
/// The strategy and its networks compared with the second reader, all evaluated against the reference of the main test set.
/// </summary>
/// <param name="Reader">The second reader.</param>
/// <param name="Names">All that are compared, the second reader last.</param>
/// <param name="FixedFolder">Holds comparison.json with the networks at the fixed threshold.</param>
/// <param name="ChosenFolder">The same, at their chosen thresholds.</param>
internal sealed record ParallelComparison(string Reader, IReadOnlyList<string> Names, string FixedFolder, string ChosenFolder)
{
    /// <summary>Holds evaluation.json of the second reader; null in schema version 1.</summary>
    public string? ReaderFolder { get; init; }
}

/// <summary>An experiment's result on disk.</summary>
internal static class ExperimentResultFile
{
    private static readonly JsonContent Content = new()
    {
        What = "a result of an experiment",
        SchemaVersion = ExperimentResult.CurrentSchema,
        OlderVersions = [1],
        Remedy = "Run 'mets experiment run' again.",
    };

    public static void Write(ExperimentResult result, string folder) =>
        JsonFile.Write(Path.Combine(folder, ExperimentResult.FileName), result, JsonFormats.Document);

    public static string ToJson(ExperimentResult result) => JsonFile.ToText(result, JsonFormats.Document);

    /// <summary>Null when the folder holds none.</summary>
    /// <exception cref="InvalidInputException">The file is damaged or of another version.</exception>
    public static ExperimentResult? Read(string folder)
    {
        var file = Path.Combine(folder, ExperimentResult.FileName);
        return File.Exists(file) ? JsonFile.Read<ExperimentResult>(file, Content) : null;
    }
}
