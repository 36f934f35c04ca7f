namespace BrainMets.Evaluation;

/// <summary>A figure of one patient by which two readers are compared (docs/metrics.md, "Comparing readers").</summary>
public enum PairedMetric
{
    /// <summary>Detected reference lesions / reference lesions of the patient; undefined without reference lesions.</summary>
    Sensitivity,

    /// <summary>Matched predictions / predictions that count; undefined without such predictions.</summary>
    Precision,

    /// <summary>From the counts of the patient; undefined when nobody drew anything.</summary>
    F1,

    /// <summary>Their number; always defined.</summary>
    FalsePositives,

    /// <summary>Dice of the whole masks, mean over the patient's scans where it is defined.</summary>
    WholeMaskDice,

    /// <summary>Mean Dice over the lesions that both readers found: the same lesions for both.</summary>
    LesionDice,

    /// <summary>Mean HD95 (family B) over the lesions that both readers found.</summary>
    LesionHd95Mm,
}
