namespace BrainMets.Evaluation;

/// <summary>Outcome of STAPLE on decision patterns: the probability of lesion for each pattern, and what became of the readers.</summary>
/// <param name="Probability">By pattern: bit r is set when reader r marked the voxel.</param>
/// <param name="Readers">In the order of the masks.</param>
/// <param name="Iterations">Rounds until nothing moved, or the most allowed.</param>
/// <param name="Converged">False when the rounds ran out first.</param>
public sealed record StapleResult(
    IReadOnlyDictionary<uint, double> Probability, IReadOnlyList<ReaderPerformance> Readers, int Iterations, bool Converged);
