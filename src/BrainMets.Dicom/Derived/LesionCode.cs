namespace BrainMets.Dicom;

/// <summary>The coded concepts by which the objects say what they hold.</summary>
internal static class LesionCode
{
    public static DicomDataset Metastasis => ObjectTag.Code("94225005", "SCT", "Metastatic malignant neoplasm to brain");

    public static DicomDataset AbnormalStructure => ObjectTag.Code("49755003", "SCT", "Morphologically Abnormal Structure");

    public static DicomDataset ArtificialIntelligence => ObjectTag.Code("123110", "DCM", "Artificial Intelligence");

    public static DicomDataset Segmentation => ObjectTag.Code("113076", "DCM", "Segmentation");

    public static DicomDataset SourceImage => ObjectTag.Code("121322", "DCM", "Source image for image processing operation");
}
