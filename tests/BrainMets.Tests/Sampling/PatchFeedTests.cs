using BrainMets.Sampling;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Sampling;

[Slow(3)]
public sealed class PatchFeedTests
{
    private static readonly SegmentShape Shape = new(new Size3(9, 9, 9), 4, [3, 5]);
    private static readonly SamplingOptions Options = new() { OutputSize = 9, BatchSize = 3 };

    [Fact]
    public void The_batches_are_those_drawn_one_after_the_other()
    {
        (int Epoch, int Step)[] order = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)];
        using var batch = new Batch(Options.BatchSize, Shape);
        using var feed = new PatchPrefetcher(Sampler(), (Options.BatchSize, Shape), order, CancellationToken.None);
        foreach (var (epoch, step) in order)
        {
            var expected = new BatchArrays(Options.BatchSize, Shape);
            Sampler().Fill(expected, epoch, step, CancellationToken.None);

            feed.Next(batch);

            Assert.Equal(expected.Normal.ToArray(), batch.Normal.data<float>().ToArray());
            Assert.Equal(expected.Context(1).ToArray(), batch.Contexts[1].data<float>().ToArray());
            Assert.Equal(expected.Labels.ToArray(), batch.Components.data<byte>().ToArray());
            Assert.Equal(expected.Labels.ToArray().Where(l => l > 0).Distinct().Order().Select(l => (long)l), batch.LesionNumbers);
        }

        Assert.Throws<InvalidOperationException>(() => feed.Next(batch));
    }

    [Fact]
    public void No_thread_is_left_behind()
    {
        var order = new EndlessOrder();
        var feed = new PatchPrefetcher(Sampler(), (Options.BatchSize, Shape), order.Steps(), CancellationToken.None);
        using (var batch = new Batch(Options.BatchSize, Shape))
        {
            feed.Next(batch);
        }

        feed.Dispose();

        Assert.NotSame(Thread.CurrentThread, order.Thread);
        Assert.False(order.Thread!.IsAlive);                                // Next was answered, so a thread enumerated the order
    }

    [Fact]
    public void Drawing_ahead_stops_at_two_batches()
    {
        var order = new EndlessOrder();
        var feed = new PatchPrefetcher(Sampler(), (Options.BatchSize, Shape), order.Steps(), CancellationToken.None);
        using (var batch = new Batch(Options.BatchSize, Shape))
        {
            for (var i = 0; i < 5; i++)
            {
                feed.Next(batch);
            }
        }

        feed.Dispose();

        Assert.InRange(order.Asked, 5, 8);                                  // five taken, at most two drawn ahead, one asked for
    }

    [Fact]
    public void Cancelling_ends_the_wait()
    {
        using var stop = new CancellationTokenSource();
        using var batch = new Batch(Options.BatchSize, Shape);
        using var never = new ManualResetEventSlim();
        IEnumerable<(int, int)> Blocked()
        {
            stop.Cancel();
            never.Wait(TimeSpan.FromSeconds(0.2), CancellationToken.None);
            yield return (0, 0);
        }

        using var feed = new PatchPrefetcher(Sampler(), (Options.BatchSize, Shape), Blocked(), stop.Token);

        Assert.ThrowsAny<OperationCanceledException>(() => feed.Next(batch));
    }

    [Fact]
    public void What_goes_wrong_while_drawing_is_thrown_where_the_batch_is_asked_for()
    {
        static IEnumerable<(int, int)> Broken()
        {
            yield return (0, 0);
            throw new InvalidInputException("case-1", "the disk is gone.");
        }

        using var batch = new Batch(Options.BatchSize, Shape);
        using var feed = new PatchPrefetcher(Sampler(), (Options.BatchSize, Shape), Broken(), CancellationToken.None);
        feed.Next(batch);

        var e = Assert.Throws<InvalidInputException>(() => feed.Next(batch));

        Assert.Contains("the disk is gone", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_waiting_is_counted_as_waiting()
    {
        using var batch = new Batch(Options.BatchSize, Shape);
        using var feed = new PatchPrefetcher(Sampler(), (Options.BatchSize, Shape), [(0, 0)], CancellationToken.None);
        feed.Next(batch);
        var waited = feed.Waited;

        Thread.SpinWait(100_000);

        Assert.Equal(waited, feed.Waited);
    }

    private static PatchSampler Sampler() =>
        new([.. Enumerable.Range(1, 3).Select(i => new SamplingCase(MiniCases.Prepared($"m{i}", i), [3, 5], ContextPool.Stride))],
            Options, 1);

    /// <summary>Remembers who asked it, and how often.</summary>
    private sealed class EndlessOrder
    {
        public Thread? Thread { get; private set; }

        public int Asked { get; private set; }

        public IEnumerable<(int Epoch, int Step)> Steps()
        {
            Thread = Thread.CurrentThread;
            while (true)
            {
                yield return (0, Asked++);
            }
        }
    }
}
