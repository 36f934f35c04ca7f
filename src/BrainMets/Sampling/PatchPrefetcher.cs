using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace BrainMets.Sampling;

/// <summary>
/// Draws the next batches on a thread of its own while the network works on the present one. As every draw is a function of (seed, epoch,
/// step), this changes when segments are drawn and never which. Two sets of arrays circulate between the threads; tensors stay with the
/// caller, whose dispose scopes are per thread.
/// </summary>
internal sealed class PatchPrefetcher : IDisposable
{
    private const int Ahead = 2;

    private readonly BlockingCollection<BatchArrays> free = [];
    private readonly BlockingCollection<BatchArrays> filled = [];
    private readonly CancellationTokenSource stop;
    private readonly Thread thread;
    private readonly Stopwatch waiting = new();
    private ExceptionDispatchInfo? fault;

    /// <param name="sampler">Draws the segments; must not be used elsewhere at the same time.</param>
    /// <param name="batch">Segments in a batch, and their shape.</param>
    /// <param name="order">Epoch and step, both from 0, of one batch after the other; enumerated on the other thread.</param>
    /// <param name="cancellation">Ends drawing and waiting at once.</param>
    public PatchPrefetcher(PatchSampler sampler, (int Count, SegmentShape Shape) batch, IEnumerable<(int Epoch, int Step)> order,
        CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        for (var i = 0; i < Ahead; i++)
        {
            free.Add(new BatchArrays(batch.Count, batch.Shape), CancellationToken.None);
        }

        thread = new Thread(() => Fill(sampler, order)) { IsBackground = true, Name = nameof(PatchPrefetcher) };
        thread.Start();
    }

    /// <summary>How long <see cref="Next"/> has waited so far: what the network lost to the sampler.</summary>
    public TimeSpan Waited => waiting.Elapsed;

    /// <summary>Uploads the next batch, waiting for it when it is not drawn yet.</summary>
    /// <param name="batch">Receives it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="InvalidOperationException">The order has come to its end.</exception>
    public void Next(Batch batch)
    {
        waiting.Start();
        BatchArrays? arrays;
        try
        {
            filled.TryTake(out arrays, Timeout.Infinite, stop.Token);
        }
        finally
        {
            waiting.Stop();
        }

        if (arrays is null)
        {
            fault?.Throw();
            throw new InvalidOperationException("All batches of the order were used; there is no next one.");
        }

        batch.Upload(arrays);
        free.Add(arrays, CancellationToken.None);
    }

    /// <summary>Returns once the thread has ended.</summary>
    public void Dispose()
    {
        stop.Cancel();
        thread.Join();
        free.Dispose();
        filled.Dispose();
        stop.Dispose();
    }

    private void Fill(PatchSampler sampler, IEnumerable<(int Epoch, int Step)> order)
    {
        try
        {
            foreach (var (epoch, step) in order)
            {
                var arrays = free.Take(stop.Token);
                sampler.Fill(arrays, epoch, step, stop.Token);
                filled.Add(arrays, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // No thread waits any more.
        }
        catch (Exception e)
        {
            fault = ExceptionDispatchInfo.Capture(e);                       // Next rethrows it on the thread of the caller.
        }
        finally
        {
            filled.CompleteAdding();
        }
    }
}
