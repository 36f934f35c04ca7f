namespace BrainMets.Phantoms;

/// <summary>How a metastasis looks after contrast agent.</summary>
public enum LesionKind
{
    Solid,

    /// <summary>An enhancing wall around necrosis.</summary>
    Ring,

    /// <summary>A resection cavity: fluid with a thin, uneven enhancing rim.</summary>
    Cavity,
}
