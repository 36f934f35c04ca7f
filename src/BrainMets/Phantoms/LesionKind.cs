namespace BrainMets.Phantoms;

/// <summary>How a metastasis looks after contrast agent.</summary>
public enum LesionKind
{
    Solid,

    /// <summary>An enhancing wall around necrosis.</summary>
    Ring,

    /// <summary>A resection cavity: fluid with a thin, uneven enhancing rim.</summary>
    Cavity,

    /// <summary>A ring whose wall is thick and lumpy in places and thin in others.</summary>
    NodularRim,

    /// <summary>A thin-walled cyst with an enhancing nodule on its wall.</summary>
    Cystic,

    /// <summary>Bright and dark patches of blood of different age among enhancing tissue.</summary>
    Haemorrhagic,
}
