namespace BrainMets.Experiments;

/// <summary>Whether the lesions of an ensemble that more of its members find are true more often.</summary>
/// <param name="Ensemble">Its name.</param>
/// <param name="Test">Name of the test set's data set.</param>
/// <param name="At">At which threshold ensemble and members find lesions.</param>
/// <param name="Members">The averaged networks.</param>
/// <param name="Folder">Holds agreement.json, and a folder a case with agreement.csv.</param>
/// <param name="Levels">From 0 members to all.</param>
public sealed record EnsembleAgreement(
    string Ensemble, string Test, OperatingThreshold At, IReadOnlyList<string> Members, string Folder, IReadOnlyList<AgreementLevel> Levels);
