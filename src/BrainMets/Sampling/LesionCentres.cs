namespace BrainMets.Sampling;

/// <summary>What is drawn uniformly when a segment is to be centred on a lesion.</summary>
public enum LesionCentres
{
    /// <summary>A lesion voxel, as published: large lesions are seen most.</summary>
    Voxel,

    /// <summary>A lesion, then one of its voxels: a small lesion is seen as often as a large one.</summary>
    Lesion,
}
