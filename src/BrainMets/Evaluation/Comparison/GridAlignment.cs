namespace BrainMets.Evaluation;

/// <summary>
/// What was done to a prediction that lay on another grid than its reference. Figures of such a case include the error of resampling.
/// </summary>
/// <param name="Method">How voxels were resampled: "nearest" for masks and label maps, "linear" for probability maps.</param>
/// <param name="PredictionGrid">The grid it lay on.</param>
/// <param name="ReferenceGrid">The grid it was brought onto.</param>
/// <param name="VolumeBeforeMm3">Volume of the mask before; null for a probability map. Compare it with the predicted volume of the case.</param>
public sealed record GridAlignment(string Method, string PredictionGrid, string ReferenceGrid, double? VolumeBeforeMm3);
