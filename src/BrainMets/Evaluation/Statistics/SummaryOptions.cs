namespace BrainMets.Evaluation;

/// <summary>How the figures over all cases are made.</summary>
public sealed record SummaryOptions
{
    /// <summary>Patient resamples behind each interval; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling: the same seed gives the same intervals.</summary>
    public int Seed { get; init; }

    /// <summary>Edges between volume bins in mm³, ascending: 0.01, 0.05, 0.1, 0.4, 1 and 4 cc. The outer bins are open.</summary>
    public IReadOnlyList<double> VolumeEdgesMm3 { get; init; } = [10, 50, 100, 400, 1000, 4000];

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Resamples < 100)
        {
            faults.Add($"resamples is {Resamples}; must be 100 or more");
        }

        if (VolumeEdgesMm3.Any(e => !(e > 0) || double.IsInfinity(e))
            || VolumeEdgesMm3.Zip(VolumeEdgesMm3.Skip(1)).Any(e => e.First >= e.Second))
        {
            faults.Add($"volume edges are {string.Join(", ", VolumeEdgesMm3)} mm³; must be positive and ascending");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Summary options: {string.Join("; ", faults)}.");
        }
    }
}
