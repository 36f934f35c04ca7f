namespace BrainMets.Preprocessing;

/// <summary>Where a brain mask came from.</summary>
public enum BrainOrigin
{
    /// <summary>Brought by the user.</summary>
    Given,

    /// <summary>The image was skull-stripped before; everything that is not its constant background.</summary>
    AlreadyStripped,

    /// <summary>Made by <see cref="BrainExtraction"/>.</summary>
    Extracted,

    /// <summary>Made by the network MindGrab.</summary>
    Mindgrab,

    /// <summary>Made by the network SynthStrip.</summary>
    Synthstrip,
}
