using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Chooses the gate with the best pooled lesion F1 on validation cases, and estimates how well such a choice performs: chosen on the cases
/// it is evaluated on, it is optimistic (docs/metrics.md, "Combination").
/// </summary>
internal sealed class GateSelection
{
    private readonly PatientGateCounts _table;
    private readonly IReadOnlyList<VolumeGate> _gates;
    private readonly CombinationOptions _options;
    private readonly PatientBootstrap _bootstrap;

    private GateSelection(IReadOnlyList<CaseGateCounts> cases, IReadOnlyList<VolumeGate> gates, CombinationOptions options)
    {
        options.Validate();
        if (gates.Count < 2 || gates[0] != VolumeGate.LargeOnly || gates[^1] != VolumeGate.SmallOnly)
        {
            throw new ArgumentException("The gates must run from one model alone to the other.", nameof(gates));
        }

        (_table, _gates, _options) = (new PatientGateCounts(cases, gates.Count), gates, options);
        _bootstrap = new PatientBootstrap(_table.Patients, options.Resamples, new Random(options.Seed));
    }

    /// <summary>Chooses among the gates the one with the highest F1, of equals the lowest, and corrects for having chosen.</summary>
    /// <param name="cases">Counted at the gates, in their order, under the preset.</param>
    /// <param name="gates">From <see cref="VolumeGate.Ladder"/>.</param>
    /// <param name="preset">Under which the cases were counted.</param>
    /// <param name="options">Resampling and cross-validation.</param>
    /// <exception cref="ArgumentException">No case, a case twice, other gates than counted, or an option out of range.</exception>
    public static GateSelectionResult Choose(
        IReadOnlyList<CaseGateCounts> cases, IReadOnlyList<VolumeGate> gates, MatchingPreset preset, CombinationOptions options)
    {
        var selection = new GateSelection(cases, gates, options);
        var everybody = Enumerable.Range(0, selection._table.Patients);
        var heldOut = HeldOutCounts.Of(selection._table, options, new Random(options.Seed));
        return selection.Result(cases, preset, Best(selection._table.Pooled(everybody)), (heldOut, selection.Chosen()));
    }

    /// <summary>Judges a gate that was decided beforehand, which needs no correction.</summary>
    /// <inheritdoc cref="Choose"/>
    public static GateSelectionResult Judge(
        IReadOnlyList<CaseGateCounts> cases, (IReadOnlyList<VolumeGate> Tried, VolumeGate Given) gates, MatchingPreset preset,
            CombinationOptions options)
    {
        var given = gates.Tried.Index().Where(g => g.Item == gates.Given).Select(g => (int?)g.Index).FirstOrDefault()
            ?? throw new ArgumentException($"The cases were not counted at the gate of {gates.Given.VolumeMm3} mm³.", nameof(gates));
        return new GateSelection(cases, gates.Tried, options).Result(cases, preset, given, null);
    }

    /// <summary>
    /// The place of the highest F1, of equals the first; null when none is defined. Compared as fractions, so that rounding makes no
    /// difference.
    /// </summary>
    internal static int? Best(IReadOnlyList<DetectionCounts> byGate)
    {
        int? best = null;
        for (var i = 0; i < byGate.Count; i++)
        {
            if (byGate[i].Items > 0 && (best is not { } b || byGate[i].Hits * byGate[b].Items > byGate[b].Hits * byGate[i].Items))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>The same between the two ends only, which are each model alone.</summary>
    internal static int? BetterSingle(IReadOnlyList<DetectionCounts> byGate) =>
        Best([byGate[0], byGate[^1]]) is { } best ? best * (byGate.Count - 1) : null;

    private GateSelectionResult Result(
        IReadOnlyList<CaseGateCounts> cases, MatchingPreset preset, int? gate, (HeldOutCounts? HeldOut, int?[] Chosen)? choice)
    {
        var pooled = _table.Pooled(Enumerable.Range(0, _table.Patients));
        var single = BetterSingle(pooled);
        var combination = gate is { } g ? F1Sums.Of(_table.Column(g)) : null;
        var gain = Gain(combination, single is { } s ? F1Sums.Of(_table.Column(s)) : null);
        var baselines = new (Baseline, DetectionCounts[]?)[]
        {
            (Baseline.SmallModel, _table.Column(_gates.Count - 1)),
            (Baseline.LargeModel, _table.Column(0)),
            (Baseline.MeanProbability, _table.Column(c => c.MeanProbability)),
            (Baseline.Union, _table.Column(c => c.Union)),
            (Baseline.Intersection, _table.Column(c => c.Intersection)),
        };
        return new GateSelectionResult
        {
            Matching = preset,
            Options = _options,
            Patients = _table.Patients,
            Cases = cases.Count,
            ReferenceLesions = pooled[0].TruePositives + pooled[0].FalseNegatives,
            IsChosen = choice is not null,
            Gate = gate is { } at ? _gates[at] : null,
            Gates = WithBand([.. _gates.Select((_, i) => AtGate(i, choice?.Chosen.Count(c => c == i)))]),
            BestSingle = single switch { null => null, 0 => Baseline.LargeModel, _ => Baseline.SmallModel },
            Gain = gain,
            HeldOut = choice?.HeldOut is { } heldOut ? HeldOut(heldOut, gain.Value) : null,
            Distribution = choice is { } made ? Distribution(made.Chosen) : null,
            Baselines = [.. baselines.Select(b => Against(b.Item1, b.Item2, combination, choice))],
        };
    }

    /// <summary>The gate that each resample would choose.</summary>
    private int?[] Chosen()
    {
        // The same draws as those behind the intervals.
        var random = new Random(_options.Seed);
        var draw = new int[_table.Patients];
        var chosen = new int?[_options.Resamples];
        for (var i = 0; i < chosen.Length; i++)
        {
            for (var j = 0; j < draw.Length; j++)
            {
                draw[j] = random.Next(draw.Length);
            }

            chosen[i] = Best(_table.Pooled(draw));
        }

        return chosen;
    }

    private GateDistribution Distribution(int?[] chosen)
    {
        var sorted = chosen.OfType<int>().Order().ToArray();
        VolumeGate? Nearest(double share) =>
            sorted.Length == 0 ? null : _gates[sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)]];
        return new GateDistribution(chosen.Length, chosen.Length - sorted.Length, Nearest(0.025), Nearest(0.5), Nearest(0.975));
    }

