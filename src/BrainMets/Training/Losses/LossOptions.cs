namespace BrainMets.Training;

/// <summary>Weights of the loss. Defaults are the paper's: 0.5 BCE + 0.5 VSS + L1 + L2.</summary>
public sealed record LossOptions
{
    /// <summary>Weight of sensitivity against specificity in VSS, 0..1: higher finds more and raises more false alarms.</summary>
    public double Alpha { get; init; } = 0.5;

    public VssUnit VssUnit { get; init; } = VssUnit.Segment;

    public double CrossEntropyWeight { get; init; } = 0.5;

    public double VssWeight { get; init; } = 0.5;

    /// <summary>Factor on the sum of absolute convolution weights.</summary>
    public double L1 { get; init; } = 1e-6;

    /// <summary>Factor on the sum of squared convolution weights.</summary>
    public double L2 { get; init; } = 1e-4;
}
