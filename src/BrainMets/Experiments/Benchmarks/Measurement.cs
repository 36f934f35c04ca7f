using System.Diagnostics;

namespace BrainMets.Experiments;

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
