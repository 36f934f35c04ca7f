using System.Diagnostics;
using System.Globalization;

namespace BrainMets.Measurements;

/// <summary>How long a piece of work takes.</summary>
internal static class Clock
{
    public static (T Value, double Seconds) Time<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var value = work();
        return (value, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The least of several times after one that is not counted: other work on a machine can only add to it.</summary>
    public static double Least<T>(Func<T> work, int times)
    {
        Time(work);
        return Enumerable.Range(0, times).Min(_ => Time(work).Seconds);
    }

    /// <summary>The middle one, or the mean of the middle two; null of none.</summary>
    public static double? Median(IReadOnlyCollection<double> seconds)
    {
        var sorted = seconds.Order().ToArray();
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>
/// The largest resident memory of this process since a moment, whatever was resident before included. Linux starts the count anew (proc(5),
/// clear_refs); where it cannot be started anew it is the largest since the process began.
/// </summary>
internal static class PeakMemory
{
    private const string StatusFile = "/proc/self/status";
    private const string ResetFile = "/proc/self/clear_refs";
    private const string ResetPeak = "5";
    private const double BytesPerMib = 1048576;

    /// <summary>Starts the count anew, where the system can.</summary>
    public static void Restart()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                File.WriteAllText(ResetFile, ResetPeak);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some containers forbid it; the figure is then that of the whole process, which is no less.
        }
    }

    /// <summary>MiB at most since <see cref="Restart"/>; null where the system does not tell.</summary>
    public static double? Mib()
    {
        if (FromStatus("VmHWM:") is { } mib)
        {
            return mib;
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 > 0 ? process.PeakWorkingSet64 / BytesPerMib : null;
    }

    /// <summary>MiB now.</summary>
    public static double? MibNow()
    {
        if (FromStatus("VmRSS:") is { } mib)
        {
            return mib;
        }

        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 > 0 ? process.WorkingSet64 / BytesPerMib : null;
    }

    /// <summary>"VmHWM:   123456 kB" in MiB; null where there is no such line.</summary>
    private static double? FromStatus(string key)
    {
        var line = File.Exists(StatusFile)
            ? File.ReadLines(StatusFile).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))
            : null;
        return line is null
            ? null
            : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024.0;
    }
}
