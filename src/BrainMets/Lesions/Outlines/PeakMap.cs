using BrainMets.Imaging;
using BrainMets.Inference;

namespace BrainMets.Lesions;

/// <summary>
/// A map whose components at any threshold are those that <see cref="LesionFinder"/> finds with it and one fixed threshold of outlines: all of a component has its
/// highest probability. So whatever judges maps at all thresholds can judge outlines too.
/// </summary>
internal static class PeakMap
{
    /// <summary>0 below the threshold of outlines.</summary>
    /// <exception cref="InvalidInputException">A voxel of the map is no probability.</exception>
    public static ProbabilityMap Of(ProbabilityMap map, double outlineThreshold, Connectivity connectivity)
    {
        var mask = LesionFinder.AtLeast(map, (float)outlineThreshold);
        var (labels, count) = ConnectedComponents.Label(mask, connectivity);
        var peaks = new Volume<float>(map.Probability.Geometry);
        if (Box3.Around(mask) is not { } box)
        {
            return map with { Probability = peaks };
        }

        var highest = ComponentAccumulator.Of(labels, box, count, map.Probability.Voxels);
        for (var i = 0; i < peaks.Voxels.Length; i++)
        {
            peaks.Voxels[i] = labels.Voxels[i] > 0 ? highest[labels.Voxels[i] - 1].MaxProbability!.Value : 0; // probabilities were given
        }

        return map with { Probability = peaks };
    }
}
