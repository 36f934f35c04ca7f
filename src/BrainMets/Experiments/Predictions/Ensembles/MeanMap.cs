using BrainMets.Imaging;
using BrainMets.Inference;

namespace BrainMets.Experiments;

/// <summary>The mean of several probability maps of one case, voxel by voxel.</summary>
internal static class MeanMap
{
    /// <param name="maps">One at least, all on one grid.</param>
    /// <exception cref="InvalidInputException">They lie on different grids.</exception>
    public static ProbabilityMap Of(IReadOnlyList<ProbabilityMap> maps)
    {
        if (maps.Count == 1)
        {
            return maps[0];
        }

        var grid = maps[0].Probability.Geometry;
        if (maps.FirstOrDefault(m => !m.Probability.Geometry.SameGridAs(grid)) is { } other)
        {
            throw new InvalidInputException(other.CaseId, $"probability maps on different grids cannot be averaged. One: {grid}. Another: {other.Probability.Geometry}.");
        }

        var mean = new Volume<float>(grid);
        for (var i = 0; i < mean.Voxels.Length; i++)
        {
            var sum = 0.0;
            foreach (var map in maps)
            {
                sum += map.Probability.Voxels[i];
            }

            mean.Voxels[i] = (float)(sum / maps.Count);
        }

        return maps[0] with { Probability = mean };
    }
}