    private GateMetrics[] WithBand(GateMetrics[] gates) =>
    [
        .. gates.Zip(SimultaneousBand.Of(_table, _bootstrap, [.. gates.Select(g => g.F1)]), (g, band) => g with
        {
            F1SimultaneousLow = band?.Low,
            F1SimultaneousHigh = band?.High,
        }),
    ];

    private GateMetrics AtGate(int gate, int? chosenInResamples)
    {
        var column = _table.Column(gate);
        var (sensitivity, precision, f1) = Figures(column);
        return new GateMetrics
        {
            Gate = _gates[gate],
            Counts = DetectionCounts.Sum(column),
            Sensitivity = sensitivity,
            Precision = precision,
            F1 = f1,
            ChosenInResamples = chosenInResamples,
        };
    }

    private BaselineMetrics Against(
        Baseline baseline, DetectionCounts[]? column, F1Sums? combination, (HeldOutCounts? HeldOut, int?[] Chosen)? choice)
    {
        var (sensitivity, precision, f1) = column is null ? (Estimate.Nothing, Estimate.Nothing, Estimate.Nothing) : Figures(column);
        return new BaselineMetrics
        {
            Baseline = baseline,
            Counts = column is null ? null : DetectionCounts.Sum(column),
            Sensitivity = sensitivity,
            Precision = precision,
            F1 = f1,
            Gain = Gain(combination, column is null ? null : F1Sums.Of(column)),
            HeldOutGain = choice?.HeldOut is { } heldOut
                ? Gain(heldOut.Combination, column is null ? null : F1Sums.Of(column, heldOut.Times))
                : null,
        };
    }

    private CrossValidatedGate HeldOut(HeldOutCounts counts, double? apparentGain)
    {
        var gain = Gain(counts.Combination, counts.Single);
        Estimate F1(F1Sums fractions)
        {
            var interval = _bootstrap.Interval(fractions.Columns.Numerators, fractions.Columns.Denominators);
            return new Estimate(
                fractions.F1, interval?.Low, interval?.High, (int)Math.Round(fractions.Columns.Denominators.Sum() / _options.Repeats), 0);
        }

        return new CrossValidatedGate
        {
            Folds = counts.Folds,
            Repeats = _options.Repeats,
            UndecidedFolds = counts.Undecided,
            F1 = F1(counts.Combination),
            BestSingleF1 = F1(counts.Single),
            Gain = gain,
            Optimism = apparentGain - gain.Value,
        };
    }

    /// <summary>Difference of two F1 on the same patients, with an interval from resampling these pairs.</summary>
    private Estimate Gain(F1Sums? combination, F1Sums? other)
    {
        if (combination?.F1 - other?.F1 is not { } gain)
        {
            return Estimate.Nothing;
        }

        var interval = _bootstrap.DifferenceInterval(combination!.Columns, other!.Columns); // Both have an F1.
        return new Estimate(gain, interval?.Low, interval?.High, _table.Patients, 0);
    }

