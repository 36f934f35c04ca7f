namespace BrainMets.Preprocessing;

/// <summary>Intensity normalisation inside the brain.</summary>
public static class IntensityNormalization
{
    /// <summary>The value of every voxel outside the brain after normalisation: darker than any tissue, so that the brain's edge is visible to the network.</summary>
    public const float OutsideBrain = -4;
}
