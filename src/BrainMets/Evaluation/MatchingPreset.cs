using System.Globalization;

namespace BrainMets.Evaluation;

/// <summary>
/// The rules by which predicted lesions are matched with reference lesions; printed with every result (docs/metrics.md). All that
/// distinguishes published evaluators is data here; <see cref="MatchingPresets"/> holds the named ones.
/// </summary>
public sealed record MatchingPreset
{
    public static MatchingPreset Default { get; } = new();

    public string Name { get; init; } = "default";

    /// <summary>Which neighbours join voxels to a lesion.</summary>
    public Connectivity Connectivity { get; init; } = Connectivity.Corners26;

    /// <summary>
    /// Reference lesions whose surroundings of this many steps (18 neighbours) touch (26 neighbours) are one lesion; 0 leaves them apart.
    /// </summary>
    public int MergeReferenceSteps { get; init; }

    /// <summary>The same for predicted lesions.</summary>
    public int MergePredictionSteps { get; init; }

    /// <summary>A prediction also meets a reference lesion when it comes within this many steps (18 neighbours) of it.</summary>
    public int ReachSteps { get; init; }

    /// <summary>How pairs are chosen among the lesions that may pair.</summary>
    public PairingRule Pairing { get; init; } = PairingRule.MostPairs;

    /// <summary>Minimum intersection over union of a pair; 0 requires overlap only.</summary>
    public double MinIou { get; init; } = 0.1;

    /// <summary>The intersection over union must exceed <see cref="MinIou"/>; to reach it is not enough.</summary>
    public bool StrictMinIou { get; init; }

    /// <summary>A pair below <see cref="MinIou"/> still counts when the predicted centroid lies in the reference lesion.</summary>
    public bool OrCentroidInside { get; init; } = true;

    /// <summary>Which unpaired predictions are fragments instead of false positives.</summary>
    public FragmentRule Fragments { get; init; } = FragmentRule.AnyOverlap;

    /// <summary>An unpaired reference lesion under a paired prediction counts as detected; otherwise it is missed.</summary>
    public bool DetectMerged { get; init; } = true;

    /// <summary>Smaller lesions are ignored on both sides, in mm³. Default 3: two voxels of 1 x 1 x 1.5 mm.</summary>
    public double MinVolumeMm3 { get; init; } = 3;

    /// <summary>Reference lesions of at most this volume are ignored as well; null: no such rule.</summary>
    public double? IgnoreReferenceUpToMm3 { get; init; }

    /// <summary>Predicted lesions of at most this many voxels are ignored as well; null: no such rule.</summary>
    public int? IgnorePredictionUpToVoxels { get; init; }

    /// <summary>
    /// A prediction that meets only ignored reference lesions is neither true nor false; otherwise it is a false positive.
    /// </summary>
    public bool SpareOnIgnored { get; init; } = true;

    /// <summary>How the challenge of this name makes one score of a case; null when it makes none.</summary>
    public ScoreRules? Score { get; init; }

    /// <summary>
    /// True when lesions of a mask are joined before they are matched, so that they are other lesions than a label map shows.
    /// </summary>
    public bool MergesLesions() => MergeReferenceSteps > 0 || MergePredictionSteps > 0;

    /// <summary>
    /// False when lesions are joined or enlarged before they are matched: an evaluation at all thresholds cannot follow that.
    /// </summary>
    public bool AllowsSweep() => !MergesLesions() && ReachSteps == 0;

    /// <exception cref="ArgumentException">A value is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors($"Matching '{Name}'");
        errors.AddIf(!Enum.IsDefined(Connectivity), $"connectivity is {(int)Connectivity}; must be 6, 18 or 26");
        errors.AddIf(!(MinIou is >= 0 and <= 1), $"minimum intersection over union is {MinIou}; must be 0 to 1");
        errors.AddIf(!(MinVolumeMm3 >= 0 && double.IsFinite(MinVolumeMm3)), $"minimum volume is {MinVolumeMm3} mm³; must be 0 or more");
        errors.AddIf(
            !(MergeReferenceSteps is >= 0 and <= 10 && MergePredictionSteps is >= 0 and <= 10 && ReachSteps is >= 0 and <= 10),
            $"steps are {MergeReferenceSteps}, {MergePredictionSteps} and {ReachSteps}; must be 0 to 10");
        errors.ThrowIfAny();
    }
}

