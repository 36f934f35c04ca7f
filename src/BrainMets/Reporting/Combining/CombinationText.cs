using BrainMets.Evaluation;
using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>How gates, baselines and what they are worth read, on the terminal and in the report alike.</summary>
public static class CombinationText
{
    /// <summary>A difference with its sign; the minus is that of the keyboard, so that a terminal can show it.</summary>
    public const string SignedFormat = "+0.000;-0.000;0.000";

    public static string WithSign(double? value) => NumberText.Fixed(value, SignedFormat);

    /// <summary>"gate 0.4 cc", or the model that is left alone.</summary>
    public static string Gate(VolumeGate gate, CombinationModels models) => gate.Kind switch
    {
        GateKind.LargeOnly => $"{models.Large} only",
        GateKind.SmallOnly => $"{models.Small} only",
        _ => $"gate {Cc(gate)} cc",
    };

    /// <summary>What a reader must know beside the figures.</summary>
    public static IEnumerable<string> Sentences(CombinationSummary summary, GateSelectionResult s)
    {
        yield return $"{Count(s.Cases, "case", "cases")}, {Count(s.Patients, "patient", "patients")}, {Count(s.ReferenceLesions, "reference lesion", "reference lesions")}. "
            + $"Matching preset '{s.Matching.Name}'. {MatchingPresetText.Of(s.Matching)} Mean probability: {summary.MeanProbability?.How ?? "not made"}.";
        if (!s.IsChosen)
        {
            yield return "The gate was given, not chosen on these cases: its figures need no correction.";
            yield break;
        }

        if (s.Gate is null)
        {
            yield return "No gate could be chosen: there is neither lesion nor prediction.";
            yield break;
        }

        yield return HeldOut(s, summary.Models);
        yield return s.Distribution is { Low: { } low, Median: { } median, High: { } high, Resamples: var resamples, Undecided: var undecided }
            ? $"Other patients like these would have chosen: median {Gate(median, summary.Models)}, 95 % from {Gate(low, summary.Models)} to {Gate(high, summary.Models)} "
                + $"({resamples} resamples{(undecided > 0 ? $", nothing to choose in {undecided}" : "")})."
            : "No resample of the patients allows a choice.";
        yield return "Apply the chosen gate to other cases with --gate-cc; on these it was chosen.";
    }

    private static string HeldOut(GateSelectionResult s, CombinationModels models)
    {
        var single = s.BestSingle is { } best ? models.NameOf(best) : "the better single model";
        if (s.HeldOut is not { Gain.Value: { } gain } heldOut)
        {
            return $"Apparent gain over {single}: {WithSign(s.Gain.Value)}. It cannot be corrected for having been chosen here: fewer than two patients tell anything.";
        }

        var left = heldOut.UndecidedFolds > 0 ? $", {heldOut.UndecidedFolds} folds without anything to choose by left out" : "";
        return $"Gain over the best single model: apparent {WithSign(s.Gain.Value)} ({single}); corrected for choosing on the same cases {WithSign(gain)} "
            + $"({NumberText.Interval(heldOut.Gain, SignedFormat)}), from {heldOut.Folds} folds of patients x {heldOut.Repeats} repeats{left}.";
    }

    private static string Cc(VolumeGate gate) => gate.VolumeMm3 is { } mm3 ? NumberText.Cc(mm3).ToString("0.####") : NumberText.Undefined;

    private static string Count(long count, string one, string several) => $"{count} {(count == 1 ? one : several)}";
}
