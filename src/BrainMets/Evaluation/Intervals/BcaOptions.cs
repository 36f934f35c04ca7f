namespace BrainMets.Evaluation;

/// <summary>How a BCa interval is made.</summary>
public sealed record BcaOptions
{
    /// <summary>Between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Resamples of patients; 1,000 or more, since the interval may look far into a tail.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling: the same seed gives the same interval.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(Confidence > 0 && Confidence < 1))
        {
            faults.Add($"confidence is {Confidence}; must lie between 0 and 1");
        }

        if (Resamples < 1000)
        {
            faults.Add($"resamples is {Resamples}; must be 1000 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"BCa options: {string.Join("; ", faults)}.");
        }
    }
}
