namespace BrainMets.Preprocessing;

/// <summary>What the header of a scan says of how it was made; files in NIfTI say nothing.</summary>
/// <param name="Modality">As in DICOM: MR, CT, PT.</param>
/// <param name="Doubts">What in the header speaks against a T1 post-contrast scan of a head, in words; empty when nothing does.</param>
public sealed record ScanTags(string? Modality, IReadOnlyList<string> Doubts);
