using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Experiments;

/// <summary>
/// Chooses the operating points of one map a case, with their common segmentation threshold, and evaluates them: on the same cases, and
/// with each patient at the thresholds chosen on the others.
/// </summary>
internal sealed class OperatingPointSelector
{
    private static readonly string[] Names = ["sensitive", "balanced", "precise"];

    private readonly PatientBootstrap bootstrap;
    private readonly double[] cases;

    /// <summary>Counts of each patient at each threshold, for each segmentation threshold; first without one.</summary>
    private readonly (double? Outline, ThresholdCounts[][] Patients)[] ways;

    /// <param name="judged">One evaluation a case, all at the same thresholds.</param>
    /// <param name="bootstrap">Over the patients of these cases.</param>
    /// <param name="outlined">The same cases with a segmentation threshold, for each that may be chosen; null for none.</param>
    public OperatingPointSelector(IReadOnlyList<MapEvaluation> judged, PatientBootstrap bootstrap,
        IReadOnlyList<(double Outline, IReadOnlyList<MapEvaluation> Judged)>? outlined = null)
    {
        this.bootstrap = bootstrap;
        ways =
        [
            (null, PatientRatings.Counts(judged)),
            .. (outlined ?? [])
                .Select(o => ((double?)o.Outline,
                    PatientRatings.Counts(o.Judged).Select(p => p.Where(c => c.Threshold >= o.Outline).ToArray()).ToArray())),
        ];
        cases = [.. judged.GroupBy(j => j.Ratings.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (double)g.Count())];
        Points = Choose(_ => true);
    }

    /// <summary>On the map as evaluated; null when no threshold finds anything.</summary>
    public OperatingPoints? Points { get; }

    /// <param name="name">Of the network.</param>
    /// <param name="written">Maps a threshold of the evaluated map to one of the written map.</param>
    public NetworkMetrics Figures(string name, Func<double, double> written)
    {
        if (Points is not { } points)
        {
            return new NetworkMetrics(name, []);
        }

        var patients = ways[0].Patients.Length;
        OperatingPoints?[] byOthers = patients < 2 ? [] : [.. Enumerable.Range(0, patients).Select(left => Choose(i => i != left))];
        return new NetworkMetrics(name, [.. Names.Select(point => new OperatingPointMetrics(
            point,
            written(points.Named(point)),
            byOthers.Any(p => p is not null) ? At(byOthers, point, written) : null,
            At([.. Enumerable.Repeat(points, patients)], point, written)))]);
    }

    /// <summary>The segmentation threshold whose balanced point has the best panoptic quality, of equals the first.</summary>
    private OperatingPoints? Choose(Func<int, bool> learnsFrom)
    {
        (OperatingPoints Points, double Quality)? best = null;
        foreach (var (outline, patients) in ways)
        {
            ThresholdCounts[] totals =
            [
                .. Enumerable.Range(0, patients[0].Length)
                    .Select(t => patients.Where((_, i) => learnsFrom(i)).Select(p => p[t]).Aggregate(PatientRatings.Sum)),
            ];
            if (totals.Length > 0 && OperatingPoints.From(new ThresholdChoice(ThresholdSearch.Choose(totals), totals)) is { } points)
            {
                var quality = totals.First(c => c.Threshold == points.Balanced).PanopticQuality ?? 0;
                best = best is { } b && b.Quality >= quality ? best : (points with { Outline = outline }, quality);
            }
        }

        return best?.Points;
    }

    private ThresholdCounts Counts(int patient, OperatingPoints at, string point) =>
        ways.First(w => w.Outline == at.Outline).Patients[patient].First(c => c.Threshold == at.Named(point));

