namespace BrainMets.Sampling;

/// <summary>
/// The input voxels of each pathway for one predicted box. All sizes follow from the box and three numbers of the network: the halo that
/// valid convolutions consume on each side, and the subsampling factors of the context pathways (docs/method.md, "Context").
/// </summary>
internal sealed record SegmentShape(Size3 Output, int Halo, IReadOnlyList<int> ContextFactors)
{
    /// <summary>Input of the normal-resolution pathway.</summary>
    public Size3 Normal => new(Output.X + (2 * Halo), Output.Y + (2 * Halo), Output.Z + (2 * Halo));

    /// <summary>Input of a context pathway: enough neurons to cover the output once repeated, plus the halo.</summary>
    public Size3 Context(int factor) =>
        new(ContextLength(Output.X, factor), ContextLength(Output.Y, factor), ContextLength(Output.Z, factor));

    /// <summary>
    /// Where, along one axis, the context grid starts for an output box starting at <paramref name="outputStart"/>. Neuron k is repeated
    /// over f*k ... f*k + f-1, so its centre is put in the middle of that block, (f-1)/2 further than the published code has it.
    /// </summary>
    public int ContextStart(int outputStart, int factor) => outputStart - (Halo * factor) + ((factor - 1) / 2);

    private int ContextLength(int output, int factor) => ((output + factor - 1) / factor) + (2 * Halo);
}

/// <summary>How a context pathway's coarse voxels are made from fine ones.</summary>
internal enum ContextPool
{
    /// <summary>Every f-th voxel, as published: thin structures alias.</summary>
    Stride,

    /// <summary>The mean of the f x f x f block around it.</summary>
    Mean,
}
