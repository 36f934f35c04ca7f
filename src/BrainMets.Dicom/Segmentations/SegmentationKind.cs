namespace BrainMets.Dicom;

/// <summary>How the pixels of a segmentation are meant.</summary>
public enum SegmentationKind
{
    /// <summary>Each frame belongs to one segment; 1 is inside. Segments may overlap.</summary>
    Binary,

    /// <summary>Each frame belongs to one segment; the value tells how probably, or by which part, a voxel is inside.</summary>
    Fractional,

    /// <summary>The value of a pixel is the number of its segment; segments cannot overlap.</summary>
    LabelMap,
}
