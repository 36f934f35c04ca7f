using BrainMets.Imaging.Filters;

namespace BrainMets.Evaluation;

/// <summary>The rules by which predicted lesions are matched with reference lesions; printed with every result (docs/metrics.md).</summary>
public sealed record MatchingPreset
{
    public static MatchingPreset Default { get; } = new();

    public string Name { get; init; } = "default";

    public Connectivity Connectivity { get; init; } = Connectivity.Corners26;

    /// <summary>Least intersection over union for a pair; 0 to ask for overlap only.</summary>
    public double MinIou { get; init; } = 0.1;

    /// <summary>A pair below <see cref="MinIou"/> still counts when the predicted centroid lies in the reference lesion.</summary>
    public bool OrCentroidInside { get; init; } = true;

    /// <summary>Smaller lesions are ignored on both sides, in mm³. Default 3: two voxels of 1 x 1 x 1.5 mm.</summary>
    public double MinVolumeMm3 { get; init; } = 3;
}
