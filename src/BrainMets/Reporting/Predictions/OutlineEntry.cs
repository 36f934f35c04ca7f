namespace BrainMets.Reporting;

/// <summary>The check of a lesion's outlines in lesions.json.</summary>
internal sealed record ContourFidelityEntry(double VolumeMm3, double? ReadBackVolumeMm3, double? ReadBackDice);
