namespace BrainMets.Evaluation;

/// <summary>Lesion counts over all cases at one threshold.</summary>
public sealed record ThresholdCounts(double Threshold, int TruePositives, int MatchedPredictions, int FalsePositives, int FalseNegatives)
{
    /// <summary>Sum of Dice over the reference lesions found on their own, not merged.</summary>
    public double FoundDiceSum { get; init; }

    /// <summary>
    /// F1 times the mean Dice of the lesions found: panoptic quality (Kirillov et al. 2019) with Dice in place of IoU. Null where F1 is, 0 where nothing is found.
    /// </summary>
    public double? PanopticQuality => F1 is not { } f1 ? null : TruePositives == 0 ? 0 : f1 * FoundDiceSum / TruePositives;

    /// <summary>Null where there is no reference lesion.</summary>
    public double? Sensitivity => TruePositives + FalseNegatives == 0 ? null : (double)TruePositives / (TruePositives + FalseNegatives);

    /// <summary>Null where nothing was predicted that counts.</summary>
    public double? Precision =>
        MatchedPredictions + FalsePositives == 0 ? null : (double)MatchedPredictions / (MatchedPredictions + FalsePositives);

    /// <summary>Lesions found and predictions matched, of all lesions and predictions that count; null where there are neither.</summary>
    public double? F1 => TruePositives + FalseNegatives + MatchedPredictions + FalsePositives == 0
        ? null
        : (double)(TruePositives + MatchedPredictions) / (TruePositives + FalseNegatives + MatchedPredictions + FalsePositives);
}
