namespace BrainMets.Phantoms;

/// <summary>What a randomised site draws anew for each case; what is left out stays as the sites ucsf-like and bcm-like have it.</summary>
public enum PhantomIngredient
{
    /// <summary>Sequence, tissue intensities, matrix and slices, noise, coil, motion, ringing.</summary>
    Contrast,

    /// <summary>Calibre, number and signal of vessels, sinuses, plexus and glands; thickness of the dura.</summary>
    Vessels,

    /// <summary>Number, size, kind, place and oedema of lesions.</summary>
    Lesions,

    /// <summary>Size of the ventricles; a real template brain in place of the drawn one, in part of the cases.</summary>
    Anatomy,

    /// <summary>Brain masks with faults, and scans that were stripped by them.</summary>
    Masks,
}
