using BrainMets.Imaging;

namespace BrainMets.Evaluation;

/// <summary>
/// The rules by which predicted lesions are matched with reference lesions; printed with every result (docs/metrics.md). All that tells
/// one published evaluator from another is data here; <see cref="MatchingPresets"/> holds the named ones.
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

    /// <summary>Least intersection over union for a pair; 0 to ask for overlap only.</summary>
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

    /// <summary>A prediction that meets only ignored reference lesions is neither true nor false; otherwise it is a false positive.</summary>
    public bool SpareOnIgnored { get; init; } = true;

    /// <summary>How the challenge of this name makes one score of a case; null when it makes none.</summary>
    public ScoreRules? Score { get; init; }

    /// <summary>True when lesions of a mask are joined before they are matched, so that they are other lesions than a label map shows.</summary>
    public bool MergesLesions() => MergeReferenceSteps > 0 || MergePredictionSteps > 0;

    /// <exception cref="ArgumentException">A value is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        void Require(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }

        Require(Enum.IsDefined(Connectivity), $"connectivity is {(int)Connectivity}; must be 6, 18 or 26");
        Require(MinIou is >= 0 and <= 1, $"least intersection over union is {MinIou}; must be 0 to 1");
        Require(MinVolumeMm3 >= 0 && double.IsFinite(MinVolumeMm3), $"minimum volume is {MinVolumeMm3} mm³; must be 0 or more");
        Require(
            MergeReferenceSteps is >= 0 and <= 10 && MergePredictionSteps is >= 0 and <= 10 && ReachSteps is >= 0 and <= 10,
            $"steps are {MergeReferenceSteps}, {MergePredictionSteps} and {ReachSteps}; must be 0 to 10");
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Matching '{Name}': {string.Join("; ", faults)}.");
        }
    }
}
