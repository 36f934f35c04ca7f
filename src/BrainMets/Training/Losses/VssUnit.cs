namespace BrainMets.Training;

/// <summary>What must fire once for the sensitivity term to be content.</summary>
public enum VssUnit
{
    /// <summary>A training segment, as published: a second lesion in it earns nothing.</summary>
    Segment,

    /// <summary>Each connected component of the reference within a segment.</summary>
    Component,
}
