namespace BrainMets.Evaluation;

/// <summary>
/// The volume from which on the smoothed sensitivity stays at or above a level, as far as the curve is drawn. Null when the curve never
/// rises through the level where it is drawn: it lies above throughout, or ends below.
/// </summary>
/// <param name="Level">Sensitivity, 0 to 1.</param>
/// <param name="VolumeMm3">The volume.</param>
/// <param name="LowMm3">
/// Lower end of the 95 % interval. Null when it lies below the drawn volumes: in at least 2.5 % of the resamples the curve is above the
/// level throughout.
/// </param>
/// <param name="HighMm3">Upper end; null when in at least 2.5 % of the resamples the curve ends below the level.</param>
/// <param name="DefinedShare">Share of the resamples whose curve rises through the level; null when no curve is drawn.</param>
public sealed record VolumeThreshold(double Level, double? VolumeMm3, double? LowMm3, double? HighMm3, double? DefinedShare);
