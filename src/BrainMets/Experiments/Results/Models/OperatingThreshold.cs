namespace BrainMets.Experiments;

/// <summary>At which threshold a network is judged.</summary>
public enum OperatingThreshold
{
    /// <summary>The same for all networks: 0.5 in the paper.</summary>
    Fixed,

    /// <summary>The network's own, chosen on its validation patients.</summary>
    Chosen,
}
