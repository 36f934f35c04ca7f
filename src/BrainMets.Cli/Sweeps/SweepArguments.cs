using System.CommandLine;
using BrainMets.Evaluation;
using BrainMets.Experiments;

namespace BrainMets.Cli;

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
            .Select(m => File.Exists(m) && RunFolder.ReadJson<PredictionManifest>(m) is { Threshold: var t, OutlineThreshold: var o } ? (t, o) : ((double Threshold, double? Outline)?)null)
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
