using System.CommandLine;
using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Lesions;
using BrainMets.Prediction;

namespace BrainMets.Cli;

/// <summary><c>mets evaluate</c>: evaluates predicted masks or probability maps against reference masks, lesion by lesion.</summary>
internal static class EvaluateCommand
{
    private const string SummaryName = "run.json";
    private const string OutlineName = "--outline-threshold";

    public static void AddTo(AddCommand add)
    {
        var command = new Command("evaluate", "Evaluate predictions against references, lesion by lesion");
        var reference = command.Required<string>("--reference", "PATH", "A mask, a folder of masks, or a dataset.json with references");
        var prediction = command.Required<string>(
            "--prediction", "PATH", "A mask or probability map, a folder of them, or a folder that 'mets predict' wrote");
        var matching = new MatchingOptions(command);
        var threshold = command.Optional<double?>("--threshold", "T", "For probability maps: a voxel is lesion from this probability on")
            .RequireThreshold();
        var outline = command.Optional<double?>(
            OutlineName, "U", "With --threshold or --sweep: lesions are segmented from this probability on; at most the threshold")
            .RequireThreshold();
        var minPredicted = command.Optional<double?>(
            SmallestPrediction.OptionName, "MM3",
            "For probability maps: drop predicted components below this volume before evaluation, as 'mets predict' does");
        var tolerance = command.WithDefault("--tolerance", "MM,MM", "Tolerances of surface Dice in mm", "1,2");
        var referenceLabels = command.Optional<string?>(
            "--reference-labels", "LABELS", "For label maps: which labels are lesion (1,3), 'any', or 'each' one");
        var predictionLabels = command.Optional<string?>("--prediction-labels", "LABELS", "The same for predictions");
        var align = command.Flag("--align", "Resample predictions that lie on another grid than their reference");
        var allowMissing = command.Flag("--allow-missing", "Leave out cases that are on one side only");
        var definitions = command.Flag("--definitions", "Evaluate under every preset as well, to show what depends on definitions");
        var sweep = new SweepArguments(command);
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            var mapsAreGiven = parsed.GetValue(threshold) is not null || sweep.AreGiven(parsed);
            var rules = new EvaluationRules
            {
                Matching = matching.Preset(parsed),
                Align = parsed.GetValue(align),
                Definitions = parsed.GetValue(definitions),
            };
            var chosen = new ChosenReading
            {
                Threshold = parsed.GetValue(threshold),
                OutlineThreshold = parsed.GetValue(outline),
                DroppedBelowMm3 = SmallestPrediction.Checked(parsed.GetValue(minPredicted), mapsAreGiven),
                ReferenceLabels = LabelSelection.Parse(parsed.GetValue(referenceLabels), referenceLabels.Name),
                PredictionLabels = LabelSelection.Parse(parsed.GetValue(predictionLabels), predictionLabels.Name),
            };
            rules = rules with
            {
                TolerancesMm = MatchingOptions.Tolerances(parsed.GetRequiredValue(tolerance)),
                LabelsRead = new LabelsRead(chosen.ReferenceLabels.Text, chosen.PredictionLabels.Text),
            };
            var references = SegmentationSource.At("reference", parsed.GetRequiredValue(reference), new SegmentationRules
            {
                Labels = chosen.ReferenceLabels,
            });
            var predictions = SegmentationSource.At(
                "prediction", parsed.GetRequiredValue(prediction), mapsAreGiven ? ChosenReading.AnyMap : new SegmentationRules
                {
                    Labels = chosen.PredictionLabels,
                });
            var pairing = CasePairing.OfPredictions(references, predictions, parsed.GetValue(allowMissing));
            if (pairing.LeftOut > 0)
            {
                session.Log.Warning($"{pairing.LeftOut} cases are on one side only and are left out; {pairing.Cases.Count} are evaluated.");
            }

            var swept = sweep.Read(parsed, session, pairing.Cases, (rules, chosen));
            var main = Checked(
                swept is null ? chosen : chosen with { Threshold = swept.Threshold, OutlineThreshold = swept.Options.OutlineThreshold });
            NoteSmallOnes(session, pairing.Cases, (rules, chosen), swept is not null);
            var folder = output.Prepare(parsed, pairing.Cases.SelectMany(c => c.Files).Select(f => f.Path));
            return Run(session, [.. pairing.Cases.Select(main.Applied)], (rules with { Sweep = swept?.Options }, main), folder);
        });
    }

    /// <summary>
    /// How the predictions are read for the main metrics; checked before anything is written, once the threshold of a sweep is known.
    /// </summary>
    /// <exception cref="UsageException">A segmentation threshold is given for masks, or is above the detection threshold.</exception>
    private static ChosenReading Checked(ChosenReading main) => main.OutlineThreshold switch
    {
        not null when main.Threshold is null =>
            throw new UsageException($"{OutlineName} needs --threshold or --sweep, and probability maps."),
        { } outline when outline > main.Threshold =>
            throw new UsageException($"{OutlineName} is {outline}; must be at most the threshold, {main.Threshold}."),
        _ => main,
    };

    /// <summary>Warns that maps saved by 'mets predict' hold components that its masks do not.</summary>
    private static void NoteSmallOnes(
        Session session, IReadOnlyList<CaseFiles> cases, (EvaluationRules Rules, ChosenReading Chosen) given, bool sweeps)
    {
        if (given.Chosen.DroppedBelowMm3 > 0 || (given.Chosen.Threshold is null && !sweeps)
            || PredictionFolder.MinVolumeBeside(cases.Select(c => c.Prediction.Path)) is not { } mm3
            || mm3 <= given.Rules.Matching.MinVolumeMm3)
        {
            return;
        }

        session.Log.Note(
            $"'mets predict' dropped components below {mm3:0.##} mm³ from the masks of these maps; the maps have them still, and those "
                + "that lie on no lesion count as false positives. "
            + (sweeps ? "A sweep keeps them." : $"{SmallestPrediction.OptionName} {mm3:0.##} drops them here too."));
    }

    private static int Run(
        Session session, IReadOnlyList<CaseFiles> cases, (EvaluationRules Rules, ChosenReading Chosen) given, string folder)
    {
        var runner = new EvaluationRunner(given.Rules);
        var evaluated = new List<(CaseFiles Files, EvaluatedCase Result)>();
        var code = CaseBatch.Run(
            session, "evaluate", [.. cases.Select(c => (c.Case, c))], folder, files => evaluated.Add((files, runner.Evaluate(files))));
        if (evaluated.Count == 0)
        {
            return code;
        }

        var options = new SummaryOptions { Seed = session.Seed ?? 0 };
        var result = runner.Summarize([.. evaluated.Select(e => e.Result)], options);
        EvaluationFile.Write(result, folder);
        var showsMasks = !given.Rules.Matching.MergesLesions() && given.Chosen.LesionsAreThoseOfMasks;
        var pictured = evaluated.Where(e => showsMasks && e.Result.Evaluation.Alignment is null).Select(e => e.Files.Case).ToHashSet();
        var summary = Summary(session, result, [.. evaluated.Select(e => e.Files)], options.Seed);
        summary = summary with { Folder = folder, Cases = [.. summary.Cases.Where(c => pictured.Contains(c.Id))] };
        JsonFile.Write(Path.Combine(folder, SummaryName), summary, JsonFormats.Run);
        EvaluationTable.Write(session.Out, result);
        DefinitionTable.Write(session.Out, result);
        if (result.FreeResponse is { } freeResponse)
        {
            SweepTable.Write(session.Out, freeResponse);
        }

        session.Say($"{Path.Combine(folder, EvaluationFile.JsonName)}; 'mets report {folder}' makes the report");
        return code;
    }

    /// <summary>The input of 'mets report'. Pictures need the scan, which only a dataset.json names.</summary>
    private static RunSummary Summary(Session session, EvaluationResult result, IReadOnlyList<CaseFiles> cases, int seed) => new()
    {
        Title = "Evaluation",
        Folder = "",
        Description = $"{cases.Count} predictions compared with their references. No network was trained or run.",
        ConfigJson = JsonSerializer.Serialize(result.Matching, JsonSerializerOptions.Web),
        Provenance = session.Provenance(seed, cases.SelectMany(c => new[]
        { ($"{c.Case}/reference", c.Reference.Path), ($"{c.Case}/prediction", c.Prediction.Path) })),
        Epochs = [],
        Evaluation = result,
        Cases =
        [
            .. from c in cases
               where c.Reference.T1cPath is not null
               select new RunCase(c.Case, c.Patient, c.Reference.T1cPath!, c.Reference.Path, c.Prediction.Path, null),
        ],
    };
}

