using System.Diagnostics;

namespace BrainMets.Dicom;

/// <summary>Ends a process that takes too long or too much memory for one file.</summary>
internal sealed class DicomWorkerWatchdog : IDisposable
{
    private readonly Process process;
    private readonly DicomLimits limits;
    private readonly Timer timer;
    private readonly Stopwatch clock = Stopwatch.StartNew();

    public DicomWorkerWatchdog(Process process, DicomLimits limits, TimeSpan interval)
    {
        this.process = process;
        this.limits = limits;
        timer = new Timer(_ => Look(), null, interval, interval);
    }

    /// <summary>Why the process was ended; null while it was not.</summary>
    public string? Verdict { get; private set; }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        try
        {
            process.Refresh();
            if (Verdict is null && clock.Elapsed > limits.Time)
            {
                End($"it took longer than {limits.Time.TotalSeconds:0} seconds");
            }
            else if (Verdict is null && process.WorkingSet64 > limits.MostBytes)
            {
                End($"it took more than {limits.MostBytes >> 20} MiB of memory");
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself between two looks.
        }
    }

    private void End(string verdict)
    {
        Verdict = verdict;
        process.Kill();
    }
}
