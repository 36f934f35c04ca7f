using BrainMets.Evaluation.FreeResponse;
using BrainMets.Evaluation.Statistics;
using BrainMets.Evaluation.Thresholds;
using BrainMets.Experiments.Predictions.Cards.Figures;

namespace BrainMets.Experiments.Assembling;

/// <summary>Chooses the operating points of one map a case, and says how good they are: on the same cases, and with each patient judged at what the others choose.</summary>
internal sealed class PointJudge
{
    private static readonly string[] Names = ["sensitive", "balanced", "precise"];

    private readonly PatientBootstrap bootstrap;
    private readonly ThresholdCounts[][] patients;
    private readonly double[] cases;

    /// <param name="judged">One evaluation a case, all at the same thresholds.</param>
    /// <param name="bootstrap">Over the patients of these cases.</param>
    public PointJudge(IReadOnlyList<MapEvaluation> judged, PatientBootstrap bootstrap)
    {
        this.bootstrap = bootstrap;
        patients = PatientRatings.Counts(judged);
        cases = [.. judged.GroupBy(j => j.Ratings.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (double)g.Count())];
        Points = Choose(patients);
    }

    /// <summary>On the map as it is judged; null when no threshold finds anything.</summary>
    public OperatingPoints? Points { get; }

    /// <param name="name">Of the network.</param>
    /// <param name="written">From a threshold of the judged map to one of the map that is written.</param>
    public NetworkFigures Figures(string name, Func<double, double> written)
    {
        if (Points is not { } points)
        {
            return new NetworkFigures(name, []);
        }

        OperatingPoints?[] byOthers = patients.Length < 2 ? [] : [.. patients.Select((_, left) => Choose([.. patients.Where((_, i) => i != left)]))];
        return new NetworkFigures(name, [.. Names.Select(point => new PointFigures(
            point,
            written(points.Named(point)),
            byOthers.Any(p => p is not null) ? At([.. byOthers.Select(p => p?.Named(point))], written) : null,
            At([.. patients.Select(_ => (double?)points.Named(point))], written)))]);
    }

    private static OperatingPoints? Choose(ThresholdCounts[][] patients)
    {
        ThresholdCounts[] totals = [.. Enumerable.Range(0, patients[0].Length).Select(t => patients.Select(p => p[t]).Aggregate(PatientRatings.Sum))];
        return OperatingPoints.From(new ThresholdChoice(ThresholdSearch.Choose(totals), totals));
    }

    /// <summary>Each patient at a threshold of his own; null leaves him out.</summary>
    private OperatingFigures At(double?[] thresholds, Func<double, double> written)
    {
        var nothing = new ThresholdCounts(0, 0, 0, 0, 0);
        ThresholdCounts[] counts = [.. patients.Select((p, i) => thresholds[i] is { } t ? p.First(c => c.Threshold == t) : nothing)];
        double[] found = [.. counts.Select(c => (double)c.TruePositives)];
        double[] lesions = [.. counts.Select(c => (double)c.TruePositives + c.FalseNegatives)];
        int[] once = [.. counts.Select(_ => 1)];
        var used = thresholds.OfType<double>().Select(written).ToArray();
        return new OperatingFigures(
            PooledEstimate.Proportion(bootstrap, found, lesions),
            PooledEstimate.Ratio(bootstrap, [.. counts.Select(c => (double)c.FalsePositives)], [.. cases.Select((n, i) => thresholds[i] is null ? 0 : n)]),
            PooledEstimate.Of(Quality(counts, once), bootstrap.Counts().Select(w => Quality(counts, w)), (int)lesions.Sum(), lesions.Count(l => l > 0)),
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
