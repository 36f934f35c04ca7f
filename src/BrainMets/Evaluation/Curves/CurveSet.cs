using BrainMets.Statistics;

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
            Hd95UndefinedShare =
                Proportion(frame, VolumeAxis.Reference, LesionPoints.OfReferences(patients, l => l.Hd95Mm.MaxDirected is null ? 1 : 0)),
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
    /// everywhere; the curve ends at the smallest and the largest volume of the evaluation. The part of the kernel below the minimum volume
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

/// <summary>What the curves of one evaluation share: volumes, patients, and how often each resample holds each patient.</summary>
internal sealed record CurveFrame
{
    private CurveFrame(double[] grid, int[][] counts, string[] patients, CurveOptions options) =>
        (Grid, Counts, Patients, Options) = (grid, counts, patients, options);

    /// <summary>log10 mm³, on a lattice that does not depend on the data.</summary>
    public double[] Grid { get; }

    /// <summary>One a resample; the entries are those of <see cref="Patients"/>.</summary>
    public int[][] Counts { get; }

    public string[] Patients { get; }

    public CurveOptions Options { get; }

    public int[] Once => [.. Enumerable.Repeat(1, Patients.Length)];

    public static CurveFrame Of(IReadOnlyList<CaseEvaluation> cases, CurveOptions options)
    {
        // The patients in the order, and hence the draws, of the summary's intervals.
        string[] patients = [.. cases.Select(c => c.Patient).Distinct().Order(StringComparer.Ordinal)];
        var enough = patients.Length >= options.MinPatients;
        var counts = enough ? new PatientBootstrap(patients.Length, options.Resamples, new Random(options.Seed)).Counts() : [];
        return new CurveFrame(enough ? GridOf(cases, options.PointsPerDecade) : [], counts, patients, options);
    }

    /// <summary>The cases of each patient.</summary>
    public CaseEvaluation[][] CasesOf(IReadOnlyList<CaseEvaluation> cases)
    {
        var byPatient = cases.ToLookup(c => c.Patient);
        return [.. Patients.Select(p => byPatient[p].OrderBy(c => c.Case, StringComparer.Ordinal).ToArray())];
    }

    private static double[] GridOf(IReadOnlyList<CaseEvaluation> cases, int pointsPerDecade)
    {
        var volumes = cases
            .SelectMany(c => c.Lesions.SelectMany(l => new[] { l.ReferenceVolumeMm3, l.PredictedVolumeMm3 ?? l.ReferenceVolumeMm3 })
                .Concat(c.FalsePositiveLesions.Select(f => f.VolumeMm3)))
            .Where(v => v > 0).ToArray(); // others are rejected where they are used
        if (volumes.Length == 0)
        {
            return [];
        }

        var first = (int)Math.Ceiling(Math.Log10(volumes.Min()) * pointsPerDecade);
        var last = (int)Math.Floor(Math.Log10(volumes.Max()) * pointsPerDecade);
        return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(k => (double)k / pointsPerDecade)];
    }
}

/// <summary>A lesion of a curve: its volume, its outcome, and the place of its patient in the list of patients.</summary>
internal readonly record struct LesionPoint(double VolumeMm3, double Outcome, int Patient);

/// <summary>What one curve is smoothed from: a volume, an outcome and a patient each, ascending by volume.</summary>
internal sealed record LesionPoints
{
    private LesionPoints(IEnumerable<LesionPoint> points, int undefined)
    {
        // A total order, so that the order of the cases cannot reach the last digit of a sum.
        var sorted = points.OrderBy(p => p.VolumeMm3).ThenBy(p => p.Patient).ThenBy(p => p.Outcome).ToArray();
        LogVolumes = [.. sorted.Select(p => Math.Log10(p.VolumeMm3))];
        Outcomes = [.. sorted.Select(p => p.Outcome)];
        Patients = [.. sorted.Select(p => p.Patient)];
        Undefined = undefined;
    }

    public double[] LogVolumes { get; }

    public double[] Outcomes { get; }

    /// <summary>Places in the list of patients.</summary>
    public int[] Patients { get; }

    public int Undefined { get; }

    public int Count => LogVolumes.Length;

    /// <summary>All outcomes equal: every lesion found, or none.</summary>
    public bool AllAlike => Count > 0 && Outcomes.All(o => o == Outcomes[0]);

    /// <summary>
    /// Patients with a lesion of the rarer outcome, 0 or 1: those that determine where the curve departs from the commoner one.
    /// </summary>
    public int RarerPatients()
    {
        var rarer = 2 * Outcomes.Sum() > Count ? 0 : 1;
        return Patients.Where((_, i) => Outcomes[i] == rarer).Distinct().Count();
    }

    /// <summary>One point a reference lesion with a defined outcome, at its reference volume.</summary>
    public static LesionPoints OfReferences(IReadOnlyList<CaseEvaluation[]> patients, Func<LesionEvaluation, double?> outcome)
    {
        var all = Each(patients, c => c.Lesions.Select(l => (l.ReferenceVolumeMm3, outcome(l)))).ToArray();
        return new LesionPoints(
            all.Where(p => p.Outcome is not null).Select(p => new LesionPoint(p.VolumeMm3, p.Outcome!.Value, p.Patient)), // not null
            all.Count(p => p.Outcome is null));
    }

    /// <summary>One point a prediction that counts for precision, at its predicted volume: 1 when right, 0 when false.</summary>
    public static LesionPoints OfPredictions(IReadOnlyList<CaseEvaluation[]> patients) => new(
        Each(patients, c => c.Lesions.Where(l => l.PredictedVolumeMm3 is not null)
            .Select(l => (l.PredictedVolumeMm3!.Value, (double?)1)) // not null
            .Concat(c.FalsePositiveLesions.Select(f => (f.VolumeMm3, (double?)0))))
            .Select(p => new LesionPoint(p.VolumeMm3, p.Outcome!.Value, p.Patient)), // 0 or 1
        0);

    /// <summary>One point a false positive of the patients that count, at its predicted volume; the outcome is always 1.</summary>
    public static LesionPoints OfFalsePositives(IReadOnlyList<CaseEvaluation[]> patients, Func<CaseEvaluation[], bool> counts) => new(
        Each(patients, c => c.FalsePositiveLesions.Select(f => (f.VolumeMm3, (double?)1)))
            .Where(p => counts(patients[p.Patient])).Select(p => new LesionPoint(p.VolumeMm3, 1.0, p.Patient)),
        0);

    private static IEnumerable<(double VolumeMm3, double? Outcome, int Patient)> Each(
        IReadOnlyList<CaseEvaluation[]> patients, Func<CaseEvaluation, IEnumerable<(double VolumeMm3, double? Outcome)>> points) =>
        from patient in Enumerable.Range(0, patients.Count)
        from evaluation in patients[patient]
        from point in points(evaluation)
        select point.VolumeMm3 > 0
            ? (point.VolumeMm3, point.Outcome, patient)
            : throw new ArgumentException(
                $"Case {evaluation.Case} holds a lesion of {point.VolumeMm3} mm³; a volume above 0 is expected, since the axis is "
                    + "logarithmic.");
}
