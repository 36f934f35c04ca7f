using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>
/// Deals boxes out to threads, each of which computes with one thread of the library: side by side they do more than all threads of the library
/// on one box, and no result depends on how many there are.
/// </summary>
internal sealed class BoxWorkers(int threads, CancellationToken cancellation)
{
    /// <summary>Does every box once. <paramref name="start"/> is called by each thread, in a scope that lasts until that thread is done.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public void Run(IReadOnlyList<RegionBox> boxes, Func<Action<RegionBox>> start)
    {
        var next = -1;
        void Work()
        {
            set_num_threads(1);
            using var noGrad = inference_mode();
            using var scope = NewDisposeScope();
            var work = start();
            for (var i = Interlocked.Increment(ref next); i < boxes.Count; i = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                using var each = NewDisposeScope();
                work(boxes[i]);
            }
        }

        try
        {
            var others = Enumerable.Range(1, Math.Max(0, Math.Min(threads, boxes.Count) - 1))
                .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            try
            {
                Work();
            }
            finally
            {
                Interlocked.Add(ref next, boxes.Count);
                Task.WhenAll(others).GetAwaiter().GetResult();
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
