using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Finds the probability threshold with the best lesion F1 over validation cases. The counts are those that finding lesions and
/// evaluating them at each threshold would give, but all thresholds are done in one sweep, quickly enough to be run between training
/// epochs.
/// </summary>
internal static class ThresholdSearch
{
    private const int CasesAtOnce = 4;

    /// <summary>0.05, 0.10 … 0.95.</summary>
    public static IReadOnlyList<double> DefaultGrid { get; } = [.. Enumerable.Range(1, 19).Select(i => i / 20.0)];

    /// <summary>
    /// Of several best thresholds, the middle of the longest run of neighbours on the grid: where a small shift of the probabilities
    /// changes least. Of equally long runs the lowest, of two middles the lower: the more sensitive.
    /// </summary>
    /// <param name="cases">
    /// Each probability map with the lesions of its reference; enumerated once, on this thread, at most four in memory at a time.
    /// </param>
    /// <param name="preset">How lesions are matched and which are too small to count.</param>
    /// <param name="grid">Thresholds to try, ascending, above 0 and at most 1; the default grid when null.</param>
    /// <exception cref="ArgumentException">
    /// No case, a grid that is empty, unsorted or out of range, or a preset that joins or enlarges lesions.
    /// </exception>
    /// <exception cref="InvalidInputException">A map lies on another grid than its reference.</exception>
    public static ThresholdChoice Search(
        IEnumerable<(ProbabilityMap Map, LesionSet Reference)> cases, MatchingPreset preset, IReadOnlyList<double>? grid = null)
    {
        grid ??= DefaultGrid;
        Check(preset, grid);
        var perCase = new List<IReadOnlyList<ThresholdCounts>>();
        foreach (var some in cases.Chunk(CasesAtOnce))
        {
            var counted = new IReadOnlyList<ThresholdCounts>[some.Length];
            Array.ForEach(some, c => Check(c, preset));
            Parallel.For(0, some.Length, i => counted[i] = new ThresholdSweep(some[i].Map, some[i].Reference, preset).Count(grid));
            perCase.AddRange(counted);
        }

        if (perCase.Count == 0)
        {
            throw new ArgumentException("No validation case to choose a threshold on.", nameof(cases));
        }

        var counts = Enumerable.Range(0, grid.Count).Select(t => new ThresholdCounts(
            grid[t],
            perCase.Sum(c => c[t].TruePositives),
            perCase.Sum(c => c[t].MatchedPredictions),
            perCase.Sum(c => c[t].FalsePositives),
            perCase.Sum(c => c[t].FalseNegatives))
        { FoundDiceSum = perCase.Sum(c => c[t].FoundDiceSum) }).ToArray();
        return new ThresholdChoice(Choose(counts), counts);
    }

    /// <summary>The choice among counts at ascending thresholds; null when F1 is zero or undefined everywhere.</summary>
    internal static double? Choose(IReadOnlyList<ThresholdCounts> counts)
    {
        var best = counts.Max(c => c.F1);
        if (best is null or 0)
        {
            return null;
        }

        var (longestStart, longestLength) = (0, 0);
        var length = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            length = counts[i].F1 == best ? length + 1 : 0;
            if (length > longestLength)
            {
                (longestStart, longestLength) = (i - length + 1, length);
            }
        }

        return counts[longestStart + ((longestLength - 1) / 2)].Threshold;
    }

    /// <summary>The threshold with the highest score, of several equal ones the middle.</summary>
    /// <param name="counts">At ascending thresholds; one at least.</param>
    /// <param name="score">What makes one threshold better than another.</param>
    internal static double Best(IReadOnlyList<ThresholdCounts> counts, Func<ThresholdCounts, double> score)
    {
        var best = counts.Max(score);
        double[] thresholds = [.. counts.Where(c => score(c) == best).Select(c => c.Threshold)];
        return thresholds[(thresholds.Length - 1) / 2];
    }

    /// <summary>F-measure in which sensitivity weighs beta times as much as precision; 0 where nothing is found.</summary>
    internal static double FBeta(ThresholdCounts counts, double beta) =>
        counts.Sensitivity is { } s && counts.Precision is { } p && s + p > 0 ? (1 + (beta * beta)) * s * p / ((beta * beta * p) + s) : 0;

    private static void Check(MatchingPreset preset, IReadOnlyList<double> grid)
    {
        if (grid.Count == 0 || grid.Any(t => !(t > 0 && t <= 1)) || grid.Zip(grid.Skip(1)).Any(t => t.First >= t.Second))
        {
            throw new ArgumentException(
                $"Thresholds are [{string.Join(", ", grid)}]; must be ascending, above 0 and at most 1.", nameof(grid));
        }

        if (!preset.AllowsSweep())
        {
            throw new ArgumentException(
                $"Matching '{preset.Name}' joins or enlarges lesions before it matches them, which the threshold search cannot follow. "
                + "Search with 'default'.");
        }
    }

    private static void Check((ProbabilityMap Map, LesionSet Reference) one, MatchingPreset preset)
    {
        var (map, reference) = one;
        if (!map.Probability.Geometry.SameGridAs(reference.Geometry))
        {
            throw new InvalidInputException(
                map.CaseId,
                "probability map and reference lie on different grids. "
                + $"Map: {map.Probability.Geometry}. Reference: {reference.Geometry}.");
        }

        if (reference.Connectivity != preset.Connectivity)
        {
            throw new ArgumentException(
                $"Matching '{preset.Name}' needs lesions split by {(int)preset.Connectivity} neighbours; "
                + $"the reference of case {map.CaseId} has {(int)reference.Connectivity}.");
        }
    }
}

