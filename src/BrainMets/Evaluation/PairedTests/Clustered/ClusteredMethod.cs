namespace BrainMets.Evaluation;

/// <summary>How lesions are ranked and weighed in the signed-rank test of lesions that cluster in patients.</summary>
public enum ClusteredMethod
{
    /// <summary>
    /// Datta and Satten (2008): the signed-rank statistic expected when one lesion is drawn from each patient. Every patient weighs the
    /// same, so that it stays valid when patients with many lesions differ from those with few, as brain metastases do. Our default.
    /// </summary>
    DattaSatten,

    /// <summary>
    /// Rosner, Glynn and Lee (2006): all lesions are ranked together. Assumes that the number of lesions says nothing about the difference.
    /// </summary>
    RosnerGlynnLee,
}
