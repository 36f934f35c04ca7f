namespace BrainMets.Evaluation;

/// <summary>How masks of several readers become one.</summary>
public enum ConsensusMethod
{
    /// <summary>A voxel that more than half of the readers marked; of an even number, half is not enough.</summary>
    Majority,

    /// <summary>A voxel that is lesion with a probability of more than one half, each reader weighed by an estimate of how good he is (STAPLE).</summary>
    Staple,
}
