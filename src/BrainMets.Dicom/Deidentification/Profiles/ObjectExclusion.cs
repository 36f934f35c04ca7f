namespace BrainMets.Dicom;

/// <summary>Which objects are left out as a whole, because what they show cannot be judged attribute by attribute.</summary>
internal static class ObjectExclusion
{
    private const ushort FirstOverlay = 0x6000;
    private const ushort LastOverlay = 0x60FF;
    private static readonly DicomTag BurnedInAnnotation = new(0x0028, 0x0301);
    private static readonly string[] Screenshots = ["SCREEN SAVE", "SCREENSAVE", "SCREENSHOT", "SCREEN CAPTURE", "CAPTURE"];

    /// <summary>Null for an object that may be written. The reason names nobody.</summary>
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
            return "says that text is burned into the image";
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
