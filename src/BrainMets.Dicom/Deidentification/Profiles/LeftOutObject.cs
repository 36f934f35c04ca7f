namespace BrainMets.Dicom;

/// <summary>Why objects whose class begins so are left out.</summary>
internal sealed record ExcludedSopClass(string Uid, string Reason);
