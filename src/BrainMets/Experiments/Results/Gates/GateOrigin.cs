namespace BrainMets.Experiments;

/// <summary>Where a strategy's gate comes from.</summary>
public enum GateSource
{
    /// <summary>It stands in the plan.</summary>
    Given,

    /// <summary>Chosen on validation patients and applied unchanged to the test patients.</summary>
    Validation,

    /// <summary>Chosen on the very test patients: its figures flatter, and only the cross-validated gain may be believed.</summary>
    Test,
}
