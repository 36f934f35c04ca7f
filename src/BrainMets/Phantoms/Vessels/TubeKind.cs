namespace BrainMets.Phantoms;

/// <summary>What flows in a tube decides its signal at a site.</summary>
internal enum TubeKind
{
    Artery,
    Vein,
    Sinus,

    /// <summary>Choroid plexus and the glands without a blood-brain barrier.</summary>
    Choroid,
}
