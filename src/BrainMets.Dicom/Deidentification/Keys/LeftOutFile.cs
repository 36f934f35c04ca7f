namespace BrainMets.Dicom.Deidentification.Keys;

/// <summary>A file that was not copied.</summary>
public sealed record LeftOutFile(string File, string Reason);
