using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>What figures against volume show.</summary>
/// <param name="Prefix">Of the names of files.</param>
/// <param name="Threshold">At which threshold, in words.</param>
/// <param name="Result">Holds the curves.</param>
/// <param name="Names">Who is drawn, by the name in the comparison, and as the legend says it.</param>
internal sealed record VolumePartContent(string Prefix, string Threshold, ComparisonResult Result, IReadOnlyList<(string Name, string Label)> Names)
{
    public string Label(string name) => Names.FirstOrDefault(n => n.Name == name).Label ?? name;
}
