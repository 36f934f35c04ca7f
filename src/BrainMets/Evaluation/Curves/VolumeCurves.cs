namespace BrainMets.Evaluation;

/// <summary>
/// Figures as continuous functions of lesion volume, with bands over patients (docs/metrics.md): sensitivity, Dice and HD95 against the
/// volume of the reference lesion, precision and false positives against that of the prediction.
/// </summary>
public sealed record VolumeCurves
{
    private const double Half = 0.5;
    private const double NineTenths = 0.9;

    public required CurveOptions Options { get; init; }

    /// <summary>Found reference lesions / all: logistic spline.</summary>
    public required VolumeCurve Sensitivity { get; init; }

    /// <summary>Volume of 50 % sensitivity.</summary>
    public required VolumeThreshold V50 { get; init; }

    /// <summary>Volume of 90 % sensitivity.</summary>
    public required VolumeThreshold V90 { get; init; }

    /// <summary>Right predictions / right and false ones: logistic spline.</summary>
    public required VolumeCurve Precision { get; init; }

    /// <summary>Harmonic mean of the two curves above at equal volume; a composite of two axes.</summary>
    public required VolumeCurve F1 { get; init; }

    /// <summary>Median Dice of found lesions with a prediction of their own, with quartiles.</summary>
    public required VolumeCurve Dice { get; init; }

    /// <summary>The same with missed lesions as Dice 0; merged ones are still left out.</summary>
    public required VolumeCurve DiceWithMisses { get; init; }

    /// <summary>Median HD95 (family B) of found lesions with a prediction of their own, with quartiles.</summary>
    public required VolumeCurve Hd95Mm { get; init; }

    /// <summary>Share of all reference lesions that have no HD95, because they were missed or merged: logistic spline.</summary>
    public required VolumeCurve Hd95UndefinedShare { get; init; }

    /// <summary>False positives per patient and per decade (factor of ten) of predicted volume.</summary>
    public required VolumeCurve FalsePositives { get; init; }

    /// <summary>The same among patients whose reference holds no lesion at all.</summary>
    public required VolumeCurve FalsePositivesLesionFree { get; init; }

    /// <summary>The curves of an evaluation. Without enough patients they are blank, and nothing is computed.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or a lesion has no volume.</exception>
    public static VolumeCurves Of(IReadOnlyList<CaseEvaluation> cases, CurveOptions options)
    {
        options.Validate();
        var frame = CurveFrame.Of(cases, options);
        var set = CurveSet.Of(frame, cases);
        return new VolumeCurves
        {
            Options = options,
            Sensitivity = set.Sensitivity.ToCurve(frame.Grid),
            V50 = ThresholdCrossing.Of(set.Sensitivity, frame.Grid, Half),
            V90 = ThresholdCrossing.Of(set.Sensitivity, frame.Grid, NineTenths),
            Precision = set.Precision.ToCurve(frame.Grid),
            F1 = set.F1.ToCurve(frame.Grid),
            Dice = set.Dice.ToCurve(frame.Grid),
            DiceWithMisses = set.DiceWithMisses.ToCurve(frame.Grid),
            Hd95Mm = set.Hd95Mm.ToCurve(frame.Grid),
            Hd95UndefinedShare = set.Hd95UndefinedShare.ToCurve(frame.Grid),
            FalsePositives = set.FalsePositives.ToCurve(frame.Grid),
            FalsePositivesLesionFree = set.FalsePositivesLesionFree.ToCurve(frame.Grid),
        };
    }

    /// <summary>
    /// First less second: two evaluations of the same cases against the same reference lesions, such as two models, or a model and a second
    /// reader. Each resample holds the same patients on both sides, so that what makes a patient hard for both cancels.
    /// </summary>
    /// <exception cref="ArgumentException">Cases, patients or reference lesions differ, or an option is out of range.</exception>
    public static VolumeCurveDifferences Difference(
        IReadOnlyList<CaseEvaluation> first, IReadOnlyList<CaseEvaluation> second, CurveOptions options)
    {
        options.Validate();
        CheckPaired(first, second);
        var frame = CurveFrame.Of([.. first, .. second], options);
        var (a, b) = (CurveSet.Of(frame, first), CurveSet.Of(frame, second));
        VolumeCurve Less(Func<CurveSet, ResampledCurve> curve, double most = double.PositiveInfinity) =>
            (ResampledCurve.Join(curve(a), curve(b), (x, y) => x - y) with { Scale = BandScale.Between(-most, most) }).ToCurve(frame.Grid);

        return new VolumeCurveDifferences
        {
            Options = options,
            Sensitivity = Less(s => s.Sensitivity, 1),
            Precision = Less(s => s.Precision, 1),
            F1 = Less(s => s.F1, 1),
            Dice = Less(s => s.Dice, 1),
            DiceWithMisses = Less(s => s.DiceWithMisses, 1),
            Hd95Mm = Less(s => s.Hd95Mm),
            Hd95UndefinedShare = Less(s => s.Hd95UndefinedShare, 1),
            FalsePositives = Less(s => s.FalsePositives),
            FalsePositivesLesionFree = Less(s => s.FalsePositivesLesionFree),
        };
    }

    private static void CheckPaired(IReadOnlyList<CaseEvaluation> first, IReadOnlyList<CaseEvaluation> second)
    {
        var others = second.ToDictionary(c => c.Case);
        if (first.Count != second.Count || first.FirstOrDefault(c => !others.ContainsKey(c.Case)) is not null)
        {
            throw new ArgumentException(
                $"The evaluations hold {first.Count} and {second.Count} cases, {first.Count(c => others.ContainsKey(c.Case))} of them the same; "
                + "a difference needs the same cases on both sides.");
        }

        foreach (var one in first)
        {
            var other = others[one.Case];
            if (one.Patient != other.Patient
                || !one.Lesions.Select(l => l.ReferenceVolumeMm3).SequenceEqual(other.Lesions.Select(l => l.ReferenceVolumeMm3)))
            {
                throw new ArgumentException(
                    $"Case {one.Case} has patient {one.Patient} and {one.Lesions.Count} reference lesions in the first evaluation, "
                    + $"{other.Patient} and {other.Lesions.Count} in the second, or their volumes differ; "
                    + "a difference needs the same reference and the same least volume on both sides.");
            }
        }
    }
}
