namespace BrainMets.Preprocessing;

/// <summary>One layer of a network is done: mean and biased variance of each channel over the whole volume, before normalisation.</summary>
/// <param name="Layer">From 0.</param>
/// <param name="Means">One a channel.</param>
/// <param name="Variances">One a channel.</param>
public sealed record LayerStatistics(int Layer, double[] Means, double[] Variances);
