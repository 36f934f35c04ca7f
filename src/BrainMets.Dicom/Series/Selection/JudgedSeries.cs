namespace BrainMets.Dicom;

/// <summary>A series with what the rules say of it.</summary>
/// <param name="Series">The series.</param>
/// <param name="Faults">Why it cannot be the one; empty for a candidate.</param>
/// <param name="Points">What speaks for it, added up.</param>
/// <param name="Reasons">What speaks for it, in words.</param>
/// <param name="SaysContrast">Whether anything says that a contrast agent was given.</param>
internal sealed record ScoredSeries(FoundSeries Series, IReadOnlyList<string> Faults, int Points, IReadOnlyList<string> Reasons, bool SaysContrast)
{
    public string Line => Faults.Count > 0
        ? $"{Series.Label}: not it, {string.Join(", ", Faults)}"
        : $"{Series.Label}: {Points} points ({string.Join(", ", SaysContrast ? Reasons : [.. Reasons, "nothing says contrast"])})";
}
