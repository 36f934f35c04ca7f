namespace BrainMets.Experiments;

/// <summary>One measured point of a curve.</summary>
/// <param name="Quantity">What grows, in the unit of the curve.</param>
/// <param name="Seconds">The least of several times.</param>
/// <param name="PeakMemoryMiB">Largest resident memory of the process meanwhile, all it held before included; null where it is not looked at.</param>
public sealed record ScalingPoint(double Quantity, double Seconds, double? PeakMemoryMiB = null);
