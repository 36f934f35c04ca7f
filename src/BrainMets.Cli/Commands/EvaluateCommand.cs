using System.CommandLine;
using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;

namespace BrainMets.Cli;

/// <summary><c>mets evaluate</c>: judges predicted masks or probability maps against reference masks, lesion by lesion.</summary>
internal static class EvaluateCommand
{
    private const string SummaryName = "run.json";
    private const string OutlineName = "--outline-threshold";

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
        var threshold = new Option<double?>("--threshold") { Description = "For probability maps: a voxel is lesion from this probability on", HelpName = "T" };
        var outline = new Option<double?>(OutlineName) { Description = "With --threshold or --sweep: what is found is outlined from this probability on; at most the threshold", HelpName = "U" };
        OptionValues.RequireThreshold(threshold);
        OptionValues.RequireThreshold(outline);
        var minPredicted = new Option<double?>(SmallestPrediction.OptionName)
        {
            Description = "For probability maps: drop predicted components below this volume before judging, as 'mets predict' does by its model",
            HelpName = "MM3",
        };
        var allowMissing = new Option<bool>("--allow-missing") { Description = "Leave out cases that are on one side only" };
        var align = new Option<bool>("--align") { Description = "Resample predictions that lie on another grid than their reference" };
        var definitions = new Option<bool>("--definitions") { Description = "Judge under every preset as well, to see what depends on definitions" };
        var tolerance = new Option<string>("--tolerance") { Description = "Tolerances of surface Dice in mm", HelpName = "MM,MM", DefaultValueFactory = _ => "1,2" };
        var referenceLabels = new Option<string?>("--reference-labels") { Description = "For label maps: which labels are lesion (1,3), 'any', or 'each' one", HelpName = "LABELS" };
        var predictionLabels = new Option<string?>("--prediction-labels") { Description = "The same for predictions", HelpName = "LABELS" };
        command.Add(reference);
        command.Add(prediction);
        var matching = new MatchingOptions(command);
        foreach (var option in new Option[] { threshold, outline, minPredicted, tolerance, referenceLabels, predictionLabels, align, allowMissing, definitions })
        {
            command.Add(option);
        }

        var sweep = new SweepArguments(command);
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            var rules = new MaskRules
            {
                Matching = matching.Preset(parsed),
                Threshold = parsed.GetValue(threshold),
                OutlineThreshold = parsed.GetValue(outline),
                MinPredictedVolumeMm3 = SmallestPrediction.Checked(parsed.GetValue(minPredicted), parsed.GetValue(threshold) is not null || sweep.AreGiven(parsed)),
                TolerancesMm = MatchingOptions.Tolerances(parsed.GetRequiredValue(tolerance)),
                ReferenceLabels = LabelChoice.Parse(parsed.GetValue(referenceLabels), referenceLabels.Name),
                PredictionLabels = LabelChoice.Parse(parsed.GetValue(predictionLabels), predictionLabels.Name),
                Align = parsed.GetValue(align),
                Definitions = parsed.GetValue(definitions),
            };
            var references = MaskSet.From(parsed.GetRequiredValue(reference));
            var predictions = MaskSet.From(
                parsed.GetRequiredValue(prediction), parsed.GetValue(threshold) is null && !sweep.AreGiven(parsed) ? PredictionFiles.Segmentation : PredictionFiles.Probability);
            var pairs = MaskPair.Of(references, predictions, parsed.GetValue(allowMissing));
            var leftOut = references.Masks.Count + predictions.Masks.Count - (2 * pairs.Count);
            if (leftOut > 0)
            {
                session.Log.Warning($"{leftOut} cases are on one side only and left out; {pairs.Count} are judged.");
            }

