namespace BrainMets.Evaluation;

/// <summary>The volume from which on a curve stays at or above a level.</summary>
internal static class ThresholdCrossing
{
    public static VolumeThreshold Of(ResampledCurve curve, double[] grid, double level)
    {
        int[] drawn = [.. Enumerable.Range(0, grid.Length).Where(at => curve.Drawn[at])];
        if (drawn.Length == 0)
        {
            return new VolumeThreshold(level, null, null, null, null);
        }

        var crossings = curve.Resamples.Select(c => Of(c, drawn, grid, level)).Order().ToArray();
        var share = crossings.Count(double.IsFinite) / (double)crossings.Length;
        var value = Of(curve.Values, drawn, grid, level);
        if (!double.IsFinite(value) || IsBlank(value, drawn, grid))
        {
            return new VolumeThreshold(level, null, null, null, share);
        }

        // Outward order statistics: an interpolation cannot pass an end that lies beyond the curve.
        var rank = 0.025 * (crossings.Length - 1);
        return new VolumeThreshold(
            level, Volume(value), Volume(crossings[(int)Math.Floor(rank)]), Volume(crossings[^(1 + (int)Math.Floor(rank))]), share);
    }

    /// <summary>log10 mm³; negative infinity when the curve lies above throughout, positive when it ends below.</summary>
    private static double Of(double[] values, int[] drawn, double[] grid, double level)
    {
        if (!(values[drawn[^1]] >= level))
        {
            return double.PositiveInfinity;
        }

        for (var i = drawn.Length - 2; i >= 0; i--)
        {
            var (below, above) = (drawn[i], drawn[i + 1]);
            if (!(values[below] >= level))
            {
                return grid[below] + ((level - values[below]) / (values[above] - values[below]) * (grid[above] - grid[below]));
            }
        }

        return double.NegativeInfinity;
    }

    /// <summary>Between two drawn volumes that are no neighbours the curve is blank, and so is where it rises.</summary>
    private static bool IsBlank(double crossing, int[] drawn, double[] grid)
    {
        var above = Array.FindIndex(drawn, at => grid[at] >= crossing);
        return above > 0 && drawn[above] - drawn[above - 1] > 1;
    }

    private static double? Volume(double crossing) => double.IsFinite(crossing) ? Math.Pow(10, crossing) : null;
}
