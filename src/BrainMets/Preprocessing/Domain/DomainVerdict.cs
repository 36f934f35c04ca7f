using System.Text.Json.Serialization;

namespace BrainMets.Preprocessing.Domain;

/// <summary>How a scan compares with what a model was trained for: every check, and the worst of their levels.</summary>
public sealed record DomainVerdict
{
    public required DomainLevel Level { get; init; }

    public required IReadOnlyList<DomainCheck> Checks { get; init; }

    /// <summary>The checks that are not green, red ones first.</summary>
    [JsonIgnore]
    public IReadOnlyList<DomainCheck> Doubts => [.. Checks.Where(check => check.Level != DomainLevel.Green).OrderByDescending(check => check.Level)];

    /// <summary>The checks' worst level above them.</summary>
    public static DomainVerdict Of(IReadOnlyList<DomainCheck> checks) =>
        new() { Level = checks.Count == 0 ? DomainLevel.Green : checks.Max(check => check.Level), Checks = checks };
}
