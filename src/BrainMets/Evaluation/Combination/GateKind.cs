namespace BrainMets.Evaluation;

/// <summary>What a gate lets through.</summary>
public enum GateKind
{
    /// <summary>A gate of 0: everything from the model for large lesions, which is that model alone.</summary>
    LargeOnly,

    /// <summary>Below the volume the model for small lesions, from the volume on the one for large lesions.</summary>
    Volume,

    /// <summary>A gate of infinity: everything from the model for small lesions, which is that model alone.</summary>
    SmallOnly,
}
