using System.Globalization;

namespace BrainMets.Evaluation;

/// <summary>
/// The evaluation of one prediction against its reference, lesion by lesion. Volumes in mm³, distances in mm; undefined metrics are null.
/// </summary>
public sealed record CaseEvaluation
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>Reference lesions of at least the preset's minimum volume; the true positives and the false negatives together.</summary>
    public required int ReferenceLesions { get; init; }

    /// <summary>
    /// Predicted lesions of at least the minimum volume: matched, fragments, on ignored lesions, and false positives together.
    /// </summary>
    public required int PredictedLesions { get; init; }

    /// <summary>Detected reference lesions, merged ones included.</summary>
    public required int TruePositives { get; init; }

    /// <summary>Predicted lesions paired with a reference lesion: the true positives counted on the side of the prediction.</summary>
    public required int MatchedPredictions { get; init; }

    public required int FalsePositives { get; init; }

    public required int FalseNegatives { get; init; }

    /// <summary>Predicted components that overlap a found lesion in addition to the matched one: counted, not false positives.</summary>
    public required int Fragments { get; init; }

    /// <summary>Reference lesions covered by a prediction matched to another one: counted as detected, listed separately.</summary>
    public required int Merged { get; init; }

    /// <summary>Reference lesions below the minimum volume: neither found nor missed.</summary>
    public int IgnoredReferenceLesions { get; init; }

    /// <summary>Predicted lesions below the minimum volume: neither true nor false.</summary>
    public int IgnoredPredictedLesions { get; init; }

    /// <summary>Predicted lesions that meet only a reference lesion below the minimum volume: neither true nor false.</summary>
    public int PredictionsOnIgnored { get; init; }

    /// <summary>Dice of the whole masks; null when both are empty.</summary>
    public required double? Dice { get; init; }

    /// <summary>
    /// Mean over all reference lesions, found or not, of their Dice with whatever was predicted nearer to them than to another lesion
    /// (CC-Dice). Needs no matching, and does not count false positives separately. Null when the reference is empty.
    /// </summary>
    public double? NearestLesionDice { get; init; }

    /// <summary>Volume of the whole reference mask, ignored lesions included.</summary>
    public double ReferenceVolumeMm3 { get; init; }

    /// <summary>Volume of the whole predicted mask, ignored lesions included.</summary>
    public double PredictedVolumeMm3 { get; init; }

    /// <summary>Predicted minus reference volume: above zero when too much was segmented.</summary>
    public double VolumeDifferenceMm3 { get; init; }

    /// <summary>The difference over the reference volume; null when the reference is empty.</summary>
    public double? RelativeVolumeDifference { get; init; }

    /// <summary>The score of the preset's challenge; null when the preset has none.</summary>
    public CaseScore? Score { get; init; }

    /// <summary>How the prediction was brought onto the grid of the reference; null when it lay there.</summary>
    public GridAlignment? Alignment { get; init; }

    /// <summary>One entry a reference lesion of at least the minimum volume, in the order of their labels.</summary>
    public required IReadOnlyList<LesionEvaluation> Lesions { get; init; }

    public required IReadOnlyList<FalsePositive> FalsePositiveLesions { get; init; }
}

/// <summary>The outcome of one reference lesion.</summary>
public sealed record LesionEvaluation
{
    /// <summary>Its label in the reference label map.</summary>
    public required int Reference { get; init; }

    /// <summary>
    /// Labels of the predicted lesions: the matched one first (or several, where the preset allows them), then fragments; for a merged
    /// lesion the one that covers it. Empty for a miss.
    /// </summary>
    public required IReadOnlyList<int> Predicted { get; init; }

    /// <summary>
    /// How many of them are matched; the metrics below compare the lesion with the union of these. 0 for a merged lesion.
    /// </summary>
    public int MatchedPredictions { get; init; } = 1;

    public required double ReferenceVolumeMm3 { get; init; }

    /// <summary>Volume of the matched prediction or predictions; null for a miss or a merged lesion.</summary>
    public required double? PredictedVolumeMm3 { get; init; }

    /// <summary>True when found, including when merged with a neighbour.</summary>
    public required bool Detected { get; init; }

    public required bool Merged { get; init; }

    public required double? Dice { get; init; }

    public required Hd95Mm Hd95Mm { get; init; }

    /// <summary>Average symmetric surface distance, all surface voxels of both sides pooled.</summary>
    public required double? AssdMm { get; init; }

    /// <summary>The mean of the two directed means instead.</summary>
    public double? AssdMeanOfMeansMm { get; init; }

