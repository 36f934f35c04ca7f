namespace BrainMets.Evaluation;

/// <summary>
/// A figure with its 95 % interval. <see cref="N"/> is how many items (lesions, patients) it rests on; <see cref="Undefined"/> how many
/// had no defined value and were left out. The value is null when nothing is defined; the interval also when it cannot be told
/// (docs/metrics.md).
/// </summary>
public sealed record Estimate(double? Value, double? Low, double? High, int N, int Undefined)
{
    /// <summary>A figure that rests on nothing.</summary>
    public static Estimate Nothing { get; } = new(null, null, null, 0, 0);
}
