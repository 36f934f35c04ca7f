namespace BrainMets.Evaluation;

/// <summary>How a signed-rank test is done. The defaults are those of the reports; the others reproduce what other programs print.</summary>
public sealed record SignedRankOptions
{
    /// <summary>Most pairs of <see cref="SignedRankMethod.Exact"/> and <see cref="SignedRankMethod.ExactPermutation"/>.</summary>
    public const int MostPairsExactly = 500;

    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    public ZeroRule ZeroRule { get; init; } = ZeroRule.Pratt;

    public SignedRankMethod Method { get; init; } = SignedRankMethod.Automatic;

    /// <summary>Moves the sum of ranks half a unit towards its mean; only for <see cref="SignedRankMethod.Normal"/>. Off, as in SciPy; R has it on.</summary>
    public bool ContinuityCorrection { get; init; }

    /// <summary>Decimals to which the differences are rounded first, 0 to 15; null: none.</summary>
    public int? Decimals { get; init; } = PairedDifferences.Decimals;

    /// <summary>Random patterns of the Monte Carlo method; 1,000 or more. The standard error of p is sqrt(p (1 - p) / resamples).</summary>
    public int Resamples { get; init; } = 100_000;

    /// <summary>Seed of the Monte Carlo method: the same seed gives the same p, whatever the order of the patients.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Decimals is < 0 or > 15)
        {
            faults.Add($"decimals is {Decimals}; must be 0 to 15, or nothing for no rounding");
        }

        if (Resamples < 1000)
        {
            faults.Add($"resamples is {Resamples}; must be 1000 or more");
        }

        if (ContinuityCorrection && Method != SignedRankMethod.Normal)
        {
            faults.Add($"a continuity correction with the method {Method}; only Normal has one");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Signed-rank options: {string.Join("; ", faults)}.");
        }
    }
}
