namespace BrainMets.Evaluation;

/// <summary>The counts of all patients at all thresholds, and the thresholds that rules choose from them.</summary>
internal sealed class SweepCounts(ThresholdCounts[][] patients, PatientBootstrap bootstrap)
{
    private readonly double[] _thresholds = [.. patients[0].Select(c => c.Threshold)];

    // A rule looks at the counts thousands of times: four numbers a threshold.
    private readonly int[][] _counts =
        [.. patients.Select(p => p.SelectMany(c => new[] { c.TruePositives, c.MatchedPredictions, c.FalsePositives, c.FalseNegatives }).ToArray())];

    private readonly int[] _once = [.. Enumerable.Repeat(1, patients.Length)];

    public IReadOnlyList<OperatingPoint> OperatingPoints() => [.. Enumerable.Range(0, _thresholds.Length).Select(PointAt)];

    public ChosenThreshold BestF1() => Choose(ThresholdRule.BestF1, null, weights => Place(ThresholdSearch.Choose(Totals(weights))));

    public ChosenThreshold WithinBudget(double falsePositivesPerPatient) =>
        Choose(ThresholdRule.WithinBudget, falsePositivesPerPatient, weights =>
        {
            var limit = falsePositivesPerPatient * weights.Sum() * (1 + 1e-9);
            return Place(Totals(weights)
                .Where(c => c.FalsePositives <= limit && c.Sensitivity is not null)
                .OrderByDescending(c => c.Sensitivity).ThenBy(c => c.FalsePositives).ThenByDescending(c => c.Threshold)
                .FirstOrDefault()?.Threshold);
        });

    private ChosenThreshold Choose(ThresholdRule rule, double? budget, Func<int[], int?> choice)
    {
        var point = choice(_once) is { } chosen ? PointAt(chosen) : null;
        var several = point is not null && patients.Length > 1;
        var heldOut = several ? HeldOut(choice) : null;
        double[] resampled = several ? [.. bootstrap.Counts().Select(choice).OfType<int>().Select(t => _thresholds[t]).Order()] : [];
        return new ChosenThreshold
        {
            Rule = rule,
            FalsePositiveBudget = budget,
            Point = point,
            ThresholdLow = Percentile.Linear(resampled, 0.025),
            ThresholdHigh = Percentile.Linear(resampled, 0.975),
            HeldOut = heldOut,
            F1Optimism = point?.F1.Value - heldOut?.F1.Value,
            SensitivityOptimism = point?.Sensitivity.Value - heldOut?.Sensitivity.Value,
        };
    }

    private CrossValidatedThreshold HeldOut(Func<int[], int?> choice)
    {
        var chosen = new int?[patients.Length];
        for (var i = 0; i < patients.Length; i++)
        {
            int[] others = [.. _once];
            others[i] = 0;
            chosen[i] = choice(others);
        }

        var nothing = new ThresholdCounts(0, 0, 0, 0, 0);
        ThresholdCounts[] counts = [.. chosen.Select((t, i) => t is { } place ? patients[i][place] : nothing)];
        var used = chosen.OfType<int>().Select(t => _thresholds[t]).ToArray();
        return new CrossValidatedThreshold
        {
            Patients = used.Length,
            PatientsWithoutThreshold = patients.Length - used.Length,
            LowestThreshold = used.Length == 0 ? null : used.Min(),
            HighestThreshold = used.Length == 0 ? null : used.Max(),
            Sensitivity = Sensitivity(counts),
            Precision = Precision(counts),
            F1 = F1(counts),
            FalsePositivesPerPatient = PooledEstimate.Ratio(
                bootstrap, [.. counts.Select(c => (double)c.FalsePositives)], [.. chosen.Select(t => t is null ? 0.0 : 1)]),
        };
    }

    private OperatingPoint PointAt(int threshold)
    {
        ThresholdCounts[] counts = [.. patients.Select(p => p[threshold])];
        return new OperatingPoint
        {
            Threshold = _thresholds[threshold],
            TruePositives = counts.Sum(c => c.TruePositives),
            MatchedPredictions = counts.Sum(c => c.MatchedPredictions),
            FalsePositives = counts.Sum(c => c.FalsePositives),
            FalseNegatives = counts.Sum(c => c.FalseNegatives),
            Sensitivity = Sensitivity(counts),
            Precision = Precision(counts),
            F1 = F1(counts),
            FalsePositivesPerPatient = PooledEstimate.Ratio(
                bootstrap, [.. counts.Select(c => (double)c.FalsePositives)], [.. counts.Select(_ => 1.0)]),
        };
    }

    private Estimate Sensitivity(ThresholdCounts[] counts) => PooledEstimate.Proportion(
        bootstrap, [.. counts.Select(c => (double)c.TruePositives)], [.. counts.Select(c => (double)c.TruePositives + c.FalseNegatives)]);

    private Estimate Precision(ThresholdCounts[] counts) => PooledEstimate.Proportion(
        bootstrap, [.. counts.Select(c => (double)c.MatchedPredictions)], [.. counts.Select(c => (double)c.MatchedPredictions + c.FalsePositives)]);

    private Estimate F1(ThresholdCounts[] counts) => PooledEstimate.Ratio(
        bootstrap,
        [.. counts.Select(c => (double)c.TruePositives + c.MatchedPredictions)],
        [.. counts.Select(c => (double)c.TruePositives + c.FalseNegatives + c.MatchedPredictions + c.FalsePositives)]);

    private int? Place(double? threshold) => threshold is { } t ? Array.IndexOf(_thresholds, t) : null;

    /// <param name="weights">How often each patient counts.</param>
    private ThresholdCounts[] Totals(int[] weights)
    {
        var sums = new int[4 * _thresholds.Length];
        for (var patient = 0; patient < weights.Length; patient++)
        {
            for (var i = 0; weights[patient] > 0 && i < sums.Length; i++)
            {
                sums[i] += weights[patient] * _counts[patient][i];
            }
        }

        return [.. _thresholds.Select((t, i) => new ThresholdCounts(t, sums[4 * i], sums[(4 * i) + 1], sums[(4 * i) + 2], sums[(4 * i) + 3]))];
    }
}
