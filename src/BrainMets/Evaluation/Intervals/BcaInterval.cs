namespace BrainMets.Evaluation;

/// <summary>A bias-corrected and accelerated bootstrap interval, with what went into it.</summary>
public sealed record BcaInterval
{
    /// <summary>The figure of all patients; null when it is undefined.</summary>
    public required double? Value { get; init; }

    /// <summary>Null when the interval cannot be told; see <see cref="BcaBootstrap.Interval"/>.</summary>
    public required double? Low { get; init; }

    /// <summary>Null where <see cref="Low"/> is.</summary>
    public required double? High { get; init; }

    /// <summary>z0: the normal quantile of the share of resampled figures below the figure, ties half. Null where there is none.</summary>
    public required double? BiasCorrection { get; init; }

    /// <summary>How the standard error changes with the figure, from leaving out one patient at a time. Null where there is none.</summary>
    public required double? Acceleration { get; init; }

    /// <summary>Resamples in which the figure was undefined; they are left out.</summary>
    public required int UndefinedResamples { get; init; }

    public required int Patients { get; init; }
}
