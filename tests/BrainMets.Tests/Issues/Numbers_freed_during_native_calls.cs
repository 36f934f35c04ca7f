using BrainMets.Model;
using BrainMets.Sampling;
using BrainMets.Tests.Support;
using BrainMets.Training;

namespace BrainMets.Tests.Issues;

/// <summary>
/// A training step once died in CI with "Expected false to be true" out of libtorch: the binding hands each number (also the hidden factor
/// 1 of a + b) over as an object of its own, which another thread's garbage collection may free while the native call still reads it.
/// </summary>
[Slow(10)]
public sealed class Numbers_freed_during_native_calls
{
    [Fact]
    public void Training_beside_garbage_collection_gives_the_same_bytes()
    {
        var undisturbed = TrainedBytes();
        using var done = new CancellationTokenSource();
        var collector = new Thread(() => CollectUntil(done.Token));
        collector.Start();
        try
        {
            Assert.Equal(undisturbed, TrainedBytes());
        }
        finally
        {
            done.Cancel();
            collector.Join();
        }
    }

    /// <summary>Pauses between two collections, without which no other thread would get to run.</summary>
    private static void CollectUntil(CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            GC.Collect(0);
            Thread.SpinWait(5000);
        }
    }

    private static byte[] TrainedBytes()
    {
        using var model = SegmentationNetwork.Create(MiniConfig.Model, 1, "cpu");
        using var trainer = new Trainer(model, new TrainingOptions { Epochs = 40 }, MiniConfig.Experiment.Sampling, Compute.Reference, 1);
        var sampler = new PatchSampler(
            [new SamplingCase(MiniCases.Prepared("m1", 1), [3, 5], ContextPool.Stride)], MiniConfig.Experiment.Sampling, 1);
        Assert.Equal(40, trainer.Run(sampler, 0, CancellationToken.None).Count());
        return [.. ModelFile.Tensors(model).OrderBy(t => t.Name, StringComparer.Ordinal).SelectMany(t => t.Tensor.bytes.ToArray())];
    }
}
