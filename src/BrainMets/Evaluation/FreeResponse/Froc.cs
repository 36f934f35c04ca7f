using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Free-response curve (Bunch et al. 1978; Chakraborty 1989): lesions found against false candidates per patient, one point a distinct
/// confidence, from the highest down. Before the first point lies (0, 0). Lesion-free patients count among the patients.
/// </summary>
public sealed record FrocCurve
{
    /// <summary>The false positives per patient of LUNA16 (Setio et al. 2017): 1/8, 1/4, 1/2, 1, 2, 4 and 8.</summary>
    public static IReadOnlyList<double> LunaRates { get; } = [0.125, 0.25, 0.5, 1, 2, 4, 8];

    public required int Patients { get; init; }

    public required int Lesions { get; init; }

    public required IReadOnlyList<FrocPoint> Points { get; init; }

    /// <summary>False positives per patient with every candidate counted; 0 without candidates.</summary>
    public double LastRate => Points.Count == 0 ? 0 : Points[^1].FalsePositivesPerPatient;

    /// <summary>
    /// Average precision: the sum over the points of the step in sensitivity times matched / (matched + false) candidates there, as
    /// PI-CAI and common object detection compute it without interpolation. Null where there is no lesion.
    /// </summary>
    public double? AveragePrecision
    {
        get
        {
            var (sum, before) = (0.0, 0);
            foreach (var point in Points)
            {
                if (point.TruePositives > before)
                {
                    // A lesion has the confidence of its candidate, so a step in sensitivity has a matched candidate.
                    sum += (double)(point.TruePositives - before) / Lesions * point.MatchedCandidates
                        / (point.MatchedCandidates + point.FalsePositives);
                    before = point.TruePositives;
                }
            }

            return Lesions == 0 ? null : sum;
        }
    }

    /// <summary>All cases pooled by patient. Confidences may be any finite numbers.</summary>
    /// <exception cref="ArgumentException">No case, or a confidence that is not finite.</exception>
    public static FrocCurve Of(IReadOnlyList<CaseRatings> cases)
    {
        if (cases.Count == 0)
        {
            throw new ArgumentException("No case to make a curve of.", nameof(cases));
        }

        foreach (var c in cases)
        {
            if (c.Lesions.Select(l => l.Confidence)
                .OfType<double>().Concat(c.Candidates.Select(m => m.Confidence)).Any(v => !double.IsFinite(v)))
            {
                throw new ArgumentException($"Case {c.Case} has a confidence that is not a finite number.", nameof(cases));
            }
        }

        return new FrocMarks(PatientRatings.Of(cases), _ => true).Curve();
    }

    /// <summary>
    /// The step curve: the highest sensitivity of an operating point with at most so many false positives per patient; 0 when even the
    /// first point has more. Beyond the last point it stays. Null where there is no lesion.
    /// </summary>
    public double? SensitivityAt(double falsePositivesPerPatient)
    {
        if (Lesions == 0)
        {
            return null;
        }

        var point = Points.LastOrDefault(p => p.FalsePositives <= FrocMarks.Limit(falsePositivesPerPatient, Patients));
        return point?.Sensitivity ?? 0;
    }

    /// <summary>
    /// Linear interpolation between neighbouring points, (0, 0) included, as LUNA16 and MONAI do. No threshold need attain it; given for
    /// comparison with published scores.
    /// </summary>
    public double? InterpolatedSensitivityAt(double falsePositivesPerPatient)
    {
        if (Lesions == 0)
        {
            return null;
        }

        var limit = FrocMarks.Limit(falsePositivesPerPatient, Patients);
        var above = Points.FirstOrDefault(p => p.FalsePositives > limit);
        var below = Points.LastOrDefault(p => p.FalsePositives <= limit);
        var (x, y) = (below?.FalsePositives ?? 0, below?.TruePositives ?? 0);
        var found = above is null ? y : y + ((limit - x) / (above.FalsePositives - x) * (above.TruePositives - y));
        return found / Lesions;
    }

    /// <summary>The mean of the sensitivities at the seven rates of LUNA16. A summary of the curve, no operating point.</summary>
    public double? MeanSensitivity() => Lesions == 0 ? null : LunaRates.Average(r => SensitivityAt(r));

    /// <summary>The same with interpolation: the score of LUNA16.</summary>
    public double? MeanInterpolatedSensitivity() => Lesions == 0 ? null : LunaRates.Average(r => InterpolatedSensitivityAt(r));
}

