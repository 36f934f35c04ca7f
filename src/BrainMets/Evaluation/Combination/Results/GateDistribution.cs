namespace BrainMets.Evaluation;

/// <summary>
/// The gates that would have been chosen from other patients like these (resamples). Percentiles are gates that were chosen (nearest rank); null when nothing could be chosen in any.
/// </summary>
/// <param name="Resamples">How many were drawn.</param>
/// <param name="Undecided">Those among them without lesion or prediction, in which nothing could be chosen.</param>
/// <param name="Low">2.5th percentile.</param>
/// <param name="Median">The middle.</param>
/// <param name="High">97.5th percentile.</param>
public sealed record GateDistribution(int Resamples, int Undecided, VolumeGate? Low, VolumeGate? Median, VolumeGate? High);
