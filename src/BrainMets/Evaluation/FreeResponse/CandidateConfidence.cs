namespace BrainMets.Evaluation;

/// <summary>Which probability of its voxels stands for a lesion candidate as a whole.</summary>
public enum CandidateConfidence
{
    /// <summary>The highest, as in PI-CAI and LUNA16.</summary>
    Maximum,

    /// <summary>The mean over the voxels from the candidate threshold on.</summary>
    Mean,
}
