namespace BrainMets.Evaluation;

/// <summary>A permutation test that flips whole patients.</summary>
public sealed record SignFlipResult
{
    /// <summary>The sum of the patients' scores.</summary>
    public required double Sum { get; init; }

    /// <summary>Null when every score is zero: then nothing can be tested.</summary>
    public required double? PValue { get; init; }

    public required int Patients { get; init; }

    /// <summary>Patients with a score other than zero, who carry the test. With n of them no two-sided p lies below 2 / 2^n.</summary>
    public required int NonZero { get; init; }

    public required Alternative Alternative { get; init; }

    /// <summary>Random patterns of signs; null where all patterns were enumerated.</summary>
    public required int? Resamples { get; init; }

    /// <summary>Their seed; null where all patterns were enumerated.</summary>
    public required int? Seed { get; init; }
}
