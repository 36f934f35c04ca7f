namespace BrainMets.Model;

/// <summary>A pathway of a trained network in plain numbers.</summary>
/// <param name="InputBias">Added to the intensities before the first convolution.</param>
/// <param name="FirstWeight">Of the first convolution, [out, 1, Z, Y, X].</param>
/// <param name="Blocks">Layers from the second on.</param>
/// <param name="Residual">For every layer from the first: whether the input of the layer before is added to its output.</param>
public sealed record FrozenPathway(float InputBias, float[] FirstWeight, IReadOnlyList<FrozenBlock> Blocks, IReadOnlyList<bool> Residual);
