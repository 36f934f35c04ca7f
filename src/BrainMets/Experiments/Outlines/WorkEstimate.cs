namespace BrainMets.Experiments;

/// <summary>
/// Seconds that prediction and judging of test scans take on two CPU cores. Measured, not derived; other machines differ, and so do scans with much air. How they were
/// measured: docs/experiments.md, "How long it takes".
/// </summary>
internal static class WorkEstimate
{
    /// <summary>Reading, brain extraction, normalisation and writing: what a network of no size would take. Mostly on one core.</summary>
    private const double PreparingSecondsPerVoxel = 0.9e-6;

    /// <summary>Of a network with a million trainable numbers, in bf16.</summary>
    private const double PredictingSecondsPerVoxelAndMillion = 2.0e-6;

    /// <summary>For each network and ensemble: both thresholds, all thresholds, its share of comparisons, agreement, strategy and second reader. Mostly on one core.</summary>
    private const double JudgingSecondsPerVoxel = 0.9e-6;

    /// <summary>Of one network over so many voxels of scans.</summary>
    public static double PredictionSeconds(long voxels, long parameters) =>
        voxels * (PreparingSecondsPerVoxel + (PredictingSecondsPerVoxelAndMillion * parameters / 1e6));

    /// <summary>Of all networks and ensembles over so many voxels of scans.</summary>
    public static double JudgingSeconds(long voxels, int networks) => voxels * networks * JudgingSecondsPerVoxel;
}
