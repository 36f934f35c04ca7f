using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>The names of the two models, as the user calls them.</summary>
public sealed record CombinationModels(string Small, string Large)
{
    /// <summary>What a baseline is called in tables.</summary>
    public string NameOf(Baseline baseline) => baseline switch
    {
        Baseline.SmallModel => $"{Small} alone",
        Baseline.LargeModel => $"{Large} alone",
        Baseline.MeanProbability => "mean probability",
        Baseline.Union => "union of findings",
        _ => "intersection of findings",
    };
}
