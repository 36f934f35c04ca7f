using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>A smoothed curve on the grid, the same curve from each resample, and the range with enough patients to show it.</summary>
internal sealed record ResampledCurve
{
    public required double[] Values { get; init; }

    /// <summary>One curve a resample; NaN where a resample has no value. Empty when nothing is drawn.</summary>
    public required double[][] Resamples { get; init; }

    /// <summary>Distinct patients in the window of each volume.</summary>
    public required int[] PatientsNear { get; init; }

    public required bool[] Drawn { get; init; }

    public required VolumeAxis Axis { get; init; }

    /// <summary>The scale of the bands.</summary>
    public required BandScale Scale { get; init; }

    /// <summary>What the bootstrap's standard errors are multiplied by, 1 or more.</summary>
    public double ErrorFactor { get; init; } = 1;

    public bool Composite { get; init; }

    public required int Lesions { get; init; }

    public required int Patients { get; init; }

    public int Undefined { get; init; }

    /// <summary>True when all lesions had the same outcome: Wilson's interval over patients replaces the pointwise band.</summary>
    public bool AllAlike { get; init; }

    /// <summary>
    /// Upper ends below which a band may not fall, pointwise and simultaneous: what seeing nothing at all still leaves possible. Null when
    /// the metric is not a rate.
    /// </summary>
    public (double Pointwise, double Simultaneous)[]? LeastHighs { get; init; }

    /// <summary>
    /// The curve under a much weaker penalty; null when it has none. The bands reach further by as much as that moves the curve: resamples
    /// are all held back alike and cannot show it.
    /// </summary>
    public double[]? LessPenalised { get; init; }

    public double[]? LowerQuartiles { get; init; }

    public double[]? UpperQuartiles { get; init; }

    /// <summary>Smooths the lesions once and once a resample; nothing is smoothed when nothing is drawn.</summary>
    public static ResampledCurve Of(
        CurveFrame frame,
        (VolumeAxis Axis, BandScale Scale) kind,
        LesionPoints points,
        int[] patientsNear,
        Func<int[], double[]> smooth)
    {
        var drawn = patientsNear.Select(n => n >= frame.Options.MinPatients).ToArray();
        var any = drawn.Contains(true);
        return new ResampledCurve
        {
            Values = any ? smooth(frame.Once) : [],
            Resamples = any ? [.. frame.Counts.Select(smooth)] : [],
            PatientsNear = patientsNear,
            Drawn = drawn,
            Axis = kind.Axis,
            Scale = kind.Scale,
            Lesions = points.Count,
            Patients = points.Patients.Distinct().Count(),
            Undefined = points.Undefined,
        };
    }

    /// <summary>A function of two curves at equal volume, defined where both are. The resamples of both hold the same patients.</summary>
    public static ResampledCurve Join(ResampledCurve a, ResampledCurve b, Func<double, double, double> figure)
    {
        var drawn = a.Drawn.Zip(b.Drawn, (x, y) => x && y).ToArray();
        var any = drawn.Contains(true);
        // Where one of the two does not vary, the variation of the other alone would be taken for that of both: no band.
        var blind = drawn.Select((d, at) => d && !(Varies(a, at) && Varies(b, at))).ToArray();
        double[] Joined(double[] x, double[] y) => [.. x.Zip(y, figure)];
        return a with
        {
            Values = any ? Joined(a.Values, b.Values) : [],
            Resamples = any
                ? [.. a.Resamples.Zip(b.Resamples, (x, y) => Joined(x, y).Select((v, at) => blind[at] ? double.NaN : v).ToArray())]
                : [],
            PatientsNear = [.. a.PatientsNear.Zip(b.PatientsNear, Math.Min)],
            Drawn = drawn,
            AllAlike = false,
            ErrorFactor = Math.Max(a.ErrorFactor, b.ErrorFactor),
            LessPenalised = a.LessPenalised is { } x && b.LessPenalised is { } y && any ? Joined(x, y) : null,
            LeastHighs = null,
            LowerQuartiles = null,
            UpperQuartiles = null,
        };
    }

    public VolumeCurve ToCurve(double[] grid)
    {
        var (first, last) = (Array.IndexOf(Drawn, true), Array.LastIndexOf(Drawn, true));
        var bands = Values.Length == 0 ? null : new ConfidenceBands(Values, Resamples, Drawn, (Scale, ErrorFactor));
        return new VolumeCurve
        {
            Axis = Axis,
            Composite = Composite,
            Lesions = Lesions,
            Patients = Patients,
            Undefined = Undefined,
            Points = bands is null
                ? []
                : [.. Enumerable.Range(first, last - first + 1).Select(at => Point(Math.Pow(10, grid[at]), at, bands))],
        };
    }

