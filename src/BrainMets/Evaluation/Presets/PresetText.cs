using System.Globalization;

namespace BrainMets.Evaluation;

/// <summary>A preset in plain sentences, for terminals and reports; made from its values, so that a changed value changes the text.</summary>
public static class MatchingPresetText
{
    public static string Of(MatchingPreset preset) => string.Join(' ', Sentences(preset).OfType<string>());

    /// <summary>How the score comes about; null when the preset has none.</summary>
    public static string? OfScore(MatchingPreset preset)
    {
        if (preset.Score is not { } s)
        {
            return null;
        }

        var penalty = s.Hd95Penalty switch
        {
            Hd95PenaltyRule.Fixed => Number(s.Hd95FixedPenalty ?? 0),
            Hd95PenaltyRule.DiagonalInMm => "the diagonal of the image in mm",
            _ => "the diagonal of the image in voxels",
        };
        var mean = s.Form == ScoreForm.EveryLesion
            ? $"Mean over reference lesions and false positives; a miss or a false positive scores Dice 0 and HD95 {penalty}."
            : $"Mean over matched lesions of at least {Number(s.LargeFromMm3 ?? 0)} mm³ (misses and false positives do not count; when none is "
                + $"matched, Dice 0 and HD95 {penalty}); smaller lesions by F1, found from a Dice of {Number(s.SmallMinDice ?? 0)} on.";
        var family = s.Hd95Family switch
        {
            HausdorffFamily.Pooled => "A (pooled)",
            HausdorffFamily.AreaWeighted => "C (area-weighted)",
            _ => "B (max of directed)",
        };
        var reversed = s.ReversedSpacing ? " Distances use the spacing of x and z exchanged, as the published evaluator does." : "";
        return $"{mean} HD95 is of family {family}.{reversed}";
    }

    private static IEnumerable<string?> Sentences(MatchingPreset p)
    {
        yield return $"A lesion is a connected component of a mask ({(int)p.Connectivity} neighbours).";
        yield return (p.MergeReferenceSteps, p.MergePredictionSteps) switch
        {
            (0, 0) => null,
            (var steps, 0) => $"Reference lesions up to {2 * steps} voxels apart are one lesion.",
            (0, var steps) => $"Predicted lesions up to {2 * steps} voxels apart are one lesion.",
            var (r, m) => $"Reference lesions up to {2 * r} and predicted lesions up to {2 * m} voxels apart are one lesion.",
        };
        var meet = p.ReachSteps > 0 ? $"they come within {p.ReachSteps} voxel of each other" : "they share a voxel";
        var overlap = p.MinIou < 1e-5
            ? meet
            : $"their intersection over union is {(p.StrictMinIou ? "above" : "at least")} {Number(p.MinIou)}";
        yield return $"A reference and a predicted lesion may pair when {overlap}"
            + $"{(p.OrCentroidInside && p.MinIou > 0 ? " or the centroid of the predicted lesion lies in the reference lesion" : "")}.";
        yield return p.Pairing switch
        {
            PairingRule.MostPairs => "Pairs are one to one, as many as possible and, of those, with the largest summed intersection over union.",
            PairingRule.GreatestDice => "Pairs are one to one with the largest summed Dice.",
            PairingRule.ManyToMany => "Every lesion is compared with all predictions it may pair with, and a prediction may serve several lesions.",
            _ => "The best overlap pairs first; further predictions join a found lesion while that raises the intersection over union.",
        };
        yield return p.Fragments switch
        {
            FragmentRule.AnyOverlap when p.Pairing != PairingRule.ManyToMany =>
                "An unpaired prediction that shares a voxel with a found lesion is a fragment: counted, not a false positive.",
            FragmentRule.MayPair => "An unpaired prediction that could pair with a found lesion is a fragment: counted, not a false positive.",
            _ => null,
        };
        yield return p is { DetectMerged: true, Pairing: not PairingRule.ManyToMany }
            ? "A reference lesion left over under a paired prediction is merged: counted as found, shown apart."
            : null;
        yield return p.MinVolumeMm3 > 0 ? $"Lesions below {Number(p.MinVolumeMm3)} mm³ are ignored on both sides." : null;
        yield return p.IgnoreReferenceUpToMm3 is { } mm3 ? $"Reference lesions of at most {Number(mm3)} mm³ are ignored." : null;
        yield return p.IgnorePredictionUpToVoxels is { } voxels ? $"Predicted lesions of at most {voxels} voxels are removed." : null;
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
