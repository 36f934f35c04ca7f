using System.Diagnostics;
using BrainMets.Model;
using BrainMets.Sampling;
using static TorchSharp.torch;

namespace BrainMets.Training;

/// <summary>
/// The training loop. It uses neither prediction nor evaluation: after each epoch it returns a summary to its caller, who decides what
/// happens before the next. All randomness derives from seed, epoch and step, so that training may stop after any epoch and go on from a
/// checkpoint.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly SegmentationNetwork model;
    private readonly TrainingOptions options;
    private readonly SamplingOptions sampling;
    private readonly Compute compute;
    private readonly int seed;
    private readonly Batch batch;

    /// <param name="model">The network to train, on the device of <paramref name="compute"/>; it stays the caller's.</param>
    /// <param name="options">Epochs, optimiser, schedule and loss.</param>
    /// <param name="sampling">Size and number of segments a batch, and steps an epoch.</param>
    /// <param name="compute">The device.</param>
    /// <param name="seed">Seed of all randomness of the loop, such as dropout.</param>
    public Trainer(SegmentationNetwork model, TrainingOptions options, SamplingOptions sampling, Compute compute, int seed)
    {
        (this.model, this.options, this.sampling, this.compute, this.seed) = (model, options, sampling, compute, seed);
        Optimizer = new NesterovRmsProp(model.named_parameters().Select(p => (p.name, p.parameter)), options.Optimizer);
        var side = sampling.OutputSize;
        batch = new Batch(sampling.BatchSize, model.Options.SegmentFor(new Size3(side, side, side)));
        ReadInterval = compute.IsQueued ? TimeSpan.FromSeconds(0.5) : TimeSpan.Zero;
    }

    /// <summary>The optimiser; its state must be saved in a checkpoint.</summary>
    public NesterovRmsProp Optimizer { get; }

    /// <summary>
    /// Minimum time between two readings of the loss within an epoch; at its end it is always read. Default: after each step on the CPU,
    /// where reading is free; every half second on a device that works asynchronously, where reading waits for it. The interval does not
    /// change what is computed.
    /// </summary>
    public TimeSpan ReadInterval { get; init; }

    /// <summary>Steps done so far over all epochs, with those still to do, each time the loss was read: for a progress bar.</summary>
    public event EventHandler<TrainingProgress>? Progressed;

    /// <summary>Trains from epoch <paramref name="firstEpoch"/> (from 0) to the last; one summary an epoch, lazily.</summary>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled. It is checked between two steps; the unfinished epoch is lost.
    /// </exception>
    /// <exception cref="InvalidOperationException">The loss is no longer finite.</exception>
    public IEnumerable<EpochSummary> Run(PatchSampler sampler, int firstEpoch, CancellationToken cancellation)
    {
        var order = from epoch in Enumerable.Range(firstEpoch, Math.Max(0, options.Epochs - firstEpoch))
                    from step in Enumerable.Range(0, sampling.StepsPerEpoch)
                    select (epoch, step);
        using var feed = new PatchPrefetcher(sampler, (batch.Count, batch.Shape), order, cancellation);
        for (var epoch = firstEpoch; epoch < options.Epochs; epoch++)
        {
            yield return RunEpoch(feed, epoch, cancellation);
        }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        batch.Dispose();
    }

    private EpochSummary RunEpoch(PatchPrefetcher feed, int epoch, CancellationToken cancellation)
    {
        var (clock, waitedBefore) = (Stopwatch.StartNew(), feed.Waited);
        using var losses = new LossAccumulator(device(compute.Device));
        var (read, readSteps, readAt) = (default(LossSums), 0, TimeSpan.Zero);
        var learningRate = 0.0;
        model.train();
        for (var step = 0; step < sampling.StepsPerEpoch; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            feed.Next(batch);
            var steps = (epoch * sampling.StepsPerEpoch) + step;
            model.SeedDropout(unchecked((seed * 1000003L) + steps));
            learningRate = LearningRateSchedule.At(options.Optimizer, steps, sampling.StepsPerEpoch, options.Epochs);
            Step(learningRate, losses);
            if (step + 1 == sampling.StepsPerEpoch || clock.Elapsed - readAt >= ReadInterval)
            {
                read = losses.Read();
                CheckFinite(read, epoch, (readSteps + 1, step + 1), learningRate);
                (readSteps, readAt) = (step + 1, clock.Elapsed);
                Progressed?.Invoke(this, new TrainingProgress(steps + 1, sampling.StepsPerEpoch * options.Epochs, read.LatestTotal));
            }
        }

        return new EpochSummary
        {
            Epoch = epoch + 1,
            Steps = (epoch + 1) * sampling.StepsPerEpoch,
            LearningRate = learningRate,
            Loss = read.Total / sampling.StepsPerEpoch,
            CrossEntropy = read.CrossEntropy / sampling.StepsPerEpoch,
            Vss = read.Vss / sampling.StepsPerEpoch,
            Seconds = clock.Elapsed.TotalSeconds,
            SamplerWaitSeconds = (feed.Waited - waitedBefore).TotalSeconds,
        };
    }

    /// <summary>A sum that took in a value that is not finite never becomes finite again, so that no step escapes.</summary>
    private static void CheckFinite(LossSums read, int epoch, (int First, int Last) steps, double learningRate)
    {
        if (!double.IsFinite(read.Total))
        {
            var value = double.IsFinite(read.LatestTotal) ? read.Total : read.LatestTotal;
            var where = steps.First == steps.Last ? $"step {steps.First}" : $"steps {steps.First} to {steps.Last}";
            throw new InvalidOperationException(
                $"The loss became {value} in epoch {epoch + 1}, {where}. Lower the learning rate (now {learningRate:g3}), or train with "
                    + "--precision fp32.");
        }
    }

    /// <summary>Queues one step; nothing in it waits for the device.</summary>
    private void Step(double learningRate, LossAccumulator losses)
    {
        using var scope = NewDisposeScope();
        var logits = model.Logits(batch, compute);
        var (total, crossEntropy, vss) = SegmentLoss.Of(logits, compute.OnDevice(batch.Components), options.Loss, batch.LesionNumbers);
        total.backward();
        Optimizer.Step(learningRate, options.Loss.L1, options.Loss.L2);
        losses.Add(total, crossEntropy, vss);
    }
}

