namespace BrainMets.Dicom;

/// <summary>Where one slice of a volume came from: the object that holds it and, in a multi-frame object, the frame (counted from 1).</summary>
public sealed record SliceSource(string File, string SopClassUid, string SopInstanceUid, int? Frame);
