namespace BrainMets.Evaluation;

/// <summary>
/// A mean over cases with the standard deviation between them (divided by n - 1; null below two), how many cases have a value, and how
/// many have none.
/// </summary>
public sealed record ScoreMean(double? Value, double? Deviation, int N, int Undefined)
{
    internal static ScoreMean Of(IEnumerable<double?> values)
    {
        var all = values.ToArray();
        var defined = all.OfType<double>().ToArray();
        double? mean = defined.Length == 0 ? null : defined.Average();
        double? deviation = defined.Length < 2 ? null : Math.Sqrt(defined.Sum(v => (v - mean!.Value) * (v - mean.Value)) / (defined.Length - 1));
        return new ScoreMean(mean, deviation, defined.Length, all.Length - defined.Length);
    }
}
