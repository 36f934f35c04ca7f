namespace BrainMets.Dicom;

/// <summary>A DICOM object that is no image of a scan: a structure set, a segmentation, a report.</summary>
public sealed record OtherObject(string File, string SopClassUid, string Modality, DicomDataset Header);
