namespace BrainMets.Model;

/// <summary>
/// A block of a trained network as prediction sees it: its batch statistics are one scale and one shift a channel, so that it computes
/// W * activation(scale x + shift). Plain numbers, independent of the network they were taken from.
/// </summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Scale">One an input channel.</param>
/// <param name="Shift">One an input channel.</param>
/// <param name="Slope">Factor on negative values, one an input channel; 0 for ReLU.</param>
/// <param name="Weight">[out, in, Z, Y, X], x fastest.</param>
public sealed record FrozenBlock(int Inputs, int Outputs, float[] Scale, float[] Shift, float[] Slope, float[] Weight);