    /// <summary>Each patient at a point of their own; null leaves the patient out.</summary>
    private OperatingMetrics At(OperatingPoints?[] points, string point, Func<double, double> written)
    {
        var nothing = new ThresholdCounts(0, 0, 0, 0, 0);
        ThresholdCounts[] counts = [.. points.Select((p, i) => p is null ? nothing : Counts(i, p, point))];
        double[] found = [.. counts.Select(c => (double)c.TruePositives)];
        double[] lesions = [.. counts.Select(c => (double)c.TruePositives + c.FalseNegatives)];
        int[] once = [.. counts.Select(_ => 1)];
        var used = points.OfType<OperatingPoints>().Select(p => written(p.Named(point))).ToArray();
        return new OperatingMetrics(
            PooledEstimate.Proportion(bootstrap, found, lesions),
            PooledEstimate.Ratio(
                bootstrap, [.. counts.Select(c => (double)c.FalsePositives)], [.. cases.Select((n, i) => points[i] is null ? 0 : n)]),
            PooledEstimate.Of(
                Quality(counts, once), bootstrap.Counts().Select(w => Quality(counts, w)), (int)lesions.Sum(), lesions.Count(l => l > 0)),
            PooledEstimate.Ratio(bootstrap, [.. counts.Select(c => c.FoundDiceSum)], found),
            used.Min(),
            used.Max());
    }

    /// <summary>Panoptic quality with each patient so many times.</summary>
    private static double? Quality(ThresholdCounts[] counts, int[] weights) => counts.Zip(weights).Aggregate(
        new ThresholdCounts(0, 0, 0, 0, 0),
        (sum, one) => new ThresholdCounts(
            0,
            sum.TruePositives + (one.Second * one.First.TruePositives),
            sum.MatchedPredictions + (one.Second * one.First.MatchedPredictions),
            sum.FalsePositives + (one.Second * one.First.FalsePositives),
            sum.FalseNegatives + (one.Second * one.First.FalseNegatives))
        {
            FoundDiceSum = sum.FoundDiceSum + (one.Second * one.First.FoundDiceSum),
        }).PanopticQuality;
}

/// <summary>
/// The data kept of a case after its maps were evaluated: counts at every threshold, findings, and how voxels of lesion and of brain are
/// distributed.
/// </summary>
internal sealed record ScoredValidationCase
{
    /// <summary>
    /// Segmentation thresholds that are tried, on the mean before calibration: coarse, as the score is flat there and cases are few.
    /// </summary>
    public static readonly IReadOnlyList<double> Outlines = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

    public required string Patient { get; init; }

    /// <summary>Each network by itself.</summary>
    public required IReadOnlyList<MapEvaluation> Networks { get; init; }

    /// <summary>Their mean.</summary>
    public required MapEvaluation Ensemble { get; init; }

    /// <summary>Their mean with each segmentation threshold of <see cref="Outlines"/>.</summary>
    public required IReadOnlyList<MapEvaluation> Outlined { get; init; }

    /// <summary>Of the mean map, within the brain.</summary>
    public required LogOddsHistogram Voxels { get; init; }

    /// <summary>Looks at one map after the other; no more than one and the sum are in memory.</summary>
    public static ScoredValidationCase Of(
        Case @case, Func<int, ProbabilityMap> mapOf, int networks, (MatchingPreset Preset, FreeResponseOptions Options) rules)
    {
        var first = mapOf(0);
        // only cases with a reference are evaluated
        var segmentation = SegmentationSource.Reference(@case).ReadOn(first.Probability.Geometry);
        var reference = segmentation.Lesions(rules.Preset.Connectivity);
        var each = new List<MapEvaluation>();
        IEnumerable<ProbabilityMap> Evaluated()
        {
            for (var network = 0; network < networks; network++)
            {
                var own = network == 0 ? first : mapOf(network);
                each.Add(FreeResponseEvaluator.Evaluate(own, reference, rules.Preset, rules.Options));
                yield return own;
            }
        }

        var map = ProbabilityMap.Mean(Evaluated());
        var ensemble = networks == 1 ? each[0] : FreeResponseEvaluator.Evaluate(map, reference, rules.Preset, rules.Options);
        return new ScoredValidationCase
        {
            Patient = @case.Patient,
            Networks = each,
            Ensemble = ensemble,
            Outlined =
            [
                .. Outlines.Select(outline => ensemble with
                {
                    Counts = FreeResponseEvaluator.CountsOf(
                        map, reference, rules.Preset, rules.Options with { OutlineThreshold = outline }),
                }),
            ],
            Voxels = LogOddsHistogram.Of(map.Probability, segmentation.Mask()),
        };
    }
}
