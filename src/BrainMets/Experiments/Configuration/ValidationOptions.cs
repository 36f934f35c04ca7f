namespace BrainMets.Experiments;

/// <summary>Which cases are kept from training to choose the best epoch and the threshold, and how often they are looked at.</summary>
public sealed record ValidationOptions
{
    /// <summary>Share of the training patients set aside, 0 up to 1. With 0 the last epoch is taken, with a threshold of 0.5.</summary>
    public double PatientFraction { get; init; } = 0.2;

    /// <summary>Validation after every so many epochs, and after the last. Default 20: once in a published epoch.</summary>
    public int EveryEpochs { get; init; } = 20;
}
