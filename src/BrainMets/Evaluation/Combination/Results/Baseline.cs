namespace BrainMets.Evaluation;

/// <summary>What a combination has to be better than.</summary>
public enum Baseline
{
    /// <summary>The model for small lesions, alone.</summary>
    SmallModel,

    /// <summary>The model for large lesions, alone.</summary>
    LargeModel,

    /// <summary>Where the mean of both models' probabilities reaches a threshold.</summary>
    MeanProbability,

    /// <summary>Every finding of either model, with the outlines of both.</summary>
    Union,

    /// <summary>The findings that both models saw, with the outlines of both.</summary>
    Intersection,
}
