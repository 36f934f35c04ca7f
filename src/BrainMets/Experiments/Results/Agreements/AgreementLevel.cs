namespace BrainMets.Experiments;

/// <summary>Lesions of an ensemble that so many of its members find too.</summary>
/// <param name="FoundBy">Exactly so many; 0 where only the averaged probabilities reach the threshold.</param>
/// <param name="Lesions">How many, and how many are true.</param>
public sealed record AgreementLevel(int FoundBy, LesionClass Lesions);
