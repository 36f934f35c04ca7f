using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Preprocessing;

namespace BrainMets.Measurements;

/// <summary>How times grow with image size, lesions, cases and threads, on made data.</summary>
internal sealed class ScalingBenchmark
{
    private const int MostLesions = 300;

    /// <summary>Voxels so many times as long: about an eighth, a quarter, half and all of the voxels of a scan.</summary>
    private static readonly double[] Resolutions = [2, 1.587, 1.26, 1];

    /// <summary>Cohorts of the largest one's cases by these.</summary>
    private static readonly int[] Parts = [27, 9, 3, 1];

    private readonly RunContext context;
    private readonly ScalingOptions options;
    private readonly int seed;

    private ScalingBenchmark(ScalingOptions options, int seed, RunContext context) =>
        (this.options, this.seed, this.context) = (options, seed, context);

    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static ScalingTimes Run(ScalingOptions options, int seed, RunContext context) =>
        new ScalingBenchmark(options, seed, context).Run();

    private ScalingTimes Run()
    {
        var whole = BenchmarkBrain.AtResolution(BenchmarkBrain.Scan(seed), options.Coarsening);
        using var network = BenchmarkNetwork.Load(options.Model, seed, context.Compute.Device);
        var predictor = new Predictor(network.Network, context.Compute, network.Config.Inference);
        var sizes = Told("image size", [.. Resolutions], factor => OfSize(whole, factor, network.Config, predictor));
        return new ScalingTimes
        {
            Curves =
            [
                Curve("preparation, brain extraction included", "voxels of the scan", sizes.Select(s => s.Preparation)),
                Curve("prediction on the prepared grid", "brain voxels", sizes.Select(s => s.Prediction)),
                Curve("probability back to the grid of the scan", "voxels of the scan", sizes.Select(s => s.Restoring)),
                Curve("components and their measurements", "voxels of the prepared grid", sizes.Select(s => s.Lesions)),
                Curve("evaluation of one case", "lesions", Told("lesions", [10, 30, 100, MostLesions], OfLesions)),
                Curve("summary of a cohort, bootstraps included", "cases", OfCases()),
                Curve("prediction", "threads", OfThreads(whole, network.Config, predictor)),
            ],
        };
    }

    private static ScalingCurve Curve(string work, string quantity, IEnumerable<ScalingPoint> points) => new()
    {
        Work = work,
        Quantity = quantity,
        Points = [.. points],
    };

    /// <summary>The same head at another resolution, from the scan to its lesions.</summary>
    private (ScalingPoint Preparation, ScalingPoint Prediction, ScalingPoint Restoring, ScalingPoint Lesions) OfSize(
        CaseImages whole, double factor, ModelConfig config, Predictor predictor)
    {
        var scan = BenchmarkBrain.AtResolution(whole, factor) with { BrainMask = null, Reference = null };
        var preprocessing = Coarser(config.Preprocessing, factor);
        var prepared = Preprocessor.Prepare(scan, preprocessing);
        var voxels = scan.T1c.Voxels.Length;
        var preparing = Clock.Least(() => Preprocessor.Prepare(scan, preprocessing), options.Times);
        PeakMemory.Restart();
        var predicting = Clock.Least(() => predictor.PredictOnWorkingGrid(prepared, context.Cancellation), options.Times);
        var peak = PeakMemory.Mib();
        var map = predictor.PredictOnWorkingGrid(prepared, context.Cancellation);
        var restoring = Clock.Least(() => SourceGrid.Restore(map, prepared.Source), options.Times);

        // The untrained network's map is no map of lesions; the bright tenth of the brain is a harder mask than any segmentation, of as
        // many pieces as the image has.
        var mask = Bright(prepared);
        var finding = Clock.Least(() => LesionFinder.Find("bench", "bench", mask, new LesionOptions()), options.Times);
        return (
            new ScalingPoint(voxels, preparing),
            new ScalingPoint(prepared.Brain.Voxels.AsSpan().Count((byte)1), predicting, peak),
            new ScalingPoint(voxels, restoring),
            new ScalingPoint(mask.Voxels.Length, finding));
    }

    private PreprocessingOptions Coarser(PreprocessingOptions preprocessing, double factor)
    {
        var (spacing, by) = (preprocessing.Spacing, factor * options.Coarsening);
        return preprocessing with { Spacing = new SpacingMm(by * spacing.X, by * spacing.Y, by * spacing.Z) };
    }

    private static Volume<byte> Bright(PreparedCase prepared)
    {
        var inside = prepared.Image.Voxels.Where((_, i) => prepared.Brain.Voxels[i] != 0).Order().ToArray();
        var least = inside[(int)(0.9 * inside.Length)];
        return prepared.Image.Map(v => v >= least ? (byte)1 : (byte)0);
    }

    private ScalingPoint OfLesions(double lesions)
    {
        var side = options.MaskSide;
        var grid = new VolumeGeometry(new Size3(side, side, side * 2 / 3), Affine.FromSpacing(new SpacingMm(1, 1, 1)));
        var pitch = (int)Math.Cbrt(grid.Size.Count / (1.4 * MostLesions));
        var masks = BallMasks.Make(grid, (int)lesions, pitch, new Random(seed));
        return new ScalingPoint(lesions, Clock.Least(() => EvaluationBenchmark.Judge("bench", masks), options.Times));
    }

