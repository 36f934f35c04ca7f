namespace BrainMets.Evaluation;

/// <summary>
/// A proportion of lesions that cluster in patients. Lesions of one patient are alike, so that they tell less than as many lesions of
/// different patients; the interval is Wilson's with an effective number of lesions (ratio estimator and design effect after Rao and
/// Scott 1992).
/// </summary>
public sealed record ClusteredProportion
{
    private ClusteredProportion(long successes, long trials, int clusters, double? designEffect)
    {
        Successes = successes;
        Trials = trials;
        Clusters = clusters;
        DesignEffect = designEffect;
    }

    public long Successes { get; }

    public long Trials { get; }

    /// <summary>Patients with at least one trial.</summary>
    public int Clusters { get; }

    /// <summary>
    /// How much larger the variance is than that of independent lesions. Null when it cannot be estimated: fewer than two patients, or all
    /// lesions alike (all found or none).
    /// </summary>
    public double? DesignEffect { get; }

    public double? Value => Trials == 0 ? null : (double)Successes / Trials;

    /// <summary>
    /// Trials divided by the design effect, never more than the trials; where the design effect is unknown, the number of patients, as if
    /// all lesions of a patient were one. Null for fewer than two patients: one patient says nothing about the next.
    /// </summary>
    public double? EffectiveTrials =>
        Clusters < 2 ? null : DesignEffect is { } effect ? Math.Min(Trials, Trials / effect) : Clusters;

    /// <param name="patients">Successes and trials of each patient; patients without trials do not count.</param>
    public static ClusteredProportion Of(IEnumerable<(long Successes, long Trials)> patients)
    {
        var clusters = patients.Where(p => p.Trials > 0).ToArray();
        var (successes, trials) = (clusters.Sum(c => c.Successes), clusters.Sum(c => c.Trials));
        double? designEffect = null;
        if (clusters.Length > 1 && successes > 0 && successes < trials)
        {
            var p = (double)successes / trials;
            var squares = clusters.Sum(c => Math.Pow(c.Successes - (p * c.Trials), 2));
            var variance = clusters.Length / (clusters.Length - 1.0) * squares / ((double)trials * trials);
            designEffect = variance / (p * (1 - p) / trials);
        }

        return new ClusteredProportion(successes, trials, clusters.Length, designEffect);
    }

    public Interval? Interval(double confidence = 0.95) =>
        Value is { } value && EffectiveTrials is { } n ? WilsonInterval.Of(value, n, confidence) : null;
}
