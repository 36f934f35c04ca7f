namespace BrainMets.Evaluation;

/// <summary>The named rules of matching: ours, and those of published evaluators as their code has them (docs/metrics.md).</summary>
public static class MatchingPresets
{
    /// <summary>The IoU of two lesions whose Dice is 1e-6, the least that the evaluator of 2026 pairs.</summary>
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
