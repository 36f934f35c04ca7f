using System.Text.Json.Serialization;

namespace BrainMets.Dicom;

/// <summary>
/// deidentification-profile.json: the objects and attributes that may be written, after the basic profile of PS3.15, annex E.
/// </summary>
internal sealed record DeidentificationProfile
{
    public static DeidentificationProfile Standard { get; } = Load();

    public required IReadOnlyList<KnownObject> Objects { get; init; }

    public required IReadOnlyList<ExcludedSopClass> LeftOut { get; init; }

    /// <summary>Attributes whose words must not occur in any text that is kept.</summary>
    public required IReadOnlyList<string> Identifiers { get; init; }

    /// <summary>Vocabulary of descriptions of sequences and structures, in capitals.</summary>
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
        var profile = JsonFile.ReadEmbedded<DeidentificationProfile>("deidentification-profile.json");
        profile.ByTag = profile.Attributes.ToDictionary(rule => rule.Key);
        profile.IdentifierTags = profile.Identifiers.Select(DicomTag.Parse).ToHashSet();
        profile.WordSet = profile.Words.ToHashSet(StringComparer.Ordinal);
        return profile;
    }
}

/// <summary>One line of the allow-list.</summary>
internal sealed record AttributeRule
{
    public required string Tag { get; init; }

    /// <summary>Keyword of PS3.6, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Representations the value may have, with | between them.</summary>
    public required string Vr { get; init; }

    public required AttributeAction Do { get; init; }

    /// <summary>
    /// The replacement when the value cannot be kept; "{gggg,eeee}" is the number in that attribute of the same item. Of dates: empty,
    /// remove or dummy.
    /// </summary>
    public string? Otherwise { get; init; }

    public DicomTag Key => DicomTag.Parse(Tag);

    public bool Allows(string vr) => Vr.Split('|').Contains(vr);
}

/// <summary>What becomes of a listed attribute; one that is not listed is removed.</summary>
internal enum AttributeAction
{
    /// <summary>
    /// Kept when the value is valid for its representation and, in texts, identifies nobody. Sequences are processed recursively; UIDs are
    /// mapped.
    /// </summary>
    Keep,

    /// <summary>Kept without a value.</summary>
    Empty,

    /// <summary>A UID, mapped.</summary>
    Uid,

    /// <summary>The pseudonym of the patient.</summary>
    Pseudonym,

    /// <summary>A text that is kept when every word is in the vocabulary.</summary>
    Cleaned,

    /// <summary>A date, moved or dropped as the user chose.</summary>
    Date,

    /// <summary>A fixed text.</summary>
    Dummy,
}

/// <summary>A kind of object that is written, and what its files are called.</summary>
internal sealed record KnownObject(string Uid, string Name, string File);

/// <summary>The reason for excluding objects whose class begins so.</summary>
internal sealed record ExcludedSopClass(string Uid, string Reason);

/// <summary>The objects that are left out as a whole, because their content cannot be checked attribute by attribute.</summary>
internal static class ObjectExclusion
{
    private const ushort FirstOverlay = 0x6000;
    private const ushort LastOverlay = 0x60FF;
    private static readonly DicomTag BurnedInAnnotation = new(0x0028, 0x0301);
    private static readonly string[] Screenshots = ["SCREEN SAVE", "SCREENSAVE", "SCREENSHOT", "SCREEN CAPTURE", "CAPTURE"];

    /// <summary>Null for an object that may be written. The reason identifies nobody.</summary>
    public static string? Reason(DeidentificationProfile profile, DicomDataset header)
    {
        var uid = header.Text(Tags.SopClassUid) ?? string.Empty;
        if (profile.Objects.All(known => known.Uid != uid))
        {
            return profile.LeftOut.Where(kind => uid.StartsWith(kind.Uid, StringComparison.Ordinal)).MaxBy(kind => kind.Uid.Length)?.Reason
                ?? "a kind of object that the profile does not list";
        }

        if (header.Text(BurnedInAnnotation) is "YES")
        {
            return "states that text is burned into the image";
        }

        if (header.Texts(Tags.ImageType).Any(Screenshots.Contains))
        {
            return "a screenshot by its image type: may show names";
        }

        if (header.Text(Tags.PhotometricInterpretation) is not (null or "MONOCHROME1" or "MONOCHROME2"))
        {
            return "a colour image: may be a picture of a screen";
        }

        return HidesOverlay(header) ? "holds an overlay inside its pixels, which may be text" : null;
    }

    public static KnownObject Kind(DeidentificationProfile profile, DicomDataset header) =>
        profile.Objects.First(known => known.Uid == header.Text(Tags.SopClassUid));

    /// <summary>Overlays of their own go with the attributes; old ones lie in the bits of pixels that the image does not use.</summary>
    private static bool HidesOverlay(DicomDataset header) => header
        .Where(element => element.Tag is { Group: >= FirstOverlay and <= LastOverlay, IsPrivate: false })
        .GroupBy(element => element.Tag.Group)
        .Any(group => group.All(element => element.Tag.Element != 0x3000));
}
