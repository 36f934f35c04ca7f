namespace BrainMets.Evaluation;

/// <summary>Makes free-response curves with intervals: of all lesions, and of those of one size class.</summary>
internal sealed class FrocIntervals
{
    /// <summary>False positives in all from which on there is a simultaneous band.</summary>
    private const int LeastFalsePositives = 2;

    /// <summary>Rates at which bands are given: 1/32 to 32 per patient, eight an octave; the rates of LUNA16 are among them.</summary>
    private static readonly double[] Rates = [.. Enumerable.Range(-40, 81).Select(i => Math.Pow(2, i / 8.0))];

    private readonly FrocMarks _marks;
    private readonly FrocCurve _curve;
    private readonly IReadOnlyList<(double[] Step, double[] Interpolated, double AveragePrecision)?> _resampled;
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
            Points = [.. points.Where((p, i) =>
                i == points.Count - 1 || p.TruePositives > (i == 0 ? 0 : points[i - 1].TruePositives))],
            Band = stratum._band,
            MeanSensitivity = stratum.MeanSensitivity(),
        };
    }

    /// <summary>
    /// Adds the ends of a sup-t band on the scale of angles, never narrower than the pointwise one, over the rates that the curve reaches and at which two false
    /// positives are allowed in all: below, everything hangs on the single most confident false candidate, which a third of the resamples lack. The errors are
    /// multiplied by sqrt(m / (m - 1)), m being the patients with a lesion of the rarer outcome. Where resamples do not differ because everything is found, or
    /// nothing, Wilson's interval over patients stands in, as sure as the band is at each rate by itself.
    /// </summary>
    private FrocSensitivity[] WithSimultaneous(FrocSensitivity[] band)
    {
        var patients = _marks.PatientsWithLesions;
        if (patients < 2)
        {
            return band;
        }

        var rarer = Math.Max(2, _marks.PatientsWithRarerOutcome);
        var inBand = band.Select(b => !b.BeyondCurve && FrocMarks.Limit(b.FalsePositivesPerPatient, _curve.Patients) >= LeastFalsePositives).ToArray();
        var values = band.Select(b => b.Sensitivity.Value ?? 0).ToArray(); // With patients there are lesions, and every rate has a value.
        var bands = new ConfidenceBands(
            values, [.. _resampled.OfType<(double[] Step, double[], double)>().Select(r => r.Step)], inBand,
            (BandScale.Angle, Math.Sqrt(rarer / (rarer - 1.0))));
        return [.. band.Select((b, at) =>
        {
            var wide = !inBand[at] ? null : bands.Simultaneous(at) ?? (values[at] is 0 or 1 ? WilsonInterval.Of(values[at], patients, bands.ConfidenceAtEach) : null);
            return wide is not { } ends ? b : b with
            {
                SimultaneousLow = Math.Min(ends.Low, b.Sensitivity.Low ?? 1),
                SimultaneousHigh = Math.Max(ends.High, b.Sensitivity.High ?? 0),
            };
        })];
    }

    private Estimate MeanSensitivity() =>
        Estimate(_curve.MeanSensitivity(), r => LunaPlaces.Average(i => r.Step[i])).OrWilson(_marks.PatientsWithLesions);

    private Estimate Estimate(double? value, Func<(double[] Step, double[] Interpolated, double AveragePrecision), double> figure) =>
        PooledEstimate.Of(
            value, _resampled.Select(r => r is { } reading ? figure(reading) : (double?)null), _curve.Lesions, _marks.PatientsWithLesions);
}
