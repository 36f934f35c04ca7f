namespace BrainMets.Dicom.Deidentification.Keys;

/// <summary>A file that was not copied.</summary>
public sealed record ExcludedFile(string File, string Reason);
