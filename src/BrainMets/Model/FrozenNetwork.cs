namespace BrainMets.Model;

/// <summary>A trained network in plain numbers, as it stood when it was asked for.</summary>
/// <param name="Options">Its shape.</param>
/// <param name="Normal">The pathway at full resolution.</param>
/// <param name="Contexts">Those at lower resolution, in the order of the factors.</param>
/// <param name="Classifier">1 x 1 x 1 layers over the joined pathways; the last has two outputs, background and metastasis.</param>
/// <param name="OutputBias">Of the two.</param>
public sealed record FrozenNetwork(
    ModelOptions Options, FrozenPathway Normal, IReadOnlyList<FrozenPathway> Contexts, IReadOnlyList<FrozenBlock> Classifier, float[] OutputBias);
