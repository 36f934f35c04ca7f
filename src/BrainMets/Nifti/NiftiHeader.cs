using BrainMets.Imaging;

namespace BrainMets.Nifti;

/// <summary>What a NIfTI header says, checked: grid in RAS+ mm (whatever unit the file used), voxel type and scaling.</summary>
public sealed record NiftiHeader
{
    /// <summary>1 for NIfTI-1, 2 for NIfTI-2.</summary>
    public required int Version { get; init; }

    public required bool IsBigEndian { get; init; }

    public required VolumeGeometry Geometry { get; init; }

    public required AffineSource AffineSource { get; init; }

    public required NiftiDataType DataType { get; init; }

    /// <summary>Value = slope x stored + intercept. 1 and 0 when the file asks for no scaling.</summary>
    public required double Slope { get; init; }

    public required double Intercept { get; init; }

    /// <summary>Where the voxels begin, in bytes from the start of the (decompressed) file.</summary>
    public required long VoxelOffsetBytes { get; init; }

    /// <summary>Free text of the file (descrip), up to 79 characters.</summary>
    public required string Description { get; init; }

    /// <summary>Name of what the voxels mean (intent_name), up to 15 characters.</summary>
    public required string IntentName { get; init; }

    /// <summary>What the reader had to assume, or found at odds, without refusing the file. To be shown to the user.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    public bool IsScaled => Slope != 1 || Intercept != 0;
}
