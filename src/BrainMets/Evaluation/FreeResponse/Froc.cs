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
            if (c.Lesions.Select(l => l.Confidence).OfType<double>().Concat(c.Candidates.Select(m => m.Confidence)).Any(v => !double.IsFinite(v)))
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
