namespace BrainMets.Evaluation;

/// <summary>How the signs of whole patients are flipped.</summary>
public sealed record SignFlipOptions
{
    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    /// <summary>Random patterns of signs where more than 20 patients have a score other than zero; 1,000 or more.</summary>
    public int Resamples { get; init; } = 100_000;

    /// <summary>Seed of the random patterns: the same seed gives the same p, whatever the order of the patients.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        if (Resamples < 1000)
        {
            throw new ArgumentException($"Sign-flip options: resamples is {Resamples}; must be 1000 or more.");
        }
    }
}
