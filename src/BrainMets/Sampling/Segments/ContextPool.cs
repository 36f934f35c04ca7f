namespace BrainMets.Sampling;

/// <summary>How a context pathway's coarse voxels are made from fine ones.</summary>
public enum ContextPool
{
    /// <summary>Every f-th voxel, as published: thin structures alias.</summary>
    Stride,

    /// <summary>The mean of the f x f x f block around it.</summary>
    Mean,
}
