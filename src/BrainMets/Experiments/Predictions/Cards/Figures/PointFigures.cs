namespace BrainMets.Experiments;

/// <summary>
/// One operating point. <paramref name="HeldOut"/> is the figure to quote: each patient is judged at the threshold that the other patients choose. Null with fewer
/// than two patients with which a threshold can be chosen.
/// </summary>
/// <param name="Point">sensitive, balanced or precise.</param>
/// <param name="Threshold">Chosen on all cases; on the map that is written for the ensemble, on the network's own for one network.</param>
/// <param name="HeldOut">Cross-fitted by patient.</param>
/// <param name="SameCases">At <paramref name="Threshold"/> on the very cases it was chosen on; flatters.</param>
public sealed record OperatingPointMetrics(string Point, double Threshold, OperatingMetrics? HeldOut, OperatingMetrics SameCases);
