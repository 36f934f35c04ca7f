using System.Text.Json.Serialization;
using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Metrics as continuous functions of lesion volume, with bands over patients (docs/metrics.md): sensitivity, Dice and HD95 against the
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
    /// First minus second: two evaluations of the same cases against the same reference lesions, such as two models, or a model and a
    /// second reader. Each resample holds the same patients on both sides, so that what makes a patient hard for both cancels.
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
                $"The evaluations hold {first.Count} and {second.Count} cases, {first.Count(c => others.ContainsKey(c.Case))} of them the "
                    + "same; "
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
                    + "a difference needs the same reference and the same minimum volume on both sides.");
            }
        }
    }
}

/// <summary>How curves over lesion volume are made (docs/metrics.md).</summary>
public sealed record CurveOptions
{
    /// <summary>Patient resamples behind the bands; 100 or more, and 1,000 or more for bands that are printed.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling: the same seed gives the same bands.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Lesions between volume / factor and volume x factor make up the window of a volume. Default 2: half to double. Declared in advance
    /// and not tuned to the outcomes, so that the bands need not account for its choice.
    /// </summary>
    public double WindowFactor { get; init; } = 2;

    /// <summary>A curve is blank where fewer distinct patients have a lesion in the window; 2 or more.</summary>
    public int MinPatients { get; init; } = 10;

    /// <summary>Points a factor of ten in volume, at the powers 10^(k / n) mm³, whatever the data; 1 or more.</summary>
    public int PointsPerDecade { get; init; } = 20;

    /// <summary>
    /// Minimum predicted volume that counts, from the matching preset, in mm³; 0 for none. No false positive can lie below it, so the
    /// smoothing of their rate stops there.
    /// </summary>
    public double MinVolumeMm3 { get; init; }

    /// <summary>Half of the window in decades of volume.</summary>
    internal double HalfWindow => Math.Log10(WindowFactor);

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Curve options");
        errors.AddIf(Resamples < 100, $"resamples is {Resamples}; must be 100 or more");
        errors.AddIf(!(WindowFactor > 1) || double.IsInfinity(WindowFactor), $"window factor is {WindowFactor}; must be above 1");
        errors.AddIf(MinPatients < 2, $"minimum number of patients is {MinPatients}; must be 2 or more");
        errors.AddIf(PointsPerDecade < 1, $"points per decade is {PointsPerDecade}; must be 1 or more");
        errors.AddIf(!(MinVolumeMm3 >= 0) || double.IsInfinity(MinVolumeMm3), $"minimum volume is {MinVolumeMm3} mm³; must be 0 or more");
        errors.ThrowIfAny();
    }
}

/// <summary>One metric as a continuous function of lesion volume.</summary>
public sealed record VolumeCurve
{
    public required VolumeAxis Axis { get; init; }

    /// <summary>True when the curve combines metrics of different lesions (F1: found reference lesions and right predictions).</summary>
    public required bool Composite { get; init; }

    /// <summary>Lesions that the curve rests on.</summary>
    public required int Lesions { get; init; }

    /// <summary>Patients with at least one of them; for false positives the patients in whom one could have been.</summary>
    public required int Patients { get; init; }

    /// <summary>Lesions left out because the metric is undefined for them.</summary>
    public required int Undefined { get; init; }

    /// <summary>Ascending by volume, from the first to the last drawn volume; empty when the curve is blank everywhere.</summary>
    public required IReadOnlyList<CurvePoint> Points { get; init; }
}

/// <summary>The volume on the axis of a curve.</summary>
public enum VolumeAxis
{
    Reference,

    Predicted,

    /// <summary>Reference volume for one part and predicted volume for another, taken at equal volume.</summary>
    Both,
}

/// <summary>
/// A curve at one volume, with its 95 % bands over patients: Low to High holds the true value at this one volume, SimultaneousLow to
/// SimultaneousHigh the whole curve at all drawn volumes at once. All of them are null where the curve is blank: fewer patients than asked
/// for have a lesion in the window. Only the bands are null where the resamples do not vary.
/// </summary>
/// <param name="VolumeMm3">The volume.</param>
/// <param name="Value">The metric.</param>
/// <param name="Low">Lower end of the pointwise band.</param>
/// <param name="High">Upper end of the pointwise band.</param>
/// <param name="SimultaneousLow">Lower end of the simultaneous band.</param>
/// <param name="SimultaneousHigh">Upper end of the simultaneous band.</param>
/// <param name="Patients">Distinct patients in the window.</param>
/// <param name="LowerQuartile">Of lesions at this volume; only for medians.</param>
/// <param name="UpperQuartile">Of lesions at this volume; only for medians.</param>
public sealed record CurvePoint(
    double VolumeMm3,
    double? Value,
    double? Low,
    double? High,
    double? SimultaneousLow,
    double? SimultaneousHigh,
    int Patients,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? LowerQuartile = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? UpperQuartile = null);

/// <summary>
/// The volume from which on the smoothed sensitivity stays at or above a level, as far as the curve is drawn. Null when the curve never
/// rises through the level where it is drawn: it lies above throughout, or ends below.
/// </summary>
/// <param name="Level">Sensitivity, 0 to 1.</param>
/// <param name="VolumeMm3">The volume.</param>
/// <param name="LowMm3">
/// Lower end of the 95 % interval. Null when it lies below the drawn volumes: in at least 2.5 % of the resamples the curve is above the
/// level throughout.
/// </param>
/// <param name="HighMm3">Upper end; null when in at least 2.5 % of the resamples the curve ends below the level.</param>
/// <param name="DefinedShare">Share of the resamples whose curve rises through the level; null when no curve is drawn.</param>
public sealed record VolumeThreshold(double Level, double? VolumeMm3, double? LowMm3, double? HighMm3, double? DefinedShare);

/// <summary>
/// First evaluation minus second, at equal volume, both resampled with the same patients. Positive is more: better for sensitivity,
/// precision, F1 and Dice, worse for HD95 and false positives. Medians are subtracted from each other; quartiles have no difference.
/// </summary>
public sealed record VolumeCurveDifferences
{
    public required CurveOptions Options { get; init; }

    public required VolumeCurve Sensitivity { get; init; }

    public required VolumeCurve Precision { get; init; }

    public required VolumeCurve F1 { get; init; }

    public required VolumeCurve Dice { get; init; }

    public required VolumeCurve DiceWithMisses { get; init; }

    public required VolumeCurve Hd95Mm { get; init; }

    public required VolumeCurve Hd95UndefinedShare { get; init; }

    public required VolumeCurve FalsePositives { get; init; }

    public required VolumeCurve FalsePositivesLesionFree { get; init; }
}
