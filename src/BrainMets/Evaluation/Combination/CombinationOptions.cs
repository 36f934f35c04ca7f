namespace BrainMets.Evaluation;

/// <summary>How a gate is searched for and how sure one can be of it.</summary>
public sealed record CombinationOptions
{
    /// <summary>
    /// Gates to try in mm³, beside each model alone: ten a decade from 0.01 to 10 cc, rounded as preferred numbers (ISO 3, series R10), which holds the paper's 0.4 cc.
    /// A finer grid would only follow single lesions.
    /// </summary>
    public IReadOnlyList<double> GatesMm3 { get; init; } =
    [
        10, 12.5, 16, 20, 25, 31.5, 40, 50, 63, 80,
        100, 125, 160, 200, 250, 315, 400, 500, 630, 800,
        1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000,
    ];

    /// <summary>Patient resamples behind each interval and behind the distribution of the gate; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Outer folds of the cross-validation; 2 or more. Fewer patients than folds: as many folds as patients.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>How often patients are dealt to folds anew; one deal alone leaves too much to chance. 1 or more.</summary>
    public int Repeats { get; init; } = 20;

    /// <summary>Seed of resampling and of dealing to folds.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (GatesMm3.Any(g => !(g > 0) || double.IsInfinity(g)) || GatesMm3.Zip(GatesMm3.Skip(1)).Any(g => g.First >= g.Second))
        {
            faults.Add($"gates are {string.Join(", ", GatesMm3)} mm³; must be positive, finite and ascending");
        }

        if (Resamples < 100)
        {
            faults.Add($"resamples is {Resamples}; must be 100 or more");
        }

        if (Folds < 2)
        {
            faults.Add($"folds is {Folds}; must be 2 or more");
        }

        if (Repeats < 1)
        {
            faults.Add($"repeats is {Repeats}; must be 1 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Combination options: {string.Join("; ", faults)}.");
        }
    }
}