            var maps = sweep.Read(parsed, session, pairs, rules);
            var main = OfMainFigures(rules, maps);
            NoteSmallOnes(session, pairs, rules, maps is not null);
            var folder = output.Prepare(parsed, pairs.SelectMany(pair => new[] { pair.Reference.MaskPath, pair.Prediction.MaskPath }));
            return Run(session, pairs, (main, maps), folder);
        });
    }

    /// <summary>The rules of the main figures; asked before anything is written, once the threshold of a sweep is known.</summary>
    /// <exception cref="UsageException">Outlines are asked for of masks, or from above the threshold.</exception>
    private static MaskRules OfMainFigures(MaskRules rules, MapSweep? maps)
    {
        var main = maps is null ? rules : rules with { Threshold = maps.Threshold, OutlineThreshold = maps.OutlineThreshold };
        return main.OutlineThreshold switch
        {
            not null when main.Threshold is null => throw new UsageException($"{OutlineName} goes with --threshold or --sweep and probability maps."),
            { } outline when outline > main.Threshold => throw new UsageException($"{OutlineName} is {outline}; must be at most the threshold, {main.Threshold}."),
            _ => main,
        };
    }

    /// <summary>Maps that 'mets predict' saved hold components that its masks do not: said before the figures are read.</summary>
    private static void NoteSmallOnes(Session session, IReadOnlyList<MaskPair> pairs, MaskRules rules, bool sweeps)
    {
        if (rules.MinPredictedVolumeMm3 > 0 || (rules.Threshold is null && !sweeps)
            || SmallestPrediction.OfModel(pairs.Select(p => p.Prediction.MaskPath)) is not { } mm3 || mm3 <= rules.Matching.MinVolumeMm3)
        {
            return;
        }

        session.Log.Note(
            $"'mets predict' dropped components below {mm3:0.##} mm³ from the masks of these maps; the maps have them still, and those that lie on no lesion count as false positives. "
            + (sweeps ? "A sweep keeps them." : $"{SmallestPrediction.OptionName} {mm3:0.##} drops them here too."));
    }

    private static int Run(Session session, IReadOnlyList<MaskPair> pairs, (MaskRules One, MapSweep? All) asked, string folder)
    {
        var rules = asked.One;
        var evaluation = new MaskEvaluation(rules);
        var judged = new List<EvaluatedCase>();
        var code = CaseBatch.Run(session, "evaluate", [.. pairs.Select(p => (p.Case, p))], folder, pair =>
        {
            var one = evaluation.Judge(pair);
            asked.All?.Add(pair);
            judged.Add(one);
        });
        if (judged.Count == 0)
        {
            return code;
        }

        var options = new SummaryOptions { Seed = session.Seed ?? 0 };
        var result = Evaluator.Summarize([.. judged.Select(j => j.Evaluation)], rules.Matching, options) with
        {
            DefinitionSensitivity = rules.Definitions ? MatchingSensitivityAnalysis.Table([.. judged.Select(j => j.UnderEveryPreset)]) : null,
            DroppedPredictions = rules.MinPredictedVolumeMm3 > 0 ? new DroppedPredictions(rules.MinPredictedVolumeMm3, judged.Sum(j => j.Dropped)) : null,
            LabelsRead = new LabelsRead(rules.ReferenceLabels.Text, rules.PredictionLabels.Text),
            FreeResponse = asked.All?.Result(),
        };
        EvaluationFile.Write(result, folder);
        var pictured = judged.Where(j => j.Evaluation.Alignment is null && !rules.LesionsDifferFromMasks).Select(j => j.Pair.Case).ToHashSet();
        var summary = Summary(session, result, [.. judged.Select(j => j.Pair)], options.Seed);
        summary = summary with { Folder = folder, Cases = [.. summary.Cases.Where(c => pictured.Contains(c.Id))] };
        JsonFile.Write(Path.Combine(folder, SummaryName), summary, JsonFormats.Run);
        EvaluationTable.Write(session.Out, result);
        DefinitionTable.Write(session.Out, result);
        if (result.FreeResponse is { } freeResponse)
        {
            SweepTable.Write(session.Out, freeResponse);
        }

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
                new($"{p.Case}/reference", FileHash.Of(p.Reference.MaskPath)),
                new($"{p.Case}/prediction", FileHash.Of(p.Prediction.MaskPath)),
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

/// <summary>The options of <c>mets evaluate</c> that ask for all thresholds of probability maps.</summary>
internal sealed class SweepArguments
{
    private const double UsualThreshold = 0.5;

    private readonly Option<bool> sweep = new("--sweep") { Description = "For probability maps: judge all thresholds, candidates by confidence, and calibration" };

    private readonly Option<double?> budget = new("--false-positive-budget")
    {
        Description = "With --sweep: find the most sensitive threshold with at most X false positives per patient",
        HelpName = "X",
    };

    private readonly Option<double?> candidates = new("--candidate-threshold")
    {
        Description = "With --sweep: a lesion candidate is a component from this probability on (default 0.1)",
        HelpName = "T",
    };

    private readonly Option<string> confidence = new("--confidence")
    {
        Description = "With --sweep: which probability stands for a candidate: max or mean",
        HelpName = "KIND",
        DefaultValueFactory = _ => "max",
    };

    public SweepArguments(Command command)
    {
        command.Add(sweep);
        command.Add(budget);
        command.Add(candidates);
        command.Add(confidence);
    }

    public bool AreGiven(ParseResult parsed) => parsed.GetValue(sweep);

    /// <summary>Null when no sweep is asked for.</summary>
    /// <exception cref="UsageException">Options that contradict each other or are out of range.</exception>
    public MapSweep? Read(ParseResult parsed, Session session, IReadOnlyList<MaskPair> pairs, MaskRules rules)
    {
        if (!AreGiven(parsed))
        {
            var alone = new Option[] { budget, candidates, confidence }.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false });
            return alone is null ? null : throw new UsageException($"{alone.Name} needs --sweep and probability maps.");
        }

        if (rules.Align || rules.ReferenceLabels.Text is not null || rules.PredictionLabels.Text is not null)
        {
            throw new UsageException("--sweep judges maps on the grid of their reference masks; it cannot go with --align, --reference-labels or --prediction-labels.");
        }

        if (rules.MinPredictedVolumeMm3 > 0)
        {
            throw new UsageException($"--sweep judges every component of a map at every threshold; it cannot go with {SmallestPrediction.OptionName}. Give that with --threshold T alone.");
        }

        if (rules.Matching.MergesLesions() || rules.Matching.ReachSteps > 0)
        {
            throw new UsageException($"Matching '{rules.Matching.Name}' joins or enlarges lesions before it matches them, which --sweep cannot follow. Sweep with another preset.");
        }

        var (threshold, outline) = rules.Threshold is { } given ? (given, rules.OutlineThreshold) : PredictedWith(pairs) is var (used, outlined)
            ? (used, rules.OutlineThreshold ?? outlined) : (UsualThreshold, rules.OutlineThreshold);
        var defaults = new FreeResponseOptions();
        var options = defaults with
        {
            CandidateThreshold = parsed.GetValue(candidates) ?? defaults.CandidateThreshold,
            Confidence = parsed.GetRequiredValue(confidence) switch
            {
                "max" => CandidateConfidence.Maximum,
                "mean" => CandidateConfidence.Mean,
                var other => throw new UsageException($"Option '--confidence' takes max or mean; got '{other}'."),
            },
            OutlineThreshold = outline,
            FalsePositiveBudget = parsed.GetValue(budget),
            Seed = session.Seed ?? 0,
        };
        options.Validate();
        session.Log.Note(
            $"The main figures are those at threshold {threshold}{(outline is null ? "" : $", outlined from {outline} on, as everywhere in the sweep")}"
            + $"{(rules.Threshold is null ? "; --threshold T sets another" : "")}.");
        return new MapSweep(rules.Matching, threshold, options);
    }

    /// <summary>The thresholds that 'mets predict' used, chosen before these cases were seen; null when it did not write the maps.</summary>
    private static (double Threshold, double? Outline)? PredictedWith(IReadOnlyList<MaskPair> pairs)
    {
        var thresholds = pairs
            .Select(p => Path.Combine(Path.GetDirectoryName(p.Prediction.MaskPath)!, PredictionFiles.Manifest)) // the full path of a file
            .Select(m => File.Exists(m) && JsonFile.Read<PredictionManifest>(m) is { Threshold: var t, OutlineThreshold: var o }
                ? (t, o)
                : ((double Threshold, double? Outline)?)null)
            .Distinct().ToList();
        return thresholds switch
        {
            [var only] => only,
            _ => throw new UsageException(
                $"The maps were predicted with different thresholds ({string.Join(", ", thresholds.Select(Name))}). "
                + "Give --threshold T for the main figures."),
        };
    }

    private static string Name((double Threshold, double? Outline)? used) => used switch
    {
        null => "unknown",
        ({ } threshold, null) => $"{threshold}",
        ({ } threshold, { } outline) => $"{threshold} outlined from {outline}",
    };
}
