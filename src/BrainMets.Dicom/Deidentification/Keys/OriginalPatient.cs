namespace BrainMets.Dicom;

/// <summary>Who a pseudonym stands for.</summary>
public sealed record OriginalPatient(string PatientId, string PatientName);
