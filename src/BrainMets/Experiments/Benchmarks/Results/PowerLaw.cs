namespace BrainMets.Experiments;

/// <summary>y = a * x^b.</summary>
public static class PowerLaw
{
    /// <summary>b by least squares on the logarithms; null when fewer than two x differ, or a value is not above 0.</summary>
    public static double? Exponent(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2 || points.Any(p => !(p.X > 0 && p.Y > 0)))
        {
            return null;
        }

        var (x, y) = (points.Select(p => Math.Log(p.X)).ToArray(), points.Select(p => Math.Log(p.Y)).ToArray());
        var (meanX, meanY) = (x.Average(), y.Average());
        var spread = x.Sum(v => (v - meanX) * (v - meanX));
        return spread == 0 ? null : x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / spread;
    }
}
