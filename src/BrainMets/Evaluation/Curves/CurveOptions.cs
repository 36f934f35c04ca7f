namespace BrainMets.Evaluation;

/// <summary>How curves over lesion volume are made (docs/metrics.md).</summary>
public sealed record CurveOptions
{
    /// <summary>Patient resamples behind the bands; 100 or more, and 1,000 or more for bands that are printed.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling: the same seed gives the same bands.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Lesions between volume / factor and volume x factor make up the window of a volume. Default 2: half to double. Declared in advance
    /// and not tuned to the outcomes, so that the bands need not account for its choice.
    /// </summary>
    public double WindowFactor { get; init; } = 2;

    /// <summary>A curve is blank where fewer distinct patients have a lesion in the window; 2 or more.</summary>
    public int MinPatients { get; init; } = 10;

    /// <summary>Points a factor of ten in volume, at the powers 10^(k / n) mm³, whatever the data; 1 or more.</summary>
    public int PointsPerDecade { get; init; } = 20;

    /// <summary>
    /// Least predicted volume that counts, from the matching preset, in mm³; 0 for none. No false positive can lie below it, so the
    /// smoothing of their rate stops there.
    /// </summary>
    public double MinVolumeMm3 { get; init; }

    /// <summary>Half of the window in decades of volume.</summary>
    internal double HalfWindow => Math.Log10(WindowFactor);

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Resamples < 100)
        {
            faults.Add($"resamples is {Resamples}; must be 100 or more");
        }

        if (!(WindowFactor > 1) || double.IsInfinity(WindowFactor))
        {
            faults.Add($"window factor is {WindowFactor}; must be above 1");
        }

        if (MinPatients < 2)
        {
            faults.Add($"least number of patients is {MinPatients}; must be 2 or more");
        }

        if (PointsPerDecade < 1)
        {
            faults.Add($"points per decade is {PointsPerDecade}; must be 1 or more");
        }

        if (!(MinVolumeMm3 >= 0) || double.IsInfinity(MinVolumeMm3))
        {
            faults.Add($"least volume is {MinVolumeMm3} mm³; must be 0 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Curve options: {string.Join("; ", faults)}.");
        }
    }
}
