using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Training;

namespace BrainMets.Measurements;

/// <summary>
/// How many segments a second the trainer gets through, in float32 and in bfloat16. Two networks of the same weights take turns, a block of
/// steps each, so that a machine that slows down slows both.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Blocks = 3;

    /// <param name="config">A preset: network, sampling and optimiser are taken as they are.</param>
    /// <param name="prepared">What segments are drawn from; with a reference.</param>
    /// <param name="stepsPerBlock">Three blocks of so many are counted in each precision, after one that is not.</param>
    /// <param name="context">Where to compute and whom to tell.</param>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static TrainingTimes Run(ModelConfig config, PreparedCase prepared, int stepsPerBlock, RunContext context)
    {
        var sampling = config.Sampling with { StepsPerEpoch = stepsPerBlock };
        var input = config.Model.Input();
        var sampler = new PatchSampler([new SamplingCase(prepared, input.ContextFactors, input.ContextPool)], sampling, config.Seed);
        var settings = config with { Sampling = sampling, Training = config.Training with { Epochs = Blocks + 1 } };
        var drawing = SamplerMilliseconds(sampler, settings);
        var chosen = context.Compute;
        var other = chosen with { Precision = chosen.Precision == Precision.Bf16 ? Precision.Fp32 : Precision.Bf16 };
        context.Report("warm up", 0);
        using var first = new Course(settings, chosen, sampler, context.Cancellation);
        PeakMemory.Restart();
        first.Next();
        var peak = PeakMemory.Mib();
        using var second = new Course(settings, other, sampler, context.Cancellation);
        second.Next();
        context.Report("warm up", 1);
        List<double> firstSeconds = [], secondSeconds = [];
        for (var block = 0; block < Blocks; block++)
        {
            context.Report("train", (double)block / Blocks, $"block {block + 1} of {Blocks}");
            firstSeconds.Add(first.Next());
            secondSeconds.Add(second.Next());
        }

        context.Report("train", 1);
        var (fp32, bf16) = chosen.Precision == Precision.Fp32 ? (firstSeconds, secondSeconds) : (secondSeconds, firstSeconds);
        var segments = (double)Blocks * stepsPerBlock * sampling.BatchSize;
        return new TrainingTimes
        {
            Fp32SegmentsPerSecond = segments / fp32.Sum(),
            Bf16SegmentsPerSecond = segments / bf16.Sum(),
            BlockRatios = [.. fp32.Zip(bf16, (f, b) => f / b)],
            StepMilliseconds = 1000 * firstSeconds.Sum() / (Blocks * stepsPerBlock),
            SamplerMilliseconds = drawing,
            SamplerWaitShare = first.WaitSeconds / firstSeconds.Sum(),
            PeakMemoryMiB = peak,
            BatchSize = sampling.BatchSize,
            OutputSize = sampling.OutputSize,
            Steps = Blocks * stepsPerBlock,
            Parameters = config.Model.ParameterCount(),
        };
    }

    private static double SamplerMilliseconds(PatchSampler sampler, ModelConfig config)
    {
        const int Times = 5;
        var side = config.Sampling.OutputSize;
        var batch = new BatchArrays(config.Sampling.BatchSize, config.Model.SegmentFor(new Size3(side, side, side)));
        return 1000 * Clock.Least(
            () =>
            {
                sampler.Fill(batch, 0, 0, CancellationToken.None);
                return batch.Count;
            },
            Times);
    }

    /// <summary>One training that is gone through block by block.</summary>
    private sealed class Course : IDisposable
    {
        private readonly SegmentationNetwork network;
        private readonly Trainer trainer;
        private readonly IEnumerator<EpochSummary> epochs;
        private bool isCounted;

        public Course(ModelConfig config, Compute compute, PatchSampler sampler, CancellationToken cancellation)
        {
            network = SegmentationNetwork.Create(config.Model, config.Seed, compute.Device);
            trainer = new Trainer(network, config.Training, config.Sampling, compute, config.Seed);
            epochs = trainer.Run(sampler, 0, cancellation).GetEnumerator();
        }

        /// <summary>Of all blocks but the first, which warms up.</summary>
        public double WaitSeconds { get; private set; }

        /// <summary>Trains one more block and gives its seconds.</summary>
        public double Next()
        {
            var (goesOn, seconds) = Clock.Time(epochs.MoveNext);
            WaitSeconds += goesOn && isCounted ? epochs.Current.SamplerWaitSeconds ?? 0 : 0;
            isCounted = true;
            return goesOn ? seconds : throw new InvalidOperationException("There is no further block.");
        }

        public void Dispose()
        {
            epochs.Dispose();
            trainer.Dispose();
            network.Dispose();
        }
    }
}

/// <summary>
/// What 'bench/run training' measured, all in one run of the program, in blocks of steps that take turns. Undefined is null.
/// </summary>
internal sealed record TrainingTimes
{
    /// <summary>Segments a second, all steps of all blocks together.</summary>
    public required double Fp32SegmentsPerSecond { get; init; }

    public required double Bf16SegmentsPerSecond { get; init; }

    /// <summary>bf16 by fp32.</summary>
    public double Ratio => Bf16SegmentsPerSecond / Fp32SegmentsPerSecond;

    /// <summary>Ratio within each pair of blocks; how far they lie apart says how quiet the machine was.</summary>
    public required IReadOnlyList<double> BlockRatios { get; init; }

    /// <summary>One step in the precision chosen.</summary>
    public required double StepMilliseconds { get; init; }

    /// <summary>Drawing one batch and handing it over, timed by itself on one thread.</summary>
    public required double SamplerMilliseconds { get; init; }

    /// <summary>Share of the time of training in the precision chosen that the network waited for segments, 0..1.</summary>
    public required double SamplerWaitShare { get; init; }

    /// <summary>
    /// Largest resident memory of the process during the first block in the precision chosen, before the other one began; the case is in
    /// it.
    /// </summary>
    public required double? PeakMemoryMiB { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Voxels a side that a segment predicts.</summary>
    public required int OutputSize { get; init; }

    /// <summary>Counted steps in each precision.</summary>
    public required int Steps { get; init; }

    public required long Parameters { get; init; }
}