/// <summary>
/// The threshold with the best lesion F1, and the counts at every threshold tried, ascending. The threshold is null when F1 is zero or
/// undefined everywhere: then no threshold is better than another.
/// </summary>
public sealed record ThresholdChoice(double? Threshold, IReadOnlyList<ThresholdCounts> Counts)
{
    /// <summary>The counts at the chosen threshold.</summary>
    public ThresholdCounts? Best => Counts.FirstOrDefault(c => c.Threshold == Threshold);
}

/// <summary>Lesions formed and matched at one threshold, over all patients.</summary>
public sealed record OperatingPoint
{
    public required double Threshold { get; init; }

    public required int TruePositives { get; init; }

    public required int MatchedPredictions { get; init; }

    public required int FalsePositives { get; init; }

    public required int FalseNegatives { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate FalsePositivesPerPatient { get; init; }
}

/// <summary>What makes one threshold better than another.</summary>
public enum ThresholdRule
{
    /// <summary>The highest lesion F1; of neighbours that share it the middle, as when a model's threshold is chosen.</summary>
    BestF1,

    /// <summary>
    /// The highest sensitivity with no more than the allowed false positives per patient; of equal ones the fewest false positives, then
    /// the highest threshold.
    /// </summary>
    WithinBudget,
}

/// <summary>
/// An operating point chosen on the cases it is evaluated on, and therefore optimistic; <see cref="HeldOut"/> estimates by about how much.
/// </summary>
public sealed record ChosenThreshold
{
    public required ThresholdRule Rule { get; init; }

    /// <summary>False positives per patient that the rule allows; null for a rule without.</summary>
    public double? FalsePositiveBudget { get; init; }

    /// <summary>
    /// True: the threshold was chosen on the cases of this evaluation. Written so that the values are not read without it.
    /// </summary>
    public bool ChosenOnTheseCases { get; init; } = true;

    /// <summary>The metrics at the threshold, with intervals that take it as given. Null when no threshold can be chosen.</summary>
    public required OperatingPoint? Point { get; init; }

    /// <summary>The 2.5th percentile of the thresholds that resampled patients would have chosen; null as intervals are.</summary>
    public double? ThresholdLow { get; init; }

    /// <summary>The 97.5th percentile.</summary>
    public double? ThresholdHigh { get; init; }

    /// <summary>Null for fewer than two patients, and when no threshold can be chosen.</summary>
    public CrossValidatedThreshold? HeldOut { get; init; }

    /// <summary>F1 at the chosen threshold minus F1 by cross-validation; null when either is undefined.</summary>
    public double? F1Optimism { get; init; }

    /// <summary>Sensitivity at the chosen threshold minus sensitivity by cross-validation.</summary>
    public double? SensitivityOptimism { get; init; }
}

/// <summary>
/// The rule without its optimism: for each patient the threshold is chosen on all other patients (leave-one-patient-out cross-validation),
/// and the patient's counts at that threshold are pooled. Intervals resample patients and take the choices as given.
/// </summary>
public sealed record CrossValidatedThreshold
{
    /// <summary>Patients for whom the others gave a threshold; the metrics are computed from them.</summary>
    public required int Patients { get; init; }

    /// <summary>Patients for whom the others gave none; left out.</summary>
    public required int PatientsWithoutThreshold { get; init; }

    public required double? LowestThreshold { get; init; }

    public required double? HighestThreshold { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate FalsePositivesPerPatient { get; init; }
}

/// <summary>The counts of all patients at all thresholds, and the thresholds that rules choose from them.</summary>
internal sealed class SweepCounts(ThresholdCounts[][] patients, PatientBootstrap bootstrap)
{
    private readonly double[] _thresholds = [.. patients[0].Select(c => c.Threshold)];

    // A rule looks at the counts thousands of times: four numbers a threshold.
    private readonly int[][] _counts =
        [.. patients.Select(
            p => p.SelectMany(c => new[] { c.TruePositives, c.MatchedPredictions, c.FalsePositives, c.FalseNegatives }).ToArray())];

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
        bootstrap, [.. counts.Select(c => (double)c.MatchedPredictions)],
            [.. counts.Select(c => (double)c.MatchedPredictions + c.FalsePositives)]);

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

        return [.. _thresholds.Select(
            (t, i) => new ThresholdCounts(t, sums[4 * i], sums[(4 * i) + 1], sums[(4 * i) + 2], sums[(4 * i) + 3]))];
    }
}