    private CurvePoint Point(double volumeMm3, int at, ConfidenceBands bands)
    {
        if (!Drawn[at] || !double.IsFinite(Values[at]))
        {
            return new CurvePoint(volumeMm3, null, null, null, null, null, PatientsNear[at]);
        }

        var pointwise = AllAlike ? WilsonInterval.Of(Values[at], PatientsNear[at]) : Unpenalised(bands.Pointwise(at), at);
        var simultaneous = Unpenalised(bands.Simultaneous(at), at);
        if (LeastHighs?[at] is { } least)
        {
            // A band of a rate starts at the bootstrap's low end, and at 0 where the bootstrap sees nothing.
            pointwise = new Interval(pointwise?.Low ?? 0, Math.Max(pointwise?.High ?? 0, least.Pointwise));
            simultaneous = new Interval(simultaneous?.Low ?? 0, Math.Max(simultaneous?.High ?? 0, least.Simultaneous));
        }

        return new CurvePoint(
            volumeMm3, Values[at], pointwise?.Low, pointwise?.High, simultaneous?.Low, simultaneous?.High, PatientsNear[at],
            LowerQuartiles?[at], UpperQuartiles?[at]);
    }

    private Interval? Unpenalised(Interval? band, int at)
    {
        if (band is not { } ends || LessPenalised is null)
        {
            return band;
        }

        var shift = Scale.To(LessPenalised[at]) - Scale.To(Values[at]);
        double Moved(double end) => Scale.From(Scale.To(end) + shift);
        return new Interval(Math.Min(ends.Low, Moved(ends.Low)), Math.Max(ends.High, Moved(ends.High)));
    }

    private static bool Varies(ResampledCurve curve, int at)
    {
        var first = curve.Resamples.Select(c => c[at]).FirstOrDefault(v => !double.IsNaN(v), double.NaN);
        return curve.Resamples.Any(c => Math.Abs(c[at] - first) > 1e-12);
    }
}

/// <summary>The volume from which on a curve stays at or above a level.</summary>
internal static class ThresholdCrossing
{
    public static VolumeThreshold Of(ResampledCurve curve, double[] grid, double level)
    {
        int[] drawn = [.. Enumerable.Range(0, grid.Length).Where(at => curve.Drawn[at])];
        if (drawn.Length == 0)
        {
            return new VolumeThreshold(level, null, null, null, null);
        }

        var crossings = curve.Resamples.Select(c => Of(c, drawn, grid, level)).Order().ToArray();
        var share = crossings.Count(double.IsFinite) / (double)crossings.Length;
        var value = Of(curve.Values, drawn, grid, level);
        if (!double.IsFinite(value) || IsBlank(value, drawn, grid))
        {
            return new VolumeThreshold(level, null, null, null, share);
        }

        // Outward order statistics: an interpolation cannot pass an end that lies beyond the curve.
        var rank = 0.025 * (crossings.Length - 1);
        return new VolumeThreshold(
            level, Volume(value), Volume(crossings[(int)Math.Floor(rank)]), Volume(crossings[^(1 + (int)Math.Floor(rank))]), share);
    }

    /// <summary>log10 mm³; negative infinity when the curve lies above throughout, positive when it ends below.</summary>
    private static double Of(double[] values, int[] drawn, double[] grid, double level)
    {
        if (!(values[drawn[^1]] >= level))
        {
            return double.PositiveInfinity;
        }

        for (var i = drawn.Length - 2; i >= 0; i--)
        {
            var (below, above) = (drawn[i], drawn[i + 1]);
            if (!(values[below] >= level))
            {
                return grid[below] + ((level - values[below]) / (values[above] - values[below]) * (grid[above] - grid[below]));
            }
        }

        return double.NegativeInfinity;
    }

    /// <summary>Between two drawn volumes that are not adjacent the curve is blank, and so is where it rises.</summary>
    private static bool IsBlank(double crossing, int[] drawn, double[] grid)
    {
        var above = Array.FindIndex(drawn, at => grid[at] >= crossing);
        return above > 0 && drawn[above] - drawn[above - 1] > 1;
    }

    private static double? Volume(double crossing) => double.IsFinite(crossing) ? Math.Pow(10, crossing) : null;
}
