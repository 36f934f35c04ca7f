using System.Text.Json.Serialization;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// The lesions of one case counted at every gate and for every baseline. Contours are not compared (no surface distances), everything
/// happens inside the box that holds something, and a gate that decides no finding differently from the one before it costs nothing.
/// </summary>
internal sealed record CaseGateCounts
{
    /// <summary>
    /// Voxels left around what is segmented, so that a lesion touches the edge of the box only where it touches that of the scan.
    /// </summary>
    private const int MarginVoxels = 3;

    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>In the order of the gates that were asked for.</summary>
    public required IReadOnlyList<DetectionCounts> ByGate { get; init; }

    /// <summary>Every finding kept, with the outlines of whichever models saw it.</summary>
    public required DetectionCounts Union { get; init; }

    /// <summary>The findings that both models saw, with both outlines.</summary>
    public required DetectionCounts Intersection { get; init; }

    /// <summary>The mean of both models' probabilities; null when there was none to evaluate.</summary>
    public DetectionCounts? MeanProbability { get; init; }

    /// <param name="masks">The case's masks, all on one grid.</param>
    /// <param name="gates">Ascending.</param>
    /// <param name="preset">
    /// How lesions are split, joined and matched, and which are too small to count. Findings are made of the lesions as split; joining
    /// comes after combining.
    /// </param>
    /// <exception cref="InvalidInputException">The masks lie on different grids.</exception>
    public static CaseGateCounts Of(CaseMasks masks, IReadOnlyList<VolumeGate> gates, MatchingPreset preset)
    {
        masks.CheckGrids();
        var box = masks.Box(MarginVoxels);
        var options = new LesionOptions { Connectivity = preset.Connectivity };
        LesionSet Find(Volume<byte> mask) => LesionFinder.Find(masks.Case, masks.Patient, mask.Crop(box), options);

        var reference = Find(masks.Reference);
        var pair = new PairedModels(("small", Find(masks.Small)), ("large", Find(masks.Large)));
        DetectionCounts Count(LesionSet predicted) => DetectionCounts.Of(reference, predicted, preset);

        return new CaseGateCounts
        {
            Case = masks.Case,
            Patient = masks.Patient,
            ByGate = AtGates(pair, gates, Count),
            Union = Count(pair.Outlined(pair.Findings.SelectMany(f => f.Marks))),
            Intersection = Count(pair.Outlined(pair.Findings.Where(f => f.Marks.Count == 2).SelectMany(f => f.Marks))),
            MeanProbability = masks.MeanProbability is { } mean ? Count(Find(mean)) : null,
        };
    }

    private static DetectionCounts[] AtGates(PairedModels pair, IReadOnlyList<VolumeGate> gates, Func<LesionSet, DetectionCounts> count)
    {
        var volumesMm3 = pair.Findings.Select(PairedModels.GateVolumeMm3).ToArray();
        var counts = new DetectionCounts[gates.Count];
        var known = new Dictionary<int, DetectionCounts>();
        for (var g = 0; g < gates.Count; g++)
        {
            // A gate only parts the findings by volume: how many lie below it says which.
            var below = volumesMm3.Count(gates[g].TakesSmall);
            if (!known.TryGetValue(below, out counts[g]))
            {
                counts[g] = known[below] = count(pair.Outlined(pair.Findings.Select(f => pair.Taken(f, gates[g])).OfType<ReaderLesion>()));
            }
        }

        return counts;
    }
}

/// <summary>The masks of one case from which gates are evaluated.</summary>
internal sealed record CaseMasks
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    public required Volume<byte> Small { get; init; }

    public required Volume<byte> Large { get; init; }

    public required Volume<byte> Reference { get; init; }

    /// <summary>Where the mean of both models' probabilities reaches its threshold; null without probability maps.</summary>
    public Volume<byte>? MeanProbability { get; init; }

    private IEnumerable<(string Name, Volume<byte> Mask)> All =>
    [
        ("reference", Reference), ("model for small lesions", Small), ("model for large lesions", Large),
        .. MeanProbability is { } mean ? [("mean probability", mean)] : Array.Empty<(string, Volume<byte>)>(),
    ];

    internal void CheckGrids()
    {
        foreach (var (name, mask) in All.Where(m => !m.Mask.Geometry.SameGridAs(Reference.Geometry)))
        {
            throw new InvalidInputException(
                Case,
                $"the reference and the {name} lie on different grids. Reference: {Reference.Geometry}. "
                    + $"{char.ToUpperInvariant(name[0])}{name[1..]}: {mask.Geometry}. "
                + "Bring the prediction onto the grid of the reference; nothing is resampled here.");
        }
    }

    /// <summary>The box around everything outlined by anyone; one voxel when there is nothing.</summary>
    internal Box3 Box(int marginVoxels) => All.Select(m => Box3.Around(m.Mask)).OfType<Box3>()
        .Aggregate((Box3?)null, (all, box) => all?.Union(box) ?? box)?.Grow(marginVoxels, Reference.Size)
        ?? new Box3(0, 0, 0, new Size3(1, 1, 1));
}

/// <summary>Lesions counted as in the rest of the evaluation; counts of several cases add up (docs/metrics.md, "Detection").</summary>
internal readonly record struct DetectionCounts(long TruePositives, long MatchedPredictions, long FalsePositives, long FalseNegatives)
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

    /// <summary>
    /// The counts of <see cref="Evaluator.Evaluate(LesionSet, LesionSet, MatchingPreset, IReadOnlyList{double})"/>, without the comparison
    /// of contours.
    /// </summary>
    /// <param name="reference">As split, before the preset joins lesions.</param>
    /// <param name="predicted">The same, on the same grid.</param>
    /// <param name="preset">The rules of matching.</param>
    public static DetectionCounts Of(LesionSet reference, LesionSet predicted, MatchingPreset preset)
    {
        var matching = LesionMatcher.Match(
            LesionMerging.Merge(reference, preset.MergeReferenceSteps),
            LesionMerging.Merge(predicted, preset.MergePredictionSteps),
            preset);
        return new DetectionCounts(
            matching.Count(ReferenceOutcome.Found) + matching.Count(ReferenceOutcome.Merged),
            matching.Count(PredictionOutcome.Matched),
            matching.Count(PredictionOutcome.FalsePositive),
            matching.Count(ReferenceOutcome.Missed));
    }

    public static DetectionCounts operator +(DetectionCounts a, DetectionCounts b) => new(
        a.TruePositives + b.TruePositives, a.MatchedPredictions + b.MatchedPredictions, a.FalsePositives + b.FalsePositives,
            a.FalseNegatives + b.FalseNegatives);

    public static DetectionCounts Sum(IEnumerable<DetectionCounts> counts) =>
        counts.Aggregate(default(DetectionCounts), (sum, c) => sum + c);

    private static double? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
