using BrainMets.Inference;

namespace BrainMets.Lesions;

/// <summary>
/// Finds candidates in a probability map: components that reach the minimum volume only below the operating point, apart from every
/// finding. A metastasis of moderate probability appears here, and not among the findings, whose number an evaluation has measured.
/// </summary>
internal static class CandidateFinder
{
    /// <summary>A longer list would not be reviewed.</summary>
    public const int Most = 10;

    /// <summary>
    /// Components as <see cref="LesionFinder"/> makes them with these options, of the minimum volume of the options, that hold no voxel of
    /// a finding: at most ten, ordered by maximum probability, then by mean probability, then volume, then the earlier first voxel (x
    /// fastest, then y, then z). They are numbered on from the findings. However many components there are, the volume is passed over a
    /// fixed number of times.
    /// </summary>
    /// <param name="map">The map in which the findings were found.</param>
    /// <param name="findings">Excluded, with every component connected to them.</param>
    /// <param name="options">
    /// With the lower threshold, and optionally a segmentation threshold below it; connectivity and minimum volume as for the findings.
    /// </param>
    /// <exception cref="InvalidInputException">A voxel of the map is not a probability.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or the findings lie on another grid than the map.</exception>
    public static CandidateSet Find(ProbabilityMap map, LesionSet findings, LesionOptions options)
    {
        options.Validate();
        if (!map.Probability.Geometry.SameGridAs(findings.Geometry))
        {
            throw new ArgumentException(
                $"Case {map.CaseId}: findings and probability map must share one grid. Map: {map.Probability.Geometry}. Findings: "
                    + $"{findings.Geometry}.", nameof(findings));
        }

        var mask = LesionFinder.AtLeast(map, options.VoxelThreshold);
        var (labels, count) = ConnectedComponents.Label(mask, options.Connectivity);
        if (Box3.Around(mask) is not { } box)
        {
            return new CandidateSet(options.Threshold, labels, []);
        }

        var tallies = ComponentAccumulator.Of(labels, box, count, map.Probability.Voxels);
        var taken = HoldingFindings(labels, findings.Labels, box, count);
        var voxelVolumeMm3 = labels.Geometry.VoxelVolumeMm3;
        // The label map has 16 bits; findings go first.
        var most = Math.Min(Most, ushort.MaxValue - findings.Lesions.Count);
        // OrderBy is stable, and components are numbered by their first voxels.
        var kept = Enumerable.Range(0, count)
            .Where(i => !taken[i]
                && Lesion.ReachesVolume(tallies[i].Voxels * voxelVolumeMm3, options.MinVolumeMm3) && tallies[i].Reaches(options))
            .OrderByDescending(i => tallies[i].MaxProbability)
            .ThenByDescending(i => tallies[i].MeanProbability)
            .ThenByDescending(i => tallies[i].Voxels)
            .Take(most)
            .ToArray();
        LesionFinder.Renumber(labels, box, kept, count, findings.Lesions.Count);
        return new CandidateSet(options.Threshold, labels,
            [.. kept.Select((component, i) => tallies[component].ToLesion(findings.Lesions.Count + i + 1, labels))]);
    }

    /// <summary>Whether a component shares a voxel with a finding; index 0 is label 1.</summary>
    private static bool[] HoldingFindings(Volume<int> labels, Volume<int> findings, Box3 box, int count)
    {
        var holding = new bool[count];
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                var start = labels.Size.Index(box.X, y, z);
                var row = labels.Voxels.AsSpan(start, box.Size.X);
                var found = findings.Voxels.AsSpan(start, box.Size.X);
                for (var x = Math.Max(0, found.IndexOfAnyExcept(0)); x < row.Length; x++)
                {
                    if (found[x] > 0 && row[x] > 0)
                    {
                        holding[row[x] - 1] = true;
                    }
                }
            }
        }

        return holding;
    }
}

/// <summary>
/// Components below the threshold in use for a reader to review: they are not findings and are never counted as such. On the source grid,
/// the most probable first.
/// </summary>
/// <param name="Threshold">The probability they reach, below that of the findings.</param>
/// <param name="Labels">Their label map (0 = none), numbered on from the findings.</param>
/// <param name="Lesions">Their measurements, in the order of their labels.</param>
public sealed record CandidateSet(double Threshold, Volume<int> Labels, IReadOnlyList<Lesion> Lesions)
{
    /// <summary>The label map in 16 bits, for candidates.nii.gz.</summary>
    public Volume<ushort> ToLabelMap() => LesionSet.WhereLabelled(Labels, static label => (ushort)label);
}
