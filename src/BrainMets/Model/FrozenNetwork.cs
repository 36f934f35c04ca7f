namespace BrainMets.Model;

/// <summary>The weights of a trained network as plain arrays, at the time of the call.</summary>
/// <param name="Options">Its shape.</param>
/// <param name="Normal">The pathway at full resolution.</param>
/// <param name="Contexts">Those at lower resolution, in the order of the factors.</param>
/// <param name="Classifier">1 x 1 x 1 layers over the joined pathways; the last has two outputs, background and metastasis.</param>
/// <param name="OutputBias">Of the two.</param>
internal sealed record FrozenNetwork(
    DeepMedicOptions Options, FrozenPathway Normal, IReadOnlyList<FrozenPathway> Contexts, IReadOnlyList<FrozenBlock> Classifier,
        float[] OutputBias);

/// <summary>A pathway of a trained network in plain numbers.</summary>
/// <param name="InputBias">Added to the intensities before the first convolution.</param>
/// <param name="FirstWeight">Of the first convolution, [out, 1, Z, Y, X].</param>
/// <param name="Blocks">Layers from the second on.</param>
/// <param name="Residual">For every layer from the first: whether the input of the layer before is added to its output.</param>
internal sealed record FrozenPathway(float InputBias, float[] FirstWeight, IReadOnlyList<FrozenBlock> Blocks, IReadOnlyList<bool> Residual);

/// <summary>
/// A block of a trained network for prediction: its batch statistics are one scale and one shift a channel, so that it computes W *
/// activation(scale x + shift). Plain numbers, independent of the network they were taken from.
/// </summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Scale">One an input channel.</param>
/// <param name="Shift">One an input channel.</param>
/// <param name="Slope">Factor on negative values, one an input channel; 0 for ReLU.</param>
/// <param name="Weight">[out, in, Z, Y, X], x fastest.</param>
internal sealed record FrozenBlock(int Inputs, int Outputs, float[] Scale, float[] Shift, float[] Slope, float[] Weight);
