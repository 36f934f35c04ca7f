namespace BrainMets.Dicom;

/// <summary>The series that was chosen, why, and what the user should know of the choice.</summary>
public sealed record ChosenSeries(FoundSeries Series, string Reason, IReadOnlyList<string> Warnings)
{
    /// <summary>What the rules say against it, in words; only a series that the user named can have any.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