/// <summary>The options of <c>mets evaluate</c> for the evaluation of probability maps at all thresholds.</summary>
internal sealed class SweepArguments
{
    private const double UsualThreshold = 0.5;

    private readonly Option<bool> sweep;
    private readonly Option<double?> budget;
    private readonly Option<double?> candidates;
    private readonly Option<string> confidence;

    public SweepArguments(Command command)
    {
        sweep = command.Flag("--sweep", "For probability maps: evaluate all thresholds, candidates by confidence, and calibration");
        budget = command.Optional<double?>(
            "--false-positive-budget", "X", "With --sweep: find the most sensitive threshold with at most X false positives per patient");
        candidates = command.Optional<double?>(
            "--candidate-threshold", "T", "With --sweep: a lesion candidate is a component from this probability on (default 0.1)");
        confidence = command.WithDefault(
            "--confidence", "KIND", "With --sweep: the confidence of a candidate: max or mean probability", "max");
    }

    public bool AreGiven(ParseResult parsed) => parsed.GetValue(sweep);

    /// <summary>Null when no sweep is requested.</summary>
    /// <exception cref="UsageException">Options that contradict each other or are out of range.</exception>
    public ChosenSweep? Read(
        ParseResult parsed, Session session, IReadOnlyList<CaseFiles> cases, (EvaluationRules Rules, ChosenReading Chosen) given)
    {
        if (!AreGiven(parsed))
        {
            var alone = new Option[] { budget, candidates, confidence }.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false });
            return alone is null ? null : throw new UsageException($"{alone.Name} needs --sweep and probability maps.");
        }

        var (rules, chosen) = given;
        if (rules.Align || chosen.ReferenceLabels.Text is not null || chosen.PredictionLabels.Text is not null)
        {
            throw new UsageException(
                "--sweep evaluates maps on the grid of their reference masks; it cannot be combined with --align, --reference-labels or "
                    + "--prediction-labels.");
        }

        if (chosen.DroppedBelowMm3 > 0)
        {
            throw new UsageException(
                $"--sweep evaluates every component of a map at every threshold; it excludes {SmallestPrediction.OptionName}. Give "
                    + "that with --threshold T alone.");
        }

        if (!rules.Matching.AllowsSweep())
        {
            throw new UsageException(
                $"Matching '{rules.Matching.Name}' joins or enlarges lesions before it matches them, which --sweep cannot follow. Sweep "
                    + "with another preset.");
        }

        var (threshold, outline) = chosen.Threshold is { } fixedOne
            ? (fixedOne, chosen.OutlineThreshold)
            : PredictedWith(cases) is var (used, outlined)
            ? (used, chosen.OutlineThreshold ?? outlined) : (UsualThreshold, chosen.OutlineThreshold);
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
            $"The main metrics are those at threshold "
                + $"{threshold}{(outline is null ? "" : $", segmented from {outline} on, as everywhere in the sweep")}"
            + $"{(chosen.Threshold is null ? "; --threshold T sets another" : "")}.");
        return new ChosenSweep(threshold, options);
    }

    /// <summary>
    /// The thresholds that 'mets predict' used, chosen before these cases were seen; null when it did not write the maps.
    /// </summary>
    private static (double Threshold, double? Outline)? PredictedWith(IReadOnlyList<CaseFiles> cases)
    {
        var thresholds = cases
            .Select(c => PredictionFolder.ManifestBeside(c.Prediction.Path) is { Threshold: var t, OutlineThreshold: var o }
                ? (t, o)
                : ((double Threshold, double? Outline)?)null)
            .Distinct().ToList();
        return thresholds switch
        {
            [var only] => only,
            _ => throw new UsageException(
                $"The maps were predicted with different thresholds ({string.Join(", ", thresholds.Select(Name))}). "
                + "Give --threshold T for the main metrics."),
        };
    }

    private static string Name((double Threshold, double? Outline)? used) => used switch
    {
        null => "unknown",
        ({ } threshold, null) => $"{threshold}",
        ({ } threshold, { } outline) => $"{threshold} segmented from {outline}",
    };
}

