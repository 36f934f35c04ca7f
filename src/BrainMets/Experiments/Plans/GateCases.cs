namespace BrainMets.Experiments;

/// <summary>On whom the strategy's gate is chosen.</summary>
public enum GateSelectionSet
{
    /// <summary>Validation patients that none of the strategy's networks learned from; the test patients where there are too few.</summary>
    Validation,

    /// <summary>The test patients themselves, corrected by nested cross-validation.</summary>
    Test,
}
