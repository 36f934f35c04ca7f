namespace BrainMets.Reporting;

/// <summary>What a report needs of lesions.json.</summary>
internal sealed record LesionsFile
{
    public required IReadOnlyList<LesionEntry> Lesions { get; init; }
}