/// <summary>How long and how to train. Defaults are the paper's, in epochs of one published sub-epoch (100 steps).</summary>
internal sealed record TrainingOptions
{
    /// <summary>Epochs of <see cref="SamplingOptions.StepsPerEpoch"/> steps. Default 1,400: 70 published epochs of 20 sub-epochs.</summary>
    public int Epochs { get; init; } = 1400;

    public LossOptions Loss { get; init; } = new();

    public OptimizerOptions Optimizer { get; init; } = new();
}

/// <summary>How far training is.</summary>
internal sealed record TrainingProgress(int StepsDone, int StepsInAll, double Loss);

/// <summary>The losses of an epoch so far, summed over its steps, and the total loss of the latest step.</summary>
internal readonly record struct LossSums(double Total, double CrossEntropy, double Vss, double LatestTotal);

/// <summary>
/// Adds up the losses of an epoch where they are computed. Reading a number waits for all the work queued before it, so they are read when
/// they are reported and not at each step. In float64, the same sums to the bit as adding the values up on the host.
/// </summary>
internal sealed class LossAccumulator : IDisposable
{
    private readonly Tensor sums;
    private readonly Tensor latest;

    public LossAccumulator(Device device)
    {
        sums = zeros(3, ScalarType.Float64, device).DetachFromDisposeScope();
        latest = zeros(3, ScalarType.Float64, device).DetachFromDisposeScope();
    }

    /// <summary>Adds those of one step, scalars in float32. Waits for nothing.</summary>
    public void Add(Tensor total, Tensor crossEntropy, Tensor vss)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        latest.copy_(stack([total, crossEntropy, vss]));
        sums.Add(latest);
    }

    /// <summary>The sums so far, and the total loss of the latest step. Waits for the device.</summary>
    public LossSums Read()
    {
        using var scope = NewDisposeScope();
        var values = cat([sums, latest]).cpu().data<double>();
        return new LossSums(values[0], values[1], values[2], values[3]);
    }

    public void Dispose()
    {
        sums.Dispose();
        latest.Dispose();
    }
}
