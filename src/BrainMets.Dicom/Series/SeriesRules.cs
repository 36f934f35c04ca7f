using System.Text.Json;

namespace BrainMets.Dicom;

/// <summary>The rules by which the T1 post-contrast series of an examination is found: series-rules.json.</summary>
internal sealed record SeriesRules
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public static SeriesRules Standard { get; } = Load();

    public required IReadOnlyList<SeriesRule> Requires { get; init; }

    public required IReadOnlyList<SeriesRule> Excludes { get; init; }

    /// <summary>What says that a contrast agent was given. Without it a series is taken only when no other could be meant.</summary>
    public required SeriesRule Contrast { get; init; }

    public required IReadOnlyList<SeriesRule> Prefers { get; init; }

    private static SeriesRules Load()
    {
        using var stream = typeof(SeriesRules).Assembly.GetManifestResourceStream("series-rules.json")!;
        return JsonSerializer.Deserialize<SeriesRules>(stream, Json)!;
    }
}
