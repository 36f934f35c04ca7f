namespace BrainMets.Nifti;

/// <summary>Which of the three descriptions in a NIfTI header gave the affine; the first that the file sets wins.</summary>
public enum AffineSource
{
    /// <summary>The 3 x 4 matrix (sform_code &gt; 0).</summary>
    Sform,

    /// <summary>Quaternion, offset and voxel size (qform_code &gt; 0).</summary>
    Qform,

    /// <summary>Voxel size alone: the file does not say how the grid lies in the patient, nor which side is left.</summary>
    Pixdim,
}
