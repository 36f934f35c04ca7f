using System.Text.Json.Nodes;
using BrainMets.Experiments;

namespace BrainMets.Tests.Support;

/// <summary>An experiment small enough for a test: two sites, two training sets, two alphas, a second reader.</summary>
internal static class MiniPlan
{
    /// <summary>Writes the two data sets into the folder and gives a plan over them.</summary>
    public static ExperimentPlan Write(TemporaryFolder folder) => Of(WriteData(folder, "home", 3), WriteData(folder, "away", 4));

    public static ExperimentPlan Of(string home, string away) => new()
    {
        DataSets = new Dictionary<string, DataSetPlan> { ["home"] = new() { File = home }, ["away"] = new() { File = away } },
        TrainingSets = new Dictionary<string, IReadOnlyList<TrainingPart>>
        {
            ["main"] = [new() { DataSet = "home" }],
            ["fewShot"] = [new() { DataSet = "home" }, new() { DataSet = "away", Patients = 1 }],
        },
        Tests = ["away"],
        Grid = [Block("main", 0.5, 0.95), Block("fewShot", 0.5)],
        Comparisons = new Dictionary<string, ComparisonPlan>
        {
            ["alpha"] = new()
            {
                Vary = "training.loss.alpha",
                Where = new Dictionary<string, JsonValue> { ["trainingSet"] = JsonValue.Create("main") },
            },
        },
        Ensembles = new Dictionary<string, IReadOnlyList<string>> { ["mean"] = ["main-alpha0.5", "fewShot-alpha0.5"] },
        Confirmation = new ConfirmationPlan { Sensitive = "main-alpha0.95", Precise = "mean" },
        Strategy = new StrategyPlan { Small = "fewShot-alpha0.5", Large = "main-alpha0.5" },
        SecondReader = "second",
        Resamples = 200,
    };

    public static IReadOnlyDictionary<string, IReadOnlyList<JsonValue>> Block(string trainingSet, params double[] alphas) =>
        new Dictionary<string, IReadOnlyList<JsonValue>>
        {
            ["trainingSet"] = [JsonValue.Create(trainingSet)],
            ["training.loss.alpha"] = [.. alphas.Select(a => JsonValue.Create(a))],
        };

    /// <summary>Cases with a second reader who agrees with the reference.</summary>
    public static string WriteData(TemporaryFolder folder, string name, int cases)
    {
        var index = MiniCases.Write(folder.File(name), cases, name);
        var file = Path.Combine(folder.File(name), "dataset.json");
        (index with
        {
            Cases =
            [.. index.Cases.Select(c => c with { ReaderPaths = new Dictionary<string, string> { ["second"] = c.ReferencePath! } })]
        })
                .Save(file);
        return file;
    }
}
