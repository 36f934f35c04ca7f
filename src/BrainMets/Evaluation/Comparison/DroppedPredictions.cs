namespace BrainMets.Evaluation;

/// <summary>
/// Predicted components that were taken away before anything was judged, because they were smaller than asked: as 'mets predict' does by its model's
/// own minimum. They are neither false positives nor right, whatever they lay on.
/// </summary>
/// <param name="BelowMm3">Smaller ones were dropped, in mm³.</param>
/// <param name="Components">How many, over all cases.</param>
public sealed record DroppedPredictions(double BelowMm3, int Components);
