using System.Text.Json;
using System.Text.Json.Serialization;

namespace BrainMets.Dicom;

/// <summary>deidentification-profile.json: the objects and attributes that may be written, after the basic profile of PS3.15, annex E.</summary>
internal sealed record DeidentificationProfile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static DeidentificationProfile Standard { get; } = Load();

    public required IReadOnlyList<KnownObject> Objects { get; init; }

    public required IReadOnlyList<ExcludedSopClass> LeftOut { get; init; }

    /// <summary>Attributes whose words must not stand in any text that is kept.</summary>
    public required IReadOnlyList<string> Identifiers { get; init; }

    /// <summary>Words that descriptions of sequences and structures are made of, in capitals.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public required IReadOnlyList<AttributeRule> Attributes { get; init; }

    [JsonIgnore]
    public IReadOnlyDictionary<DicomTag, AttributeRule> ByTag { get; private set; } = new Dictionary<DicomTag, AttributeRule>();

    [JsonIgnore]
    public IReadOnlySet<DicomTag> IdentifierTags { get; private set; } = new HashSet<DicomTag>();

    [JsonIgnore]
    public IReadOnlySet<string> WordSet { get; private set; } = new HashSet<string>();

    private static DeidentificationProfile Load()
    {
        using var stream = typeof(DeidentificationProfile).Assembly.GetManifestResourceStream("deidentification-profile.json")!; // embedded by the project
        var profile = JsonSerializer.Deserialize<DeidentificationProfile>(stream, Json)!;
        profile.ByTag = profile.Attributes.ToDictionary(rule => rule.Key);
        profile.IdentifierTags = profile.Identifiers.Select(DicomTag.Parse).ToHashSet();
        profile.WordSet = profile.Words.ToHashSet(StringComparer.Ordinal);
        return profile;
    }
}
