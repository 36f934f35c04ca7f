using System.Diagnostics;
using BrainMets.Model;
using BrainMets.Sampling;
using BrainMets.Training.Losses;
using BrainMets.Training.Optimization;
using static TorchSharp.torch;

namespace BrainMets.Training;

/// <summary>
/// The training loop. It knows neither prediction nor evaluation: after each epoch it hands a summary to its caller, who decides what happens
/// before the next. All randomness derives from seed, epoch and step, so that training may stop after any epoch and go on from a checkpoint.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly DeepMedic model;
    private readonly TrainingOptions options;
    private readonly SamplingOptions sampling;
    private readonly Compute compute;
    private readonly int seed;
    private readonly Batch batch;

    public Trainer(DeepMedic model, TrainingOptions options, SamplingOptions sampling, Compute compute, int seed)
    {
        (this.model, this.options, this.sampling, this.compute, this.seed) = (model, options, sampling, compute, seed);
        Optimizer = new NesterovRmsProp(model.named_parameters().Select(p => (p.name, p.parameter)), options.Optimizer);
        var side = sampling.OutputSize;
        batch = new Batch(sampling.BatchSize, model.Options.SegmentFor(new Imaging.Size3(side, side, side)));
    }

    /// <summary>Its state belongs into a checkpoint.</summary>
    public NesterovRmsProp Optimizer { get; }

    /// <summary>Steps done so far over all epochs, with those still to do: for a progress bar.</summary>
    public event EventHandler<TrainingProgress>? Progressed;

    /// <summary>Trains from epoch <paramref name="firstEpoch"/> (from 0) to the last; one summary an epoch, lazily.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; raised between two steps, the epoch begun is lost.</exception>
    /// <exception cref="InvalidOperationException">The loss stopped being finite.</exception>
    public IEnumerable<EpochSummary> Run(PatchSampler sampler, int firstEpoch, CancellationToken cancellation)
    {
        for (var epoch = firstEpoch; epoch < options.Epochs; epoch++)
        {
            yield return RunEpoch(sampler, epoch, cancellation);
        }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        batch.Dispose();
    }

    private EpochSummary RunEpoch(PatchSampler sampler, int epoch, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var sums = (Total: 0.0, CrossEntropy: 0.0, Vss: 0.0);
        var learningRate = 0.0;
        model.train();
        for (var step = 0; step < sampling.StepsPerEpoch; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            sampler.Fill(batch, epoch, step);
            var steps = (epoch * sampling.StepsPerEpoch) + step;
            model.SeedDropout(unchecked((seed * 1000003L) + steps));
            learningRate = LearningRateSchedule.At(options.Optimizer, steps, sampling.StepsPerEpoch, options.Epochs);
            var (total, crossEntropy, vss) = Step(learningRate);
            if (!double.IsFinite(total))
            {
                throw new InvalidOperationException(
                    $"The loss became {total} in epoch {epoch + 1}, step {step + 1}. Lower the learning rate (now {learningRate:g3}), or train with --precision fp32.");
            }

            sums = (sums.Total + total, sums.CrossEntropy + crossEntropy, sums.Vss + vss);
            Progressed?.Invoke(this, new TrainingProgress(steps + 1, sampling.StepsPerEpoch * options.Epochs, total));
        }

        return new EpochSummary
        {
            Epoch = epoch + 1,
            Steps = (epoch + 1) * sampling.StepsPerEpoch,
            LearningRate = learningRate,
            Loss = sums.Total / sampling.StepsPerEpoch,
            CrossEntropy = sums.CrossEntropy / sampling.StepsPerEpoch,
            Vss = sums.Vss / sampling.StepsPerEpoch,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    private (double Total, double CrossEntropy, double Vss) Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        var logits = model.call(compute.Input(batch.Normal), [.. batch.Contexts.Select(compute.Input)]);
        var (total, crossEntropy, vss) = SegmentLoss.Of(logits, batch.Components.to(logits.device), options.Loss);
        total.backward();
        Optimizer.Step(learningRate, options.Loss.L1, options.Loss.L2);
        return (total.item<float>(), crossEntropy.item<float>(), vss.item<float>());
    }
}