    public Hd100Mm Hd100Mm { get; init; } = new(null, null);

    /// <summary>One entry a tolerance.</summary>
    public IReadOnlyList<SurfaceDice> SurfaceDice { get; init; } = [];

    /// <summary>The metrics of a pair; undefined for a lesion that is missed or merged.</summary>
    /// <param name="lesion">Which lesions, and the outcome.</param>
    /// <param name="comparison">The lesion against the union of its matched predictions.</param>
    /// <param name="tolerancesMm">Of the surface Dice.</param>
    internal static LesionEvaluation Measure(LesionOutcome lesion, LesionComparison comparison, IReadOnlyList<double> tolerancesMm)
    {
        var distances = comparison.Distances;
        return new LesionEvaluation
        {
            Reference = lesion.Reference,
            Predicted = lesion.Predicted,
            MatchedPredictions = lesion.MatchedPredictions,
            ReferenceVolumeMm3 = lesion.ReferenceVolumeMm3,
            PredictedVolumeMm3 = lesion.PredictedVolumeMm3,
            Detected = lesion.Merged || lesion.MatchedPredictions > 0,
            Merged = lesion.Merged,
            Dice = comparison.Dice,
            Hd95Mm = distances?.Hd95Mm ?? new Hd95Mm(null, null, null),
            Hd100Mm = distances?.Hd100Mm ?? new Hd100Mm(null, null),
            AssdMm = distances?.AssdMm,
            AssdMeanOfMeansMm = distances?.AssdMeanOfMeansMm,
            SurfaceDice = [.. tolerancesMm.Select(t => distances?.SurfaceDice(t) ?? new SurfaceDice(t, null, null))],
        };
    }

    /// <summary>The columns of the metrics in evaluation.csv, in order, with the values of a lesion; all null without one.</summary>
    internal static (string Column, double? Value)[] MetricColumns(LesionEvaluation? lesion, IReadOnlyList<double> tolerancesMm) =>
    [
        ("dice", lesion?.Dice),
        ("hd95_max_directed_mm", lesion?.Hd95Mm.MaxDirected),
        ("hd95_pooled_mm", lesion?.Hd95Mm.Pooled),
        ("hd95_area_weighted_mm", lesion?.Hd95Mm.AreaWeighted),
        ("assd_mm", lesion?.AssdMm),
        ("assd_mean_of_means_mm", lesion?.AssdMeanOfMeansMm),
        ("hd100_voxels_mm", lesion?.Hd100Mm.Voxels),
        ("hd100_area_weighted_mm", lesion?.Hd100Mm.AreaWeighted),
        .. from tolerance in tolerancesMm
           let dice = lesion?.SurfaceDice.FirstOrDefault(s => s.ToleranceMm == tolerance)
           let name = tolerance.ToString("0.###", CultureInfo.InvariantCulture)
           from column in new[] { ($"surface_dice_voxels_{name}mm", dice?.Voxels), ($"surface_dice_area_{name}mm", dice?.AreaWeighted) }
           select column,
    ];
}

/// <summary>Which predictions belong to a reference lesion, before the pair is measured. Volumes in mm³.</summary>
internal sealed record LesionOutcome
{
    /// <summary>Its label in the reference label map.</summary>
    public required int Reference { get; init; }

    /// <summary>As <see cref="LesionEvaluation.Predicted"/>.</summary>
    public required IReadOnlyList<int> Predicted { get; init; }

    public required int MatchedPredictions { get; init; }

    public required bool Merged { get; init; }

    public required double ReferenceVolumeMm3 { get; init; }

    /// <summary>Null for a miss or a merged lesion.</summary>
    public required double? PredictedVolumeMm3 { get; init; }
}

/// <summary>A predicted lesion where the reference has none: its label in the predicted label map, and its volume.</summary>
public sealed record FalsePositive(int Predicted, double VolumeMm3);

/// <summary>
/// The resampling of a prediction that lay on another grid than its reference. The metrics of such a case include the resampling error.
/// </summary>
/// <param name="Method">How voxels were resampled: "nearest" for masks and label maps, "linear" for probability maps.</param>
/// <param name="PredictionGrid">The grid it lay on.</param>
/// <param name="ReferenceGrid">The grid it was brought onto.</param>
/// <param name="VolumeBeforeMm3">
/// Volume of the mask before; null for a probability map. Compare it with the predicted volume of the case.
/// </param>
public sealed record GridAlignment(string Method, string PredictionGrid, string ReferenceGrid, double? VolumeBeforeMm3);
