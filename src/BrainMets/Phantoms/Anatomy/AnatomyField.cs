namespace BrainMets.Phantoms;

/// <summary>Places of the smooth fields in the lattice. Distances in mm, negative inside, unless told.</summary>
internal static class AnatomyField
{
    /// <summary>Inner table of the skull.</summary>
    public const int Cranium = 0;

    public const int Skin = 1;

    /// <summary>Hull of the cerebrum, as if it had no sulci.</summary>
    public const int Cerebrum = 2;

    /// <summary>Signed distance to the midsagittal plane, right positive.</summary>
    public const int Midline = 3;

    /// <summary>Signed distance to the nearest sulcal wall.</summary>
    public const int Sulcus = 4;

    /// <summary>Callosum and diencephalon: where the hemispheres are joined.</summary>
    public const int Core = 5;

    public const int Cerebellum = 6;

    public const int Brainstem = 7;

    public const int Ventricle = 8;

    /// <summary>Caudate, putamen, amygdala and hippocampus.</summary>
    public const int Striatum = 9;

    public const int Thalamus = 10;

    /// <summary>Signed distance to the sheet of the Sylvian fissure, up positive.</summary>
    public const int Sylvian = 11;

    /// <summary>Distance along the sheet beyond the fissure's end.</summary>
    public const int SylvianEnd = 12;

    /// <summary>Signed distance to the sheet over the insula, lateral positive.</summary>
    public const int Insula = 13;

    public const int InsulaEnd = 14;

    /// <summary>Smooth noise, variance 1, wavelength 30 mm: patchiness.</summary>
    public const int Patch = 15;

    /// <summary>As <see cref="Sulcus"/>, for the shallow tertiary sulci between.</summary>
    public const int Dimple = 16;

    /// <summary>How deep sulci reach here: noise of variance 1.</summary>
    public const int Depth = 17;

    /// <summary>Distance to the space below the tentorium, negative in it.</summary>
    public const int Below = 18;

    /// <summary>Angle, in radians, of the fan in which the folia of the cerebellum spread.</summary>
    public const int Fan = 19;

    /// <summary>Depth below the surface of a hemisphere, the medial wall included.</summary>
    public const int Hemisphere = 20;
}
