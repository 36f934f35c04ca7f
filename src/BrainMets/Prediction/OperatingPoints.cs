using System.Globalization;
using System.Text.Json.Serialization;
using BrainMets.Evaluation;

namespace BrainMets.Prediction;

/// <summary>
/// Thresholds on the probability of a trained network, chosen on its validation cases: the ones with the best lesion-level F2 (sensitive),
/// panoptic quality (balanced) and F0.5 (precise). F1 alone would not do for the balanced one: it does not see how much of a lesion a
/// threshold near 1 cuts away.
/// </summary>
public sealed record OperatingPoints(double Sensitive, double Balanced, double Precise)
{
    /// <summary>The segmentation threshold of every point, at most the lowest of the points; null for each point's own threshold.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Outline { get; init; }

    private const string Prefix = "brainmets.threshold.";

    /// <summary>For a network that was never validated.</summary>
    public static OperatingPoints Unknown { get; } = new(0.5, 0.5, 0.5);

    /// <summary>Null when no threshold finds anything.</summary>
    public static OperatingPoints? From(ThresholdChoice choice) => choice.Threshold is null
        ? null
        : new OperatingPoints(
            ThresholdSearch.Best(choice.Counts, c => ThresholdSearch.FBeta(c, 2)),
            ThresholdSearch.Best(choice.Counts, c => c.PanopticQuality ?? 0),
            ThresholdSearch.Best(choice.Counts, c => ThresholdSearch.FBeta(c, 0.5)));

    /// <summary>Reads what <see cref="ToMetadata"/> wrote; null when the file has none.</summary>
    public static OperatingPoints? FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        double? Read(string name) =>
            metadata.TryGetValue(Prefix + name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;
        return Read("sensitive") is { } sensitive && Read("balanced") is { } balanced && Read("precise") is { } precise
            ? new OperatingPoints(sensitive, balanced, precise)
            : null;
    }

    /// <summary>
    /// Each point averaged over several networks, to six decimals; a single network's own. There is a segmentation threshold only if they
    /// have with all.
    /// </summary>
    /// <param name="points">One or more.</param>
    public static OperatingPoints Mean(IReadOnlyList<OperatingPoints> points) => points.Count == 1
        ? points[0]
        : new OperatingPoints(
            Math.Round(points.Average(p => p.Sensitive), 6), Math.Round(points.Average(p => p.Balanced), 6),
                Math.Round(points.Average(p => p.Precise), 6))
        {
            Outline = points.All(p => p.Outline is not null) ? Math.Round(points.Average(p => p.Outline!.Value), 6) : null, // checked above
        };

    /// <summary>The threshold of a point by name.</summary>
    /// <exception cref="ArgumentException">Another name than sensitive, balanced or precise.</exception>
    public double Named(string name) => name switch
    {
        "sensitive" => Sensitive,
        "balanced" => Balanced,
        "precise" => Precise,
        _ => throw new ArgumentException(
            $"There is no operating point \"{name}\"; there are sensitive, balanced and precise.", nameof(name)),
    };

    /// <summary>From which probability on a place is a candidate when lesions are found at the threshold given: the sensitive point or half
    /// the threshold, whichever is lower. The points may lie so close that the sensitive one alone would show nothing new.</summary>
    public double CandidateThreshold(double threshold) => Math.Min(Sensitive, threshold / 2);

    public IEnumerable<KeyValuePair<string, string>> ToMetadata() =>
    [
        new(Prefix + "sensitive", Sensitive.ToString(CultureInfo.InvariantCulture)),
        new(Prefix + "balanced", Balanced.ToString(CultureInfo.InvariantCulture)),
        new(Prefix + "precise", Precise.ToString(CultureInfo.InvariantCulture)),
    ];
}
