using System.Text.Json.Serialization;

namespace BrainMets.Evaluation;

/// <summary>Lesions counted as in the rest of the evaluation; counts of several cases add up (docs/metrics.md, "Detection").</summary>
public readonly record struct DetectionCounts(long TruePositives, long MatchedPredictions, long FalsePositives, long FalseNegatives)
{
    /// <summary>Null without a reference lesion.</summary>
    [JsonIgnore]
    public double? Sensitivity => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Null without a prediction that counts.</summary>
    [JsonIgnore]
    public double? Precision => Ratio(MatchedPredictions, MatchedPredictions + FalsePositives);

    /// <summary>Null when there is neither lesion nor prediction.</summary>
    [JsonIgnore]
    public double? F1 => Ratio(Hits, Items);

    /// <summary>Numerator of F1: what was found and what was right.</summary>
    internal long Hits => TruePositives + MatchedPredictions;

    /// <summary>Denominator of F1: the lesions of both sides.</summary>
    internal long Items => TruePositives + FalseNegatives + MatchedPredictions + FalsePositives;

    public static DetectionCounts operator +(DetectionCounts a, DetectionCounts b) => new(
        a.TruePositives + b.TruePositives, a.MatchedPredictions + b.MatchedPredictions, a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives);

    public static DetectionCounts Sum(IEnumerable<DetectionCounts> counts) => counts.Aggregate(default(DetectionCounts), (sum, c) => sum + c);

    private static double? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
