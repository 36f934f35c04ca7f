namespace BrainMets.Nifti;

/// <summary>The two free texts of a NIfTI header. ASCII; what does not fit the field is refused, not cut.</summary>
public sealed record NiftiText
{
    /// <summary>Anything, up to 79 characters (descrip).</summary>
    public string Description { get; init; } = "BrainMets";

    /// <summary>What the voxels mean, up to 15 characters (intent_name).</summary>
    public string IntentName { get; init; } = "";
}