    private (Estimate Sensitivity, Estimate Precision, Estimate F1) Figures(DetectionCounts[] column)
    {
        double[] Each(Func<DetectionCounts, long> count) => [.. column.Select(c => (double)count(c))];
        return (
            PooledEstimate.Proportion(_bootstrap, Each(c => c.TruePositives), Each(c => c.TruePositives + c.FalseNegatives)),
            PooledEstimate.Proportion(_bootstrap, Each(c => c.MatchedPredictions), Each(c => c.MatchedPredictions + c.FalsePositives)),
            PooledEstimate.Ratio(_bootstrap, Each(c => c.Hits), Each(c => c.Items)));
    }
}

/// <summary>How a gate is searched for and how sure one can be of it.</summary>
internal sealed record CombinationOptions
{
    /// <summary>
    /// Gates to try in mm³, in addition to each model alone: ten a decade from 0.01 to 10 cc, rounded as preferred numbers (ISO 3, series
    /// R10), which holds the paper's 0.4 cc. A finer grid would only follow single lesions.
    /// </summary>
    public IReadOnlyList<double> GatesMm3 { get; init; } =
    [
        10, 12.5, 16, 20, 25, 31.5, 40, 50, 63, 80,
        100, 125, 160, 200, 250, 315, 400, 500, 630, 800,
        1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000,
    ];

    /// <summary>Patient resamples behind each interval and behind the distribution of the gate; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Outer folds of the cross-validation; 2 or more. Fewer patients than folds: as many folds as patients.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>How often patients are assigned to folds at random; a single assignment leaves too much to chance. 1 or more.</summary>
    public int Repeats { get; init; } = 20;

    /// <summary>Seed of resampling and of dealing to folds.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Combination options");
        errors.AddIf(
            GatesMm3.Any(g => !(g > 0) || double.IsInfinity(g)) || GatesMm3.Zip(GatesMm3.Skip(1)).Any(g => g.First >= g.Second),
            $"gates are {string.Join(", ", GatesMm3)} mm³; must be positive, finite and ascending");
        errors.AddIf(Resamples < 100, $"resamples is {Resamples}; must be 100 or more");
        errors.AddIf(Folds < 2, $"folds is {Folds}; must be 2 or more");
        errors.AddIf(Repeats < 1, $"repeats is {Repeats}; must be 1 or more");
        errors.ThrowIfAny();
    }
}

/// <summary>
/// The band that holds F1 at all gates at once: sup-t (<see cref="ConfidenceBands"/>) on the scale of angles, since F1 may be 0 or 1. The
/// standard errors are multiplied by sqrt(n / (n - 1)), n being the patients with a lesion or a prediction, and the band is nowhere
/// narrower than the pointwise interval.
/// </summary>
internal static class SimultaneousBand
{
    /// <summary>One entry a gate; null where F1 has no interval at that gate.</summary>
    /// <param name="table">Patients by gates.</param>
    /// <param name="bootstrap">The draws behind the pointwise intervals.</param>
    /// <param name="pointwise">F1 at each gate.</param>
    public static Interval?[] Of(PatientGateCounts table, PatientBootstrap bootstrap, IReadOnlyList<Estimate> pointwise)
    {
        var contributing = table.ByPatient.Count(gates => gates.Any(c => c.Items > 0));
        var drawn = pointwise.Select(f1 => f1.Low is not null).ToArray();
        if (contributing < 2 || !drawn.Contains(true))
        {
            return new Interval?[pointwise.Count];
        }

        var bands = new ConfidenceBands(
            [.. pointwise.Select(f1 => f1.Value ?? double.NaN)],
            [.. bootstrap.Counts().Select(times => Resampled(table, times))],
            drawn,
            (BandScale.Angle, Math.Sqrt(contributing / (contributing - 1.0))));
        return [.. pointwise.Select((f1, gate) => bands.Simultaneous(gate) is { } wide && f1 is { Low: { } low, High: { } high }
            ? new Interval(Math.Min(wide.Low, low), Math.Max(wide.High, high))
            : (Interval?)null)];
    }

    /// <summary>F1 at every gate with each patient so many times; NaN where it has no value.</summary>
    private static double[] Resampled(PatientGateCounts table, int[] times)
    {
        var (hits, items) = (new long[table.ByPatient[0].Length], new long[table.ByPatient[0].Length]);
        foreach (var (patient, gates) in table.ByPatient.Index().Where(p => times[p.Index] > 0))
        {
            for (var gate = 0; gate < gates.Length; gate++)
            {
                hits[gate] += times[patient] * gates[gate].Hits;
                items[gate] += times[patient] * gates[gate].Items;
            }
        }

        return [.. hits.Zip(items, (h, n) => n > 0 ? (double)h / n : double.NaN)];
    }
}
