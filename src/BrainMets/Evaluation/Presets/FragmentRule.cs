namespace BrainMets.Evaluation;

/// <summary>Which unpaired predictions are fragments of a found lesion: counted, not false positives.</summary>
public enum FragmentRule
{
    /// <summary>Those that share a voxel with it.</summary>
    AnyOverlap,

    /// <summary>Those that overlap it enough to pair with it.</summary>
    MayPair,

    /// <summary>None: what is not paired is a false positive.</summary>
    None,
}
