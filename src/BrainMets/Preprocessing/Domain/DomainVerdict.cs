using System.Text.Json.Serialization;

namespace BrainMets.Preprocessing;

/// <summary>How a scan compares with what a model was trained for: every check, and the worst of their levels.</summary>
public sealed record InputShiftResult
{
    public required InputShiftLevel Level { get; init; }

    public required IReadOnlyList<InputShiftItem> Checks { get; init; }

    /// <summary>The checks that are not green, red ones first.</summary>
    [JsonIgnore]
    public IReadOnlyList<InputShiftItem> Doubts => [.. Checks.Where(check => check.Level != InputShiftLevel.Green).OrderByDescending(check => check.Level)];

    /// <summary>The checks' worst level above them.</summary>
    public static InputShiftResult Of(IReadOnlyList<InputShiftItem> checks) =>
        new() { Level = checks.Count == 0 ? InputShiftLevel.Green : checks.Max(check => check.Level), Checks = checks };
}
