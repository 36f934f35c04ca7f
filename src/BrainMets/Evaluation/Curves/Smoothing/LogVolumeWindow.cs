namespace BrainMets.Evaluation;

/// <summary>
/// The window of lesions around a volume, on the log10 axis: within half a width on either side, weighted by Epanechnikov's kernel, 3/4 (1 -
/// t²) / half width, which is 0 at its ends and integrates to 1.
/// </summary>
public static class LogVolumeWindow
{
    public static double Weight(double distance, double halfWidth)
    {
        var t = distance / halfWidth;
        return Math.Abs(t) < 1 ? 0.75 * (1 - (t * t)) / halfWidth : 0;
    }

    /// <summary>The part of the kernel around <paramref name="x"/> that lies at or above <paramref name="floor"/>, 0 to 1.</summary>
    public static double MassAbove(double floor, double x, double halfWidth)
    {
        var t = Math.Clamp((floor - x) / halfWidth, -1, 1);
        return 0.5 - (0.75 * (t - (t * t * t / 3)));
    }
}
