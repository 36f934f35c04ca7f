namespace BrainMets.Dicom;

/// <summary>What stands for a patient, and by how many days the patient's dates move.</summary>
internal sealed record PatientPseudonym(string Pseudonym, int ShiftDays);
