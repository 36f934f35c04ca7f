namespace BrainMets.Evaluation;

/// <summary>What is asked of a claim that two readings are the same, or that one is not worse. State both before seeing the data.</summary>
public sealed record EquivalenceOptions
{
    /// <summary>
    /// The largest difference that does not matter, in the unit of the differences; above 0. There is no default: it is a clinical choice.
    /// </summary>
    public required double Margin { get; init; }

    /// <summary>
    /// Level of each one-sided test; the interval that decides has the confidence 1 - 2 alpha. Above 0 and below 0.5. Regulators usually
    /// ask 0.025 for non-inferiority (ICH E9).
    /// </summary>
    public double Alpha { get; init; } = 0.05;

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(Margin > 0 && double.IsFinite(Margin)))
        {
            faults.Add($"margin is {Margin}; must be above 0");
        }

        if (!(Alpha > 0 && Alpha < 0.5))
        {
            faults.Add($"alpha is {Alpha}; must be above 0 and below 0.5");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Equivalence options: {string.Join("; ", faults)}.");
        }
    }
}
