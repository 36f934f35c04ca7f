using System.CommandLine;
using System.Text.Json;
using BrainMets.Cli.CommandLine;
using BrainMets.Cli.Errors;
using BrainMets.Cli.Machine;
using BrainMets.Cli.Masks;
using BrainMets.Evaluation;
using BrainMets.Evaluation.Statistics;
using BrainMets.Experiments;
using BrainMets.Experiments.Predictions;
using BrainMets.Experiments.Runs;

namespace BrainMets.Cli.Commands;

/// <summary><c>mets evaluate</c>: judges predicted masks or probability maps against reference masks, lesion by lesion.</summary>
internal static class EvaluateCommand
{
    private const string SummaryName = "run.json";

    public static void AddTo(AddCommand add)
    {
        var command = new Command("evaluate", "Judge predictions against references, lesion by lesion");
        var reference = new Option<string>("--reference")
        {
            Description = "A mask, a folder of masks, or a dataset.json with references",
            HelpName = "PATH",
            Required = true,
        };
        var prediction = new Option<string>("--prediction")
        {
            Description = "A mask or probability map, a folder of them, or a folder that 'mets predict' wrote",
            HelpName = "PATH",
            Required = true,
        };
        var matching = new Option<string>("--matching") { Description = "Rules of matching", HelpName = "PRESET", DefaultValueFactory = _ => MatchingPreset.Default.Name };
        var threshold = new Option<double?>("--threshold") { Description = "For probability maps: a voxel is lesion from this probability on", HelpName = "T" };
        OptionValues.RequireThreshold(threshold);
        var allowMissing = new Option<bool>("--allow-missing") { Description = "Leave out cases that are on one side only" };
        command.Add(reference);
        command.Add(prediction);
        command.Add(matching);
        command.Add(threshold);
        command.Add(allowMissing);
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            var preset = Preset(parsed.GetRequiredValue(matching));
            var references = MaskSet.From(parsed.GetRequiredValue(reference));
            var predictions = MaskSet.From(
                parsed.GetRequiredValue(prediction), parsed.GetValue(threshold) is null ? PredictionFiles.Segmentation : PredictionFiles.Probability);
            var pairs = MaskPair.Of(references, predictions, parsed.GetValue(allowMissing));
            var leftOut = references.Masks.Count + predictions.Masks.Count - (2 * pairs.Count);
            if (leftOut > 0)
            {
                session.Log.Warning($"{leftOut} cases are on one side only and left out; {pairs.Count} are judged.");
            }

            var folder = output.Prepare(parsed, pairs.SelectMany(pair => new[] { pair.Reference.MaskPath, pair.Prediction.MaskPath }));
            return Run(session, pairs, new MaskEvaluation(preset, parsed.GetValue(threshold)), preset, folder);
        });
    }

    private static MatchingPreset Preset(string name) => name == MatchingPreset.Default.Name
        ? MatchingPreset.Default
        : throw new UsageException($"There is no matching preset '{name}'; there is '{MatchingPreset.Default.Name}'.");

    private static int Run(Session session, IReadOnlyList<MaskPair> pairs, MaskEvaluation evaluation, MatchingPreset preset, string folder)
    {
        var judged = new List<(MaskPair Pair, CaseEvaluation Evaluation)>();
        var code = Batch.Run(session, "evaluate", [.. pairs.Select(p => (p.Case, p))], folder, pair => judged.Add((pair, evaluation.Evaluate(pair))));
        if (judged.Count == 0)
        {
            return code;
        }

        var options = new SummaryOptions { Seed = session.Seed ?? 0 };
        var result = Evaluator.Summarize([.. judged.Select(j => j.Evaluation)], preset, options);
        EvaluationFile.Write(result, folder);
        RunFolder.WriteJson(Path.Combine(folder, SummaryName), Summary(session, result, [.. judged.Select(j => j.Pair)], options.Seed) with { Folder = folder });
        EvaluationTable.Write(session.Out, result);
        session.Say($"{Path.Combine(folder, EvaluationFile.JsonName)}; 'mets report {folder}' makes a page of it");
        return code;
    }

    /// <summary>What 'mets report' shows. Pictures need the scan, which only a dataset.json names.</summary>
    private static RunSummary Summary(Session session, EvaluationResult result, IReadOnlyList<MaskPair> pairs, int seed) => new()
    {
        Title = "Evaluation",
        Folder = "",
        Description = $"{pairs.Count} predictions compared with their references. No network was trained or run.",
        ConfigJson = JsonSerializer.Serialize(result.Matching, JsonSerializerOptions.Web),
        Provenance = new Provenance
        {
            Version = Build.Version,
            Commit = Build.Commit,
            Seed = seed,
            Device = "cpu",
            Precision = "fp64",
            Threads = session.Threads,
            InputSha256 = pairs.SelectMany(p => new KeyValuePair<string, string>[]
            {
                new($"{p.Case}/reference", MaskEvaluation.Sha256(p.Reference.MaskPath)),
                new($"{p.Case}/prediction", MaskEvaluation.Sha256(p.Prediction.MaskPath)),
            }).ToDictionary(),
        },
        Epochs = [],
        Evaluation = result,
        Cases =
        [
            .. from p in pairs
               where p.Reference.T1cPath is not null
               select new RunCase(p.Case, p.Patient, p.Reference.T1cPath!, p.Reference.MaskPath, p.Prediction.MaskPath, null),
        ],
    };
}
