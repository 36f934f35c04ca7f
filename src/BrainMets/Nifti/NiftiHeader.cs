using System.Diagnostics.CodeAnalysis;

namespace BrainMets.Nifti;

/// <summary>The validated content of a NIfTI header: grid in RAS+ mm (whatever unit the file used), voxel type and scaling.</summary>
public sealed record NiftiHeader
{
    /// <summary>1 for NIfTI-1, 2 for NIfTI-2.</summary>
    public required int Version { get; init; }

    public required bool IsBigEndian { get; init; }

    public required VolumeGeometry Geometry { get; init; }

    public required AffineSource AffineSource { get; init; }

    public required NiftiDataType DataType { get; init; }

    /// <summary>Value = slope x stored + intercept. 1 and 0 when the file has no scaling.</summary>
    public required double Slope { get; init; }

    public required double Intercept { get; init; }

    /// <summary>Where the voxels begin, in bytes from the start of the (decompressed) file.</summary>
    public required long VoxelOffsetBytes { get; init; }

    /// <summary>Free text of the file (descrip), up to 79 characters.</summary>
    public required string Description { get; init; }

    /// <summary>Name of what the voxels mean (intent_name), up to 15 characters.</summary>
    public required string IntentName { get; init; }

    /// <summary>Assumptions and inconsistencies that do not make the file unusable. To be shown to the user.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    public bool IsScaled => Slope != 1 || Intercept != 0;
}

/// <summary>
/// The voxel types this library reads, with the codes of the NIfTI standard. Complex, colour and 128-bit types are rejected.
/// </summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names of the standard, and of the field.")]
public enum NiftiDataType
{
    UInt8 = 2,
    Int16 = 4,
    Int32 = 8,
    Float32 = 16,
    Float64 = 64,
    Int8 = 256,
    UInt16 = 512,
    UInt32 = 768,
    Int64 = 1024,
    UInt64 = 1280,
}

/// <summary>Which of the three descriptions in a NIfTI header gave the affine; the first that the file sets wins.</summary>
public enum AffineSource
{
    /// <summary>The 3 x 4 matrix (sform_code &gt; 0).</summary>
    Sform,

    /// <summary>Quaternion, offset and voxel size (qform_code &gt; 0).</summary>
    Qform,

    /// <summary>Voxel size alone: the orientation of the grid in the patient, and therefore the left side, is unknown.</summary>
    Pixdim,
}
