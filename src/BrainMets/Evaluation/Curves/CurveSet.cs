namespace BrainMets.Evaluation;

/// <summary>All curves of one evaluation with their resamples.</summary>
internal sealed record CurveSet
{
    private CurveSet()
    {
    }

    public required ResampledCurve Sensitivity { get; init; }

    public required ResampledCurve Precision { get; init; }

    public required ResampledCurve F1 { get; init; }

    public required ResampledCurve Dice { get; init; }

    public required ResampledCurve DiceWithMisses { get; init; }

    public required ResampledCurve Hd95Mm { get; init; }

    public required ResampledCurve Hd95UndefinedShare { get; init; }

    public required ResampledCurve FalsePositives { get; init; }

    public required ResampledCurve FalsePositivesLesionFree { get; init; }

    public static CurveSet Of(CurveFrame frame, IReadOnlyList<CaseEvaluation> cases)
    {
        var patients = frame.CasesOf(cases);
        var sensitivity = Proportion(frame, VolumeAxis.Reference, LesionPoints.OfReferences(patients, l => l.Detected ? 1 : 0));
        var precision = Proportion(frame, VolumeAxis.Predicted, LesionPoints.OfPredictions(patients));
        return new CurveSet
        {
            Sensitivity = sensitivity,
            Precision = precision,
            F1 = ResampledCurve.Join(sensitivity, precision, HarmonicMean) with
            {
                Axis = VolumeAxis.Both,
                Composite = true,
                Lesions = sensitivity.Lesions + precision.Lesions,
                Patients = patients.Count(p => p.Any(c => c.Lesions.Count + c.FalsePositiveLesions.Count > 0)),
            },
            Dice = Median(frame, LesionPoints.OfReferences(patients, l => l.Dice), 1),
            DiceWithMisses = Median(frame, LesionPoints.OfReferences(patients, l => l.Detected ? l.Dice : 0), 1),
            Hd95Mm = Median(frame, LesionPoints.OfReferences(patients, l => l.Hd95Mm.MaxDirected), double.PositiveInfinity),
            Hd95UndefinedShare = Proportion(frame, VolumeAxis.Reference, LesionPoints.OfReferences(patients, l => l.Hd95Mm.MaxDirected is null ? 1 : 0)),
            FalsePositives = Rate(frame, patients, _ => true),
            FalsePositivesLesionFree = Rate(frame, patients, p => p.All(c => c.ReferenceLesions + c.IgnoredReferenceLesions == 0)),
        };
    }

    private static ResampledCurve Proportion(CurveFrame frame, VolumeAxis axis, LesionPoints points)
    {
        var near = new LocalWindows(points, frame.Grid, frame.Options.HalfWindow).PatientsNear;
        return ResampledCurve.Of(
            frame, (axis, BandScale.LogOdds), points, near, counts => LogisticSpline.Curve(points, counts, frame.Grid)) with
        {
            AllAlike = points.AllAlike,
            ErrorFactor = LogisticSpline.ErrorFactor(points.RarerPatients()),
            LessPenalised = LogisticSpline.Curve(points, frame.Once, frame.Grid, LogisticFit.WeakRidge),
        };
    }

    private static ResampledCurve Median(CurveFrame frame, LesionPoints points, double most)
    {
        var windows = new LocalWindows(points, frame.Grid, frame.Options.HalfWindow);
        return ResampledCurve.Of(
            frame,
            (VolumeAxis.Reference, BandScale.Between(0, most)),
            points,
            windows.PatientsNear,
            counts => windows.Quantiles(counts, 0.5)) with
        {
            LowerQuartiles = windows.Quantiles(frame.Once, 0.25),
            UpperQuartiles = windows.Quantiles(frame.Once, 0.75),
        };
    }

    /// <summary>
    /// False positives per patient and decade of predicted volume. Every patient could have had one of any size, so all of them contribute
    /// everywhere; the curve ends at the smallest and the largest volume of the evaluation. The part of the kernel below the least volume
    /// that counts is empty by rule, and the rest is divided by what remains.
    /// </summary>
    private static ResampledCurve Rate(CurveFrame frame, CaseEvaluation[][] patients, Func<CaseEvaluation[], bool> counts)
    {
        var (half, floor) = (frame.Options.HalfWindow, frame.Options.MinVolumeMm3);
        var points = LesionPoints.OfFalsePositives(patients, counts);
        var windows = new LocalWindows(points, frame.Grid, half);
        var inRate = patients.Select(counts).ToArray();
        var mass = frame.Grid.Select(x => floor > 0 ? LogVolumeWindow.MassAbove(Math.Log10(floor), x, half) : 1).ToArray();
        double[] Rates(int[] drawn)
        {
            var people = inRate.Select((counted, p) => counted ? (double)drawn[p] : 0).Sum();
            return [.. windows.Densities(drawn).Select((density, at) => people > 0 ? density / mass[at] / people : double.NaN)];
        }

        var near = Enumerable.Repeat(inRate.Count(counted => counted), frame.Grid.Length).ToArray();
        return ResampledCurve.Of(frame, (VolumeAxis.Predicted, BandScale.SquareRoot), points, near, Rates) with
        {
            Patients = inRate.Count(counted => counted),
            LeastHighs = [.. near.Zip(mass, (people, part) => LeastHigh(people * 2 * half * part, frame.Grid, 2 * half))],
        };
    }

    /// <summary>
    /// The rate that would leave a window empty with a probability of 2.5 % (Poisson): -ln 0.025 over patients times decades. For the whole
    /// curve 2.5 % are shared among as many windows as fit side by side.
    /// </summary>
    private static (double Pointwise, double Simultaneous) LeastHigh(double patientDecades, double[] grid, double window)
    {
        const double tail = 0.025;
        var windows = Math.Max(1, Math.Ceiling((grid[^1] - grid[0]) / window));
        return (-Math.Log(tail) / patientDecades, -Math.Log(tail / windows) / patientDecades);
    }

    /// <summary>2 s p / (s + p), and 0 when both are 0, as with the counts.</summary>
    private static double HarmonicMean(double sensitivity, double precision) =>
        sensitivity + precision > 0 ? 2 * sensitivity * precision / (sensitivity + precision) : 0;
}
