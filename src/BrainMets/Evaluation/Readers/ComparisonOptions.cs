namespace BrainMets.Evaluation;

/// <summary>How readers are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Patient resamples behind each interval; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Random patterns of signs of tests that are too large to enumerate; 1,000 or more.</summary>
    public int SignFlips { get; init; } = 100_000;

    /// <summary>Of resamples and sign patterns: the same seed gives the same intervals and p-values.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// How far two readers may differ and still count as equal, by metric and in its unit; above 0. Declared beforehand: without a margin there is no test
    /// for equivalence, since a large p-value shows none.
    /// </summary>
    public IReadOnlyDictionary<PairedMetric, double> Margins { get; init; } = new Dictionary<PairedMetric, double>();

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Resamples < 100)
        {
            faults.Add($"resamples is {Resamples}; must be 100 or more");
        }

        if (SignFlips < 1000)
        {
            faults.Add($"sign flips is {SignFlips}; must be 1000 or more");
        }

        faults.AddRange(Margins.Where(m => !(m.Value > 0) || double.IsInfinity(m.Value)).Select(m => $"the margin of {m.Key} is {m.Value}; must be above 0"));
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Comparison options: {string.Join("; ", faults)}.");
        }
    }
}
