namespace BrainMets.Evaluation;

/// <summary>
/// What STAPLE takes a reader for, voxel by voxel against the consensus it finds. Null where there is nothing to judge by: sensitivity when the consensus
/// holds no lesion, specificity when it holds nothing else.
/// </summary>
public sealed record ReaderPerformance(double? Sensitivity, double? Specificity);