/// <summary>The lesions and candidates with at least this confidence. Sensitivity is null where there is no lesion.</summary>
public sealed record FrocPoint(
    double Confidence, int TruePositives, int MatchedCandidates, int FalsePositives, double? Sensitivity, double FalsePositivesPerPatient);

/// <summary>The free-response curve with what is read off it. Its area is not given: it has no upper limit and ranks nothing.</summary>
public sealed record FrocSummary
{
    public required FrocCurve Curve { get; init; }

    /// <summary>The step curve at fixed rates with pointwise intervals and the ends of a simultaneous band.</summary>
    public required IReadOnlyList<FrocSensitivity> Band { get; init; }

    /// <summary>The same at the seven rates of LUNA16.</summary>
    public required IReadOnlyList<FrocSensitivity> AtRates { get; init; }

    /// <summary>The mean of <see cref="AtRates"/>: a summary, no operating point.</summary>
    public required Estimate MeanSensitivity { get; init; }

    /// <summary>The same with linear interpolation, as LUNA16 scores.</summary>
    public required Estimate MeanInterpolatedSensitivity { get; init; }

    public required Estimate AveragePrecision { get; init; }

    public required IReadOnlyList<FrocStratum> Strata { get; init; }
}

/// <summary>
/// The curve of the lesions in one size class [LowMm3, HighMm3) by reference volume; an open end is null. False candidates of every size
/// stay, since the class of a candidate is not known beforehand: the axis of false positives is that of the whole curve.
/// </summary>
public sealed record FrocStratum
{
    public double? LowMm3 { get; init; }

    public double? HighMm3 { get; init; }

    public required int Lesions { get; init; }

    public required int PatientsWithLesions { get; init; }

    /// <summary>Where the sensitivity rises, and the end.</summary>
    public required IReadOnlyList<FrocPoint> Points { get; init; }

    public required IReadOnlyList<FrocSensitivity> Band { get; init; }

    /// <summary>At the seven rates of LUNA16, step curve.</summary>
    public required Estimate MeanSensitivity { get; init; }
}

/// <summary>
/// Sensitivity of the step curve at a rate of false positives. <see cref="BeyondCurve"/>: no threshold gives as many; the sensitivity
/// is that of the last point of the curve.
/// </summary>
public sealed record FrocSensitivity(double FalsePositivesPerPatient, Estimate Sensitivity, bool BeyondCurve)
{
    /// <summary>
    /// Lower end of the band that holds the whole curve; null beyond it, at rates of fewer than two false positives in all, and in files of
    /// before there was such a band.
    /// </summary>
    public double? SimultaneousLow { get; init; }

    /// <summary>Upper end, null with the lower.</summary>
    public double? SimultaneousHigh { get; init; }
}

/// <summary>Makes free-response curves with intervals: of all lesions, and of those of one size class.</summary>
internal sealed class FrocIntervals
{
    /// <summary>False positives in all from which on there is a simultaneous band.</summary>
    private const int LeastFalsePositives = 2;

    /// <summary>Rates at which bands are given: 1/32 to 32 per patient, eight an octave; the rates of LUNA16 are among them.</summary>
    private static readonly double[] Rates = [.. Enumerable.Range(-40, 81).Select(i => Math.Pow(2, i / 8.0))];

    private readonly FrocMarks _marks;
    private readonly FrocCurve _curve;
    private readonly IReadOnlyList<FrocReading?> _resampled;
    private readonly FrocSensitivity[] _band;

    private FrocIntervals(IReadOnlyList<PatientRatings> patients, Func<RatedLesion, bool> counts, PatientBootstrap bootstrap)
    {
        _marks = new FrocMarks(patients, counts);
        _curve = _marks.Curve();
        _resampled = [.. bootstrap.Counts().Select(w => _marks.Read(w, Rates))];
        _band = WithSimultaneous([.. Rates.Select((rate, i) => new FrocSensitivity(
            rate,
            Estimate(_curve.SensitivityAt(rate), r => r.Step[i]).OrWilson(_marks.PatientsWithLesions),
            rate > _curve.LastRate))]);
    }

    private static IEnumerable<int> LunaPlaces => FrocCurve.LunaRates.Select(r => Array.IndexOf(Rates, r));

