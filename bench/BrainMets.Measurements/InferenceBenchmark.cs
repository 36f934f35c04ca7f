using BrainMets.Inference;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Preprocessing;

namespace BrainMets.Measurements;

/// <summary>
/// How long the network needs for a prepared scan: the way of 'mets predict' beside the published way, by the same program in the same run.
/// Preparation and the way back to the grid of the file are not in it; 'bench/run scaling' has those.
/// </summary>
internal sealed class InferenceBenchmark
{
    private const int WarmUpSide = 60;

    private readonly BenchmarkNetwork network;
    private readonly PreparedCase prepared;
    private readonly RunContext context;
    private readonly Predictor fast;
    private readonly Predictor fastFp32;
    private readonly PublishedTiling published;

    private InferenceBenchmark(BenchmarkNetwork network, PreparedCase prepared, RunContext context)
    {
        (this.network, this.prepared, this.context) = (network, prepared, context);
        var options = network.Config.Inference with { Mirror = false };
        fast = new Predictor(network.Network, context.Compute, options);
        fastFp32 = new Predictor(network.Network, context.Compute with { Precision = Precision.Fp32 }, options);
        published = new PublishedTiling(network.DeepMedic, context.Compute.Device);
    }

    /// <summary>Each way so many times in turns; before its first time each predicts a small part of the brain, uncounted.</summary>
    /// <param name="network">Its configuration's options of prediction hold.</param>
    /// <param name="prepared">The scan.</param>
    /// <param name="options">How often, and what to leave out.</param>
    /// <param name="context">Where to compute and whom to tell.</param>
    /// <exception cref="InvalidInputException">The scan has no brain.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static InferenceTimes Run(BenchmarkNetwork network, PreparedCase prepared, InferenceBenchmarkOptions options, RunContext context)
    {
        if (Box3.Around(prepared.Brain) is not { } brain)
        {
            throw new InvalidInputException(prepared.CaseId, "has no brain, so there is nothing to predict.");
        }

        return new InferenceBenchmark(network, prepared, context).Run(options, brain);
    }

    private InferenceTimes Run(InferenceBenchmarkOptions options, Box3 brain)
    {
        var seconds = (Fast: new List<double>(), Fp32: new List<double>(), Published: new List<double>());
        double? peak = null, difference = null;
        network.Settle(prepared, context.Compute, context.Cancellation);
        PeakMemory.Restart(); // With the warm-up, whose memory stays with the process.
        var before = PeakMemory.MibNow();
        WarmUp(c => fast.PredictOnWorkingGrid(c, context.Cancellation), brain, WarmUpSide);
        for (var run = 0; run < options.Runs; run++)
        {
            var map = Measure("fast", (run, options.Runs), seconds.Fast, () => fast.PredictOnWorkingGrid(prepared, context.Cancellation));
            // Before any other way has run: freed memory stays with the process. The system's two counts are not taken together, so that
            // one may lag behind.
            peak ??= PeakMemory.Mib() is { } mib ? Math.Max(mib, before ?? 0) : null;
            if (context.Compute.Precision == Precision.Fp32)
            {
                seconds.Fp32.Add(seconds.Fast[^1]);
            }
            else
            {
                var reference = FastFp32((run, options.Runs), brain, seconds.Fp32);
                difference ??= LargestDifference(map, reference);
                map = reference;
            }

            if (run == 0 && options.ExportFolder is { } folder)
            {
                Export(map, folder);
            }

            if (!options.SkipPublished)
            {
                Published((run, options.Runs), brain, seconds.Published);
            }
        }

        return Times(options, seconds) with { MemoryBeforeMiB = before, PeakMemoryMiB = peak, MaxProbabilityDifference = difference };
    }

    private InferenceTimes Times(InferenceBenchmarkOptions options, (List<double> Fast, List<double> Fp32, List<double> Published) seconds)
    {
        var (size, spacing) = (prepared.Image.Size, prepared.Image.Geometry.Spacing);
        return new InferenceTimes
        {
            PublishedSeconds = Clock.Median(seconds.Published),
            FastSeconds = Clock.Median(seconds.Fast) ?? 0, // At least one run, so never 0.
            FastFp32Seconds = Clock.Median(seconds.Fp32) ?? 0,
            PeakMemoryMiB = null,
            MemoryBeforeMiB = null,
            BrainVoxels = prepared.Brain.Voxels.AsSpan().Count((byte)1),
            GridSize = [size.X, size.Y, size.Z],
            SpacingMm = [Math.Round(spacing.X, 6), Math.Round(spacing.Y, 6), Math.Round(spacing.Z, 6)],
            PublishedTiles = PublishedTiling.Tiles(prepared.Brain, network.DeepMedic.Options.Halo()).Count,
            PublishedBatch = PublishedTiling.FasterBatch,
            MaxProbabilityDifference = null,
            Runs = options.Runs,
            Parameters = network.Parameters,
        };
    }

    private Volume<float> FastFp32((int Index, int All) run, Box3 brain, List<double> seconds)
    {
        if (run.Index == 0)
        {
            WarmUp(c => fastFp32.PredictOnWorkingGrid(c, context.Cancellation), brain, WarmUpSide);
        }

        return Measure("fast, fp32", run, seconds, () => fastFp32.PredictOnWorkingGrid(prepared, context.Cancellation));
    }