/// <summary>How pairs are chosen among the reference and predicted lesions that may pair.</summary>
public enum PairingRule
{
    /// <summary>One to one: as many pairs as possible, and of those solutions the largest summed intersection over union.</summary>
    MostPairs,

    /// <summary>One to one: the largest summed Dice, whatever the number of pairs.</summary>
    GreatestDice,

    /// <summary>Every lesion with every prediction that it may pair with; a prediction may serve several lesions.</summary>
    ManyToMany,

    /// <summary>
    /// The best overlap first; further predictions that overlap a found lesion, however little, join it as long as that raises the
    /// intersection over union of all of them with it.
    /// </summary>
    MergePredictions,
}

/// <summary>Which unpaired predictions are fragments of a found lesion: counted, not false positives.</summary>
public enum FragmentRule
{
    /// <summary>Those that share a voxel with it.</summary>
    AnyOverlap,

    /// <summary>Those that overlap it enough to pair with it.</summary>
    MayPair,

    /// <summary>None: what is not paired is a false positive.</summary>
    None,
}

/// <summary>The named rules of matching: ours, and those of published evaluators as their code has them (docs/metrics.md).</summary>
public static class MatchingPresets
{
    /// <summary>The IoU of two lesions whose Dice is 1e-6, the minimum that the evaluator of 2026 pairs.</summary>
    private const double IouOfLeastDice2026 = 1e-6 / (2 - 1e-6);

    /// <summary>Any shared voxel counts, and one lesion or prediction may serve several.</summary>
    public static MatchingPreset AnyOverlap { get; } = new()
    {
        Name = "any-overlap",
        Pairing = PairingRule.ManyToMany,
        MinIou = 0,
        OrCentroidInside = false,
    };

    /// <summary>BraTS-METS 2023: reference lesions merged, a prediction counts when it touches; every false positive counts.</summary>
    public static MatchingPreset Brats2023 { get; } = new()
    {
        Name = "brats2023",
        MergeReferenceSteps = 1,
        ReachSteps = 1,
        Pairing = PairingRule.ManyToMany,
        MinIou = 0,
        OrCentroidInside = false,
        MinVolumeMm3 = 0,
        IgnoreReferenceUpToMm3 = 2,
        Score = new ScoreRules
        {
            Form = ScoreForm.EveryLesion,
            Hd95Family = HausdorffFamily.AreaWeighted,
            Hd95Penalty = Hd95PenaltyRule.Fixed,
            Hd95FixedPenalty = 374,
            PerfectWhenNothingCounts = true,
        },
    };

    /// <summary>BraTS-METS 2024 and 2025: predictions merged as well, those of one or two voxels removed, the penalty in voxels.</summary>
    public static MatchingPreset Brats2024 { get; } = Brats2023 with
    {
        Name = "brats2024",
        MergePredictionSteps = 1,
        IgnorePredictionUpToVoxels = 2,
        Score = new ScoreRules
        {
            Form = ScoreForm.EveryLesion,
            Hd95Family = HausdorffFamily.AreaWeighted,
            Hd95Penalty = Hd95PenaltyRule.DiagonalInVoxels,
            SurfaceDiceTolerancesMm = [0.5, 1],
            PerfectWhenNothingCounts = true,
        },
    };