    public static FrocSummary Of(IReadOnlyList<PatientRatings> patients, IReadOnlyList<double> edgesMm3, PatientBootstrap bootstrap)
    {
        var all = new FrocIntervals(patients, _ => true, bootstrap);
        return new FrocSummary
        {
            Curve = all._curve,
            Band = all._band,
            AtRates = [.. LunaPlaces.Select(i => all._band[i])],
            MeanSensitivity = all.MeanSensitivity(),
            MeanInterpolatedSensitivity = all.Estimate(
                all._curve.MeanInterpolatedSensitivity(), r => LunaPlaces.Average(i => r.Interpolated[i])),
            AveragePrecision = all.Estimate(all._curve.AveragePrecision, r => r.AveragePrecision),
            Strata = [.. Enumerable.Range(0, edgesMm3.Count + 1).Select(i => Stratum(
                patients, i == 0 ? null : edgesMm3[i - 1], i == edgesMm3.Count ? null : edgesMm3[i], bootstrap))],
        };
    }

    private static FrocStratum Stratum(IReadOnlyList<PatientRatings> patients, double? lowMm3, double? highMm3, PatientBootstrap bootstrap)
    {
        var stratum = new FrocIntervals(patients, l => !(l.VolumeMm3 < lowMm3) && !(l.VolumeMm3 >= highMm3), bootstrap);
        var points = stratum._curve.Points;
        return new FrocStratum
        {
            LowMm3 = lowMm3,
            HighMm3 = highMm3,
            Lesions = stratum._curve.Lesions,
            PatientsWithLesions = stratum._marks.PatientsWithLesions,
            Points = [.. points.Where((p, i) => i == points.Count - 1 || p.TruePositives > (i == 0 ? 0 : points[i - 1].TruePositives))],
            Band = stratum._band,
            MeanSensitivity = stratum.MeanSensitivity(),
        };
    }

    /// <summary>
    /// Adds the ends of a sup-t band on the scale of angles, never narrower than the pointwise one, over the rates that the curve reaches
    /// and at which two false positives are allowed in all: below, the curve depends on the single most confident false candidate, which a
    /// third of the resamples lack. The errors are multiplied by sqrt(m / (m - 1)), m being the patients with a lesion of the rarer
    /// outcome. Where resamples do not differ because everything is found, or nothing, Wilson's interval over patients is used,
    /// with the pointwise confidence of the band.
    /// </summary>
    private FrocSensitivity[] WithSimultaneous(FrocSensitivity[] band)
    {
        var patients = _marks.PatientsWithLesions;
        if (patients < 2)
        {
            return band;
        }

        var rarer = Math.Max(2, _marks.PatientsWithRarerOutcome);
        var inBand = band.Select(b => !b.BeyondCurve && FrocMarks.Limit(b.FalsePositivesPerPatient, _curve.Patients) >= LeastFalsePositives)
            .ToArray();
        var values = band.Select(b => b.Sensitivity.Value ?? 0).ToArray(); // With patients there are lesions, and every rate has a value.
        var bands = new ConfidenceBands(
            values, [.. _resampled.OfType<FrocReading>().Select(r => r.Step)], inBand,
            (BandScale.Angle, Math.Sqrt(rarer / (rarer - 1.0))));
        return [.. band.Select((b, at) =>
        {
            var wide = !inBand[at]
                ? null
                : bands.Simultaneous(at) ?? (values[at] is 0 or 1 ? WilsonInterval.Of(values[at], patients, bands.ConfidenceAtEach) : null);
            return wide is not { } ends ? b : b with
            {
                SimultaneousLow = Math.Min(ends.Low, b.Sensitivity.Low ?? 1),
                SimultaneousHigh = Math.Max(ends.High, b.Sensitivity.High ?? 0),
            };
        })];
    }

    private Estimate MeanSensitivity() =>
        Estimate(_curve.MeanSensitivity(), r => LunaPlaces.Average(i => r.Step[i])).OrWilson(_marks.PatientsWithLesions);

    private Estimate Estimate(double? value, Func<FrocReading, double> figure) =>
        PooledEstimate.Of(
            value, _resampled.Select(r => r is { } reading ? figure(reading) : (double?)null), _curve.Lesions, _marks.PatientsWithLesions);
}

/// <summary>What a FROC curve shows: the sensitivities of the step curve and of the interpolated one at each rate.</summary>
internal sealed record FrocReading(double[] Step, double[] Interpolated, double AveragePrecision);

/// <summary>
/// The lesions and candidates of all patients, sorted once by confidence, so that a curve of resampled patients is one walk over them.
/// </summary>
internal sealed class FrocMarks
{
    private readonly int[] _lesionsOf;

    // One entry a lesion found or a candidate, the highest confidence first.
    private readonly (double Confidence, int Patient, Kind Kind)[] _marks;