    private void Published((int Index, int All) run, Box3 brain, List<double> seconds)
    {
        if (run.Index == 0)
        {
            WarmUp(c => published.PredictOnWorkingGrid(c, context.Cancellation), brain,
                PublishedTiling.OutputSide(network.DeepMedic.Options.Halo()));
        }

        Measure("published", run, seconds, () => published.PredictOnWorkingGrid(prepared, context.Cancellation, new Tiles(context)));
    }

    /// <summary>One tile: the libraries below choose and compile their kernels at the first call.</summary>
    private void WarmUp(Func<PreparedCase, Volume<float>> predict, Box3 brain, int side) => predict(Middle(brain, side));

    /// <summary>A cube in the middle of the brain, all of it to be predicted.</summary>
    private PreparedCase Middle(Box3 brain, int side)
    {
        var (x, lengthX) = MiddleOf(brain.X, brain.Size.X, side);
        var (y, lengthY) = MiddleOf(brain.Y, brain.Size.Y, side);
        var (z, lengthZ) = MiddleOf(brain.Z, brain.Size.Z, side);
        var image = prepared.Image.Crop(new Box3(x, y, z, new Size3(lengthX, lengthY, lengthZ)));
        return prepared with { Image = image, Brain = image.Map(_ => (byte)1), Reference = null };
    }

    private static (int Start, int Length) MiddleOf(int start, int length, int side) =>
        length <= side ? (start, length) : (start + ((length - side) / 2), side);

    private Volume<float> Measure(string stage, (int Index, int All) run, List<double> seconds, Func<Volume<float>> predict)
    {
        context.Report(stage, (double)run.Index / run.All, $"run {run.Index + 1} of {run.All}");
        var (map, taken) = Clock.Time(predict);
        seconds.Add(taken);
        context.Report(stage, (run.Index + 1.0) / run.All, FormattableString.Invariant($"{taken:0.0} s"));
        return map;
    }

    private static double LargestDifference(Volume<float> a, Volume<float> b)
    {
        var largest = 0f;
        for (var i = 0; i < a.Voxels.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(a.Voxels[i] - b.Voxels[i]));
        }

        return largest;
    }

    /// <summary>What another program needs to do the same: input, brain, weights, and our probability in float32 to compare with.</summary>
    private void Export(Volume<float> probability, string folder)
    {
        NiftiFile.Write(prepared.Image, Path.Combine(folder, "image.nii"));
        NiftiFile.Write(prepared.Brain, Path.Combine(folder, "brain.nii"));
        NiftiFile.Write(probability, Path.Combine(folder, "probability.nii"));
        ModelFile.Write(Path.Combine(folder, "model.safetensors"), network.Network, new Dictionary<string, string>());
    }

    private sealed class Tiles(RunContext context) : IProgress<(int Done, int All)>
    {
        public void Report((int Done, int All) value) =>
            context.Report("published tiles", (double)value.Done / value.All, $"{value.Done} of {value.All}");
    }
}

/// <summary>How prediction is timed.</summary>
internal sealed record InferenceBenchmarkOptions
{
    /// <summary>How often each way is run, in turns; at least 1. Their median is told.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Without the published way, which takes most of the time.</summary>
    public bool SkipPublished { get; init; }

    /// <summary>A folder that gets what another program needs to predict the same; null for none.</summary>
    public string? ExportFolder { get; init; }
}

/// <summary>
/// What 'bench/run inference' measured; all in one run of the program. Seconds are medians over the runs. Undefined is null.
/// </summary>
internal sealed record InferenceTimes
{
    /// <summary>The published scheme in float32; null when it was left out.</summary>
    public required double? PublishedSeconds { get; init; }

    /// <summary>What 'mets predict' does, in the precision chosen.</summary>
    public required double FastSeconds { get; init; }

    /// <summary>The same in float32.</summary>
    public required double FastFp32Seconds { get; init; }

    /// <summary>Published by fast.</summary>
    public double? Ratio => PublishedSeconds / FastSeconds;

    /// <summary>
    /// Largest resident memory of the process while it predicted the fast way for the first time; input and network are in it.
    /// </summary>
    public required double? PeakMemoryMiB { get; init; }

    /// <summary>Resident before that: program, input, network, and what preparing them left behind.</summary>
    public required double? MemoryBeforeMiB { get; init; }

    public required long BrainVoxels { get; init; }

    /// <summary>Of the prepared grid, x, y, z.</summary>
    public required IReadOnlyList<int> GridSize { get; init; }

    /// <summary>Of the prepared grid, x, y, z.</summary>
    public required IReadOnlyList<double> SpacingMm { get; init; }

    /// <summary>Tiles that the published scheme runs.</summary>
    public required int PublishedTiles { get; init; }

    /// <summary>Tiles that it runs together.</summary>
    public required int PublishedBatch { get; init; }

    /// <summary>Of any voxel, between the precision chosen and float32, both the fast way; null when float32 was chosen.</summary>
    public required double? MaxProbabilityDifference { get; init; }

    public required int Runs { get; init; }

    public required long Parameters { get; init; }
}
