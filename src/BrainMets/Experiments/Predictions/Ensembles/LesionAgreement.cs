namespace BrainMets.Experiments;

/// <summary>Which networks find a lesion by themselves; a row of agreement.csv.</summary>
/// <param name="Lesion">Its label.</param>
/// <param name="FoundBy">Names of the networks that have a lesion of their own sharing a voxel with it.</param>
/// <param name="Of">How many networks were asked.</param>
/// <param name="Confirmed">Whether the confirming network found it too, else it is to be reviewed; null when none was asked to confirm.</param>
public sealed record LesionAgreement(int Lesion, IReadOnlyList<string> FoundBy, int Of, bool? Confirmed);
