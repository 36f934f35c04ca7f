namespace BrainMets.Inference;

/// <summary>Probability of lesion, 0..1, on the source grid of a case; 0 outside the brain.</summary>
public sealed record ProbabilityMap(string CaseId, string Patient, Volume<float> Probability)
{
    /// <summary>
    /// The mean of several maps of one case, voxel by voxel, summed in double precision; a single map is returned as it is.
    /// </summary>
    /// <param name="maps">One or more, all on one grid. Enumerated once: no more than one map and the sums are held.</param>
    /// <exception cref="InvalidInputException">They lie on different grids.</exception>
    /// <exception cref="ArgumentException">No map is given.</exception>
    public static ProbabilityMap Mean(IEnumerable<ProbabilityMap> maps)
    {
        var (caseId, patient) = ("", "");
        VolumeGeometry? grid = null;
        var mean = Mean(maps.Select(map =>
        {
            (caseId, patient) = grid is null ? (map.CaseId, map.Patient) : (caseId, patient);
            grid ??= map.Probability.Geometry;
            return map.Probability.Geometry.SameGridAs(grid)
                ? map.Probability
                : throw new InvalidInputException(
                    map.CaseId,
                    $"probability maps on different grids cannot be averaged. One: {grid}. Another: {map.Probability.Geometry}.");
        }));
        return new ProbabilityMap(caseId, patient, mean);
    }

    /// <summary>The mean of several volumes of probabilities, which may lie on the working grid of a case.</summary>
    /// <inheritdoc cref="Mean(IEnumerable{ProbabilityMap})"/>
    internal static Volume<float> Mean(IEnumerable<Volume<float>> maps)
    {
        Volume<float>? only = null;
        double[] sums = [];
        VolumeGeometry? grid = null;
        var count = 0;
        foreach (var map in maps)
        {
            count++;
            if (grid is null)
            {
                (only, grid) = (map, map.Geometry);
                continue;
            }

            if (only is not null)
            {
                sums = Array.ConvertAll(only.Voxels, p => (double)p);
                only = null;
            }

            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += map.Voxels[i];
            }
        }

        return grid is null ? throw new ArgumentException("There is no probability map to average.", nameof(maps))
            : only ?? new Volume<float>(grid, Array.ConvertAll(sums, sum => (float)(sum / count)));
    }
}
