namespace BrainMets.Dicom;

/// <summary>A kind of object that is written, and what its files are called.</summary>
internal sealed record KnownObject(string Uid, string Name, string File);