/// <summary>The threshold sweep requested by the options of <c>mets evaluate</c>.</summary>
/// <param name="Threshold">Of the main metrics.</param>
/// <param name="Options">Of the evaluation at all thresholds.</param>
internal sealed record ChosenSweep(double Threshold, FreeResponseOptions Options);

/// <summary>How references and predictions are turned into lesions, by the options of <c>mets evaluate</c>.</summary>
internal sealed record ChosenReading
{
    /// <summary>Of maps whose thresholds are not known yet.</summary>
    public static SegmentationRules AnyMap { get; } = new() { Probability = new LesionOptions() };

    /// <summary>Turns predictions that are probability maps into masks; null when they are masks.</summary>
    public double? Threshold { get; init; }

    /// <summary>The probability from which a detected lesion is segmented; null for the threshold.</summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>Components of probability maps below this are dropped before they are evaluated, in mm³; 0 keeps all.</summary>
    public double DroppedBelowMm3 { get; init; }

    public required LabelSelection ReferenceLabels { get; init; }

    public required LabelSelection PredictionLabels { get; init; }

    /// <summary>
    /// False when the lesions are other regions than the components of the masks on disk, so that no picture can show them.
    /// </summary>
    public bool LesionsAreThoseOfMasks => DroppedBelowMm3 == 0 && ReferenceLabels.Text is null && PredictionLabels.Text is null;

    /// <summary>The case with its prediction read in this way.</summary>
    public CaseFiles Applied(CaseFiles files) => Threshold is not { } threshold
        ? files
        : files with
        {
            Files =
            [
                files.Reference,
                files.Prediction with
                {
                    Rules = new SegmentationRules
                    {
                        Probability = new LesionOptions { Threshold = threshold, OutlineThreshold = OutlineThreshold },
                        DroppedBelowMm3 = DroppedBelowMm3,
                    },
                },
            ],
        };
}
