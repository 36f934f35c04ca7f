namespace BrainMets.Dicom;

/// <summary>A file that was not copied.</summary>
public sealed record ExcludedFile(string File, string Reason);
