namespace BrainMets.Lesions;

/// <summary>
/// What became of a lesion when it was written as planar outlines: the volume that the outlines enclose, and the volume and Dice with the lesion's voxels
/// after the written outlines were read again and filled.
/// </summary>
public sealed record ContourFidelity(double OutlineVolumeMm3, double? ReadBackVolumeMm3, double? ReadBackDice);
