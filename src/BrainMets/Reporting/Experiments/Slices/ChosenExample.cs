using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>A place to show, and the rule by which it was chosen.</summary>
/// <param name="Key">Of the file.</param>
/// <param name="Title">What it is an example of.</param>
/// <param name="Rule">How it was chosen, in words.</param>
/// <param name="Case">Of the test set.</param>
/// <param name="OfSources">The reference lesion as each source did it, in their order; empty for a false positive.</param>
/// <param name="Invented">The false positive and whose it is; null for a reference lesion.</param>
public sealed record ChosenExample(
    string Key, string Title, string Rule, string Case, IReadOnlyList<LesionEvaluation> OfSources, (int Source, FalsePositive Lesion)? Invented)
{
    public double VolumeMm3 => Invented is { } invented ? invented.Lesion.VolumeMm3 : OfSources[0].ReferenceVolumeMm3;
}