    private ScalingPoint[] OfCases()
    {
        var grid = new VolumeGeometry(new Size3(60, 60, 40), Affine.FromSpacing(new SpacingMm(1, 1, 1)));
        CaseEvaluation[] judged =
        [
            .. Enumerable.Range(0, options.MostCases)
                .Select(i => EvaluationBenchmark.Judge(
                    FormattableString.Invariant($"case-{i:0000}"), BallMasks.Make(grid, 1 + (i % 7), 20, new Random(unchecked(seed + i))))),
        ];
        return Told("cases", [.. Parts.Select(part => (double)(options.MostCases / part))], cases => new ScalingPoint(cases, Clock.Least(
            () => Evaluator.Summarize([.. judged.Take((int)cases)], MatchingPreset.Default, new SummaryOptions { Seed = seed }), 1)));
    }

    private ScalingPoint[] OfThreads(CaseImages whole, ModelConfig config, Predictor predictor)
    {
        var prepared = Preprocessor.Prepare(whole, Coarser(config.Preprocessing, 1));
        try
        {
            return Told("threads", Doubling(context.Threads), threads =>
            {
                TorchRuntime.Configure((int)threads);
                return new ScalingPoint(
                    threads, Clock.Least(() => predictor.PredictOnWorkingGrid(prepared, context.Cancellation), options.Times));
            });
        }
        finally
        {
            TorchRuntime.Configure(context.Threads);
        }
    }

    private static double[] Doubling(int most) =>
        [.. Enumerable.Range(0, 31).Select(i => 1L << i).TakeWhile(n => n < most).Append(most).Select(n => (double)n)];

    private T[] Told<T>(string stage, double[] quantities, Func<double, T> measure)
    {
        var results = new T[quantities.Length];
        for (var i = 0; i < quantities.Length; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Report(stage, (double)i / quantities.Length, $"{i + 1} of {quantities.Length}");
            results[i] = measure(quantities[i]);
        }

        context.Report(stage, 1);
        return results;
    }
}

/// <summary>How large the largest of each kind is. The defaults are what users have; tests take less.</summary>
internal sealed record ScalingOptions
{
    /// <summary>The network that predicts, a preset or a model. Default compact: the paper's would take minutes and grow alike.</summary>
    public string Model { get; init; } = "compact";

    /// <summary>The largest scan has voxels so many times as long as a real one; at least 1.</summary>
    public double Coarsening { get; init; } = 1;

    /// <summary>Voxels along x and y of the masks with 10 to 300 lesions; two thirds of it along z. At least 190.</summary>
    public int MaskSide { get; init; } = 240;

    /// <summary>Cases of the largest cohort; at least 27.</summary>
    public int MostCases { get; init; } = 405;

    /// <summary>Each point is the least of so many times; at least 1.</summary>
    public int Times { get; init; } = 2;
}

/// <summary>What 'bench/run scaling' measured.</summary>
internal sealed record ScalingTimes
{
    public required IReadOnlyList<ScalingCurve> Curves { get; init; }
}

/// <summary>How the time of one piece of work grows with one quantity. Undefined is null.</summary>
internal sealed record ScalingCurve
{
    /// <summary>What is timed.</summary>
    public required string Work { get; init; }

    /// <summary>What grows: voxels, lesions, cases, threads.</summary>
    public required string Quantity { get; init; }

    /// <summary>From the smallest to the largest.</summary>
    public required IReadOnlyList<ScalingPoint> Points { get; init; }

    /// <summary>
    /// b of seconds = a * quantity^b by least squares on the logarithms: 1 is linear, 0 does not grow. A cost that does not grow pulls it
    /// down; see <see cref="LastExponent"/>. Null with fewer than two quantities.
    /// </summary>
    public double? Exponent => PowerLaw.Exponent([.. Points.Select(p => (p.Quantity, p.Seconds))]);

    /// <summary>The same from the two largest alone.</summary>
    public double? LastExponent => PowerLaw.Exponent([.. Points.TakeLast(2).Select(p => (p.Quantity, p.Seconds))]);
}

/// <summary>One measured point of a curve.</summary>
/// <param name="Quantity">What grows, in the unit of the curve.</param>
/// <param name="Seconds">The least of several times.</param>
/// <param name="PeakMemoryMiB">Largest resident memory of the process meanwhile, all it held before included; null where it is not looked
/// at.</param>
internal sealed record ScalingPoint(double Quantity, double Seconds, double? PeakMemoryMiB = null);

/// <summary>y = a * x^b.</summary>
internal static class PowerLaw
{
    /// <summary>b by least squares on the logarithms; null when fewer than two x differ, or a value is not above 0.</summary>
    public static double? Exponent(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2 || points.Any(p => !(p.X > 0 && p.Y > 0)))
        {
            return null;
        }

        var (x, y) = (points.Select(p => Math.Log(p.X)).ToArray(), points.Select(p => Math.Log(p.Y)).ToArray());
        var (meanX, meanY) = (x.Average(), y.Average());
        var spread = x.Sum(v => (v - meanX) * (v - meanX));
        return spread == 0 ? null : x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / spread;
    }
}