    /// <summary>BraTS-METS 2026, with each voxel axis measured by its own spacing.</summary>
    public static MatchingPreset Brats2026 { get; } = new()
    {
        Name = "brats2026",
        Pairing = PairingRule.GreatestDice,
        MinIou = IouOfLeastDice2026,
        OrCentroidInside = false,
        Fragments = FragmentRule.None,
        DetectMerged = false,
        MinVolumeMm3 = 0,
        SpareOnIgnored = false,
        Score = new ScoreRules
        {
            Form = ScoreForm.LargeAndSmall,
            LargeFromMm3 = 27,
            SmallMinDice = 0.2,
            Hd95Family = HausdorffFamily.Pooled,
            Hd95Penalty = Hd95PenaltyRule.Fixed,
            Hd95FixedPenalty = 373,
            SurfaceDiceAtSmallestSpacing = true,
        },
    };

    /// <summary>
    /// The same with the spacing of x and z exchanged, as the official evaluator measures (found in 2026): other distances on anisotropic
    /// images. Only for comparison with published scores.
    /// </summary>
    public static MatchingPreset Brats2026AsPublished { get; } = Brats2026 with
    {
        Name = "brats2026-as-published",
        Score = Brats2026.Score! with { ReversedSpacing = true }, // set just above
    };

    /// <summary>PI-CAI: intersection over union of 0.1, as many pairs as possible.</summary>
    public static MatchingPreset Picai { get; } = new()
    {
        Name = "picai",
        MinIou = 0.1,
        OrCentroidInside = false,
        Fragments = FragmentRule.MayPair,
        DetectMerged = false,
        MinVolumeMm3 = 0,
        SpareOnIgnored = false,
    };

    /// <summary>Panoptica's usual setting: intersection over union of a half.</summary>
    public static MatchingPreset Panoptica { get; } = Picai with { Name = "panoptica", MinIou = 0.5, Fragments = FragmentRule.None };

    /// <summary>All, the default first.</summary>
    public static IReadOnlyList<MatchingPreset> All { get; } =
        [MatchingPreset.Default, AnyOverlap, Brats2023, Brats2024, Brats2026, Brats2026AsPublished, Picai, Panoptica];

    /// <summary>The preset of this name; null when there is none.</summary>
    public static MatchingPreset? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}

/// <summary>
/// A preset in plain sentences, for terminals and reports; made from its values, so that a changed value changes the text.
/// </summary>
internal static class MatchingPresetText
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
            : $"Mean over matched lesions of at least {Number(s.LargeFromMm3 ?? 0)} mm³ (misses and false positives do not count; when "
            + "none is "
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
            PairingRule.MostPairs =>
                "Pairs are one to one, as many as possible and, of those, with the largest summed intersection over union.",
            PairingRule.GreatestDice => "Pairs are one to one with the largest summed Dice.",
            PairingRule.ManyToMany =>
                "Every lesion is compared with all predictions it may pair with, and a prediction may serve several lesions.",
            _ => "The best overlap pairs first; further predictions join a found lesion while that raises the intersection over union.",
        };
        yield return p.Fragments switch
        {
            FragmentRule.AnyOverlap when p.Pairing != PairingRule.ManyToMany =>
                "An unpaired prediction that shares a voxel with a found lesion is a fragment: counted, not a false positive.",
            FragmentRule.MayPair =>
                "An unpaired prediction that could pair with a found lesion is a fragment: counted, not a false positive.",
            _ => null,
        };
        yield return p is { DetectMerged: true, Pairing: not PairingRule.ManyToMany }
            ? "An unpaired reference lesion that shares a voxel with a paired prediction is merged: counted as found, listed separately."
            : null;
        yield return p.MinVolumeMm3 > 0 ? $"Lesions below {Number(p.MinVolumeMm3)} mm³ are ignored on both sides." : null;
        yield return p.IgnoreReferenceUpToMm3 is { } mm3 ? $"Reference lesions of at most {Number(mm3)} mm³ are ignored." : null;
        yield return p.IgnorePredictionUpToVoxels is { } voxels ? $"Predicted lesions of at most {voxels} voxels are removed." : null;
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