    /// <param name="patients">In the order of the bootstrap.</param>
    /// <param name="counts">Which reference lesions the curve is of; false candidates all stay.</param>
    public FrocMarks(IReadOnlyList<PatientRatings> patients, Func<RatedLesion, bool> counts)
    {
        _lesionsOf = [.. patients.Select(p => p.Lesions.Count(counts))];
        var lesions = from i in Enumerable.Range(0, patients.Count)
                      from l in patients[i].Lesions
                      where counts(l) && l.Confidence is not null
                      select (l.Confidence!.Value, i, Kind.Lesion); // filtered
        var candidates = from i in Enumerable.Range(0, patients.Count)
                         from c in patients[i].Candidates
                         select (c.Confidence, i, c.IsMatched ? Kind.Matched : Kind.False);
        _marks = [.. lesions.Concat(candidates).OrderByDescending(m => m.Item1)];
    }

    private enum Kind
    {
        Lesion,
        Matched,
        False,
    }

    /// <summary>Patients with at least one lesion of the curve.</summary>
    public int PatientsWithLesions => _lesionsOf.Count(n => n > 0);

    /// <summary>Patients with a lesion of the rarer outcome: found at any confidence, or not at all.</summary>
    public int PatientsWithRarerOutcome
    {
        get
        {
            var found = new int[_lesionsOf.Length];
            foreach (var mark in _marks.Where(m => m.Kind == Kind.Lesion))
            {
                found[mark.Patient]++;
            }

            return Math.Min(found.Count(n => n > 0), found.Zip(_lesionsOf).Count(n => n.First < n.Second));
        }
    }

    /// <summary>False positives that a rate per patient allows. A rate of 1/12 times 12 patients is 1, in spite of rounding.</summary>
    public static double Limit(double rate, int patients) => rate * patients * (1 + 1e-9);

    /// <summary>The curve of the patients as they are.</summary>
    public FrocCurve Curve()
    {
        var (patients, lesions) = (_lesionsOf.Length, _lesionsOf.Sum());
        var points = new List<FrocPoint>();
        var at = 0;
        for (var counts = default(Counts); at < _marks.Length;)
        {
            var confidence = _marks[at].Confidence;
            counts = Next(counts, ref at, null);
            points.Add(new FrocPoint(
                confidence,
                counts.Found,
                counts.Matched,
                counts.False,
                lesions == 0 ? null : (double)counts.Found / lesions,
                (double)counts.False / patients));
        }

        return new FrocCurve { Patients = patients, Lesions = lesions, Points = points };
    }

    /// <summary>
    /// What the curve of resampled patients shows: the sensitivities of the step curve and of the interpolated one at each rate, and the
    /// average precision. Null when no lesion was drawn. The same as from the curve itself, in one pass.
    /// </summary>
    /// <param name="weights">How often each patient was drawn.</param>
    /// <param name="rates">False positives per patient, ascending.</param>
    public FrocReading? Read(int[] weights, IReadOnlyList<double> rates)
    {
        var (patients, lesions) = (weights.Sum(), _lesionsOf.Zip(weights, (n, w) => n * w).Sum());
        if (lesions == 0)
        {
            return null;
        }

        var (step, interpolated, precision) = (new double[rates.Count], new double[rates.Count], 0.0);
        var (rate, at) = (0, 0);
        var before = default(Counts);
        while (at < _marks.Length)
        {
            var after = Next(before, ref at, weights);
            for (; rate < rates.Count && Limit(rates[rate], patients) is var limit && limit < after.False; rate++)
            {
                var share = (limit - before.False) / (after.False - before.False);
                step[rate] = (double)before.Found / lesions;
                interpolated[rate] = (before.Found + (share * (after.Found - before.Found))) / lesions;
            }

            precision += after.Found == before.Found
                ? 0
                : (double)(after.Found - before.Found) / lesions * after.Matched / (after.Matched + after.False);
            before = after;
        }

        Array.Fill(step, (double)before.Found / lesions, rate, rates.Count - rate);
        Array.Fill(interpolated, (double)before.Found / lesions, rate, rates.Count - rate);
        return new FrocReading(step, interpolated, precision);
    }

    /// <summary>Adds all marks of the next lower confidence: they come and go together.</summary>
    private Counts Next(Counts counts, ref int at, int[]? weights)
    {
        for (var confidence = _marks[at].Confidence; at < _marks.Length && _marks[at].Confidence == confidence; at++)
        {
            var weight = weights is null ? 1 : weights[_marks[at].Patient];
            switch (_marks[at].Kind)
            {
                case Kind.Lesion:
                    counts.Found += weight;
                    break;
                case Kind.Matched:
                    counts.Matched += weight;
                    break;
                default:
                    counts.False += weight;
                    break;
            }
        }

        return counts;
    }

    private record struct Counts(int Found, int Matched, int False);
}
