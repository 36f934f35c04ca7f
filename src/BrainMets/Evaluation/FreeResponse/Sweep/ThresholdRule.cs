namespace BrainMets.Evaluation;

/// <summary>What makes one threshold better than another.</summary>
public enum ThresholdRule
{
    /// <summary>The highest lesion F1; of neighbours that share it the middle, as when a model's threshold is chosen.</summary>
    BestF1,

    /// <summary>
    /// The highest sensitivity with no more than the allowed false positives per patient; of equal ones the fewest false positives, then
    /// the highest threshold.
    /// </summary>
    WithinBudget,
}
