namespace BrainMets.Sampling;

/// <summary>Random changes of a training segment. Defaults are the paper's.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Probability of mirroring left and right, 0..1.</summary>
    public double FlipProbability { get; init; } = 0.5;

    /// <summary>Standard deviation of the shift of intensity, in units of the normalised image.</summary>
    public double ShiftSd { get; init; } = 0.05;

    /// <summary>Standard deviation of the factor on intensity around 1.</summary>
    public double ScaleSd { get; init; } = 0.01;
}
