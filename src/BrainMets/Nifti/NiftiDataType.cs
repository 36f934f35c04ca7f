using System.Diagnostics.CodeAnalysis;

namespace BrainMets.Nifti;

/// <summary>
/// The voxel types this library reads, with the codes of the NIfTI standard. Complex, colour and 128-bit types are refused.
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
