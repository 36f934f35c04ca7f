namespace BrainMets.Dicom;

/// <summary>
/// The attributes that an object copies from its source series, so that it belongs to the same patient, study and frame of reference, and
/// those that describe about who made it. Dates are those of the scan, not of the making: the same input gives the same object, to the
/// byte. When it was made is in manifest.json.
/// </summary>
internal static class SourceAttributes
{
    private const string SomeDate = "19000101";                     // where a date is required and the scan has none

    private static readonly DicomTag SpecificCharacterSet = new(0x0008, 0x0005);

    /// <summary>
    /// Patient and study modules (PS3.3, C.7.1 and C.7.2), clinical trial and de-identification. The first ones are required, if only
    /// empty.
    /// </summary>
    private static readonly (DicomTag Tag, string Vr)[] Required =
    [
        (new(0x0008, 0x0020), "DA"), (new(0x0008, 0x0030), "TM"), (new(0x0008, 0x0050), "SH"), (new(0x0008, 0x0090), "PN"),
        (new(0x0010, 0x0010), "PN"), (new(0x0010, 0x0020), "LO"), (new(0x0010, 0x0030), "DA"), (new(0x0010, 0x0040), "CS"),
            (new(0x0020, 0x0010), "SH"),
    ];

    private static readonly DicomTag[] Optional =
    [
        SpecificCharacterSet, new(0x0008, 0x1030), new(0x0010, 0x0021), new(0x0010, 0x1000), new(0x0010, 0x1010), new(0x0010, 0x1020),
            new(0x0010, 0x1030),
        new(0x0012, 0x0062), new(0x0012, 0x0063), new(0x0012, 0x0064), new(0x0028, 0x0303),
    ];

    public static DicomDataset NewObject(ImageSeries source, ResultOptions options, string sopClassUid, string modality)
    {
        var made = new DicomDataset();
        foreach (var (tag, vr) in Required)
        {
            made.Add(source.Header.Find(tag) ?? new DicomElement(tag, vr, default));
        }

        foreach (var tag in Optional)
        {
            if (source.Header.Find(tag) is { } element && (element.IsSequence || element.Value.Length > 0))
            {
                made.Add(element);
            }
        }

        return made
            .Add(ObjectTag.SopClassUid, "UI", sopClassUid)
            .Add(ObjectTag.Modality, "CS", modality)
            .Add(ObjectTag.Manufacturer, "LO", "BrainMets")
            .Add(ObjectTag.SeriesDescription, "LO", $"AI {modality}: research use")
            .Add(ObjectTag.ManufacturerModelName, "LO", options.AlgorithmName)
            .Add(ObjectTag.DeviceSerialNumber, "LO", "none")
            .Add(ObjectTag.SoftwareVersions, "LO", options.AlgorithmVersion)
            .Add(ObjectTag.StudyInstanceUid, "UI", source.StudyUid)
            .Add(ObjectTag.SeriesNumber, "IS", options.SeriesNumber)
            .Add(ObjectTag.InstanceNumber, "IS", 1)
            .Add(ObjectTag.FrameOfReferenceUid, "UI", FrameOfReference(source))
            .Add(source.Header.Find(ObjectTag.PositionReferenceIndicator)
                ?? new DicomElement(ObjectTag.PositionReferenceIndicator, "LO", default));
    }

    /// <summary>Gives the object and its series their UIDs, from everything in it so far.</summary>
    public static DicomDataset WithUids(DicomDataset made) => made
        .Add(ObjectTag.SopInstanceUid, "UI", ContentUid.Of("instance", made))
        .Add(ObjectTag.SeriesInstanceUid, "UI", ContentUid.Of("series", made));

    /// <summary>That of the scan; one made from the UID of its series when the scan has none.</summary>
    public static string FrameOfReference(ImageSeries source) =>
        source.FrameOfReferenceUid ?? ContentUid.Of("frame of reference", source.SeriesUid);

    /// <summary>Date and time of the scan: of its content, acquisition, series or study, whichever is there first.</summary>
    public static (string Date, string Time) When(ImageSeries source)
    {
        foreach (var pair in new ushort[] { 0x23, 0x22, 0x21, 0x20 })
        {
            if (source.Header.Text(new DicomTag(0x0008, pair)) is { } date)
            {
                return (date, source.Header.Text(new DicomTag(0x0008, (ushort)(pair + 0x10))) ?? "000000");
            }
        }

        return (SomeDate, "000000");
    }

    /// <summary>An item that refers to the image (and frame, when it is one of many) that a slice came from.</summary>
    public static DicomDataset Reference(SliceSource slice)
    {
        var item = InstanceReference(slice);
        return slice.Frame is { } frame ? item.Add(ObjectTag.ReferencedFrameNumber, "IS", frame) : item;
    }

    /// <summary>An item for each object the volume was read from.</summary>
    public static DicomDataset[] InstanceReferences(ImageSeries source) =>
        source.Slices.DistinctBy(slice => slice.SopInstanceUid).Select(InstanceReference).ToArray();

    private static DicomDataset InstanceReference(SliceSource slice) => new DicomDataset()
        .Add(ObjectTag.ReferencedSopClassUid, "UI", slice.SopClassUid)
        .Add(ObjectTag.ReferencedSopInstanceUid, "UI", slice.SopInstanceUid);
}

/// <summary>The coded concepts of the objects' content.</summary>
internal static class LesionCode
{
    public static DicomDataset Metastasis => ObjectTag.Code("94225005", "SCT", "Metastatic malignant neoplasm to brain");

    public static DicomDataset AbnormalStructure => ObjectTag.Code("49755003", "SCT", "Morphologically Abnormal Structure");

    public static DicomDataset ArtificialIntelligence => ObjectTag.Code("123110", "DCM", "Artificial Intelligence");

    public static DicomDataset Segmentation => ObjectTag.Code("113076", "DCM", "Segmentation");

    public static DicomDataset SourceImage => ObjectTag.Code("121322", "DCM", "Source image for image processing operation");
}

/// <summary>
/// The colour of a lesion: always the same for the same label, clear on grey images, neighbours in number unlike each other.
/// </summary>
internal static class DisplayColour
{
    private static readonly (byte Red, byte Green, byte Blue)[] Palette =
    [
        (255, 80, 80), (80, 220, 255), (255, 210, 60), (120, 255, 120), (255, 130, 230), (255, 150, 60),
        (120, 150, 255), (200, 255, 60), (230, 160, 255), (60, 230, 190), (255, 180, 170), (180, 200, 255),
    ];

    /// <summary>Red, green and blue, 0 to 255.</summary>
    public static double[] Rgb(int label)
    {
        var (red, green, blue) = Palette[(label - 1) % Palette.Length];
        return [red, green, blue];
    }

    /// <summary>
    /// CIELab under D50 as sixteen-bit PCS-Values (PS3.3, C.10.7.1.1): L* of 0 to 100 and a*, b* of -128 to 127 stretched over 0 to 65535.
    /// </summary>
    public static double[] CieLab(int label)
    {
        var linear = Rgb(label).Select(v => v / 255).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4)).ToArray();

        // sRGB to XYZ adapted to D50 (ICC sRGB profile), relative to its white.
        double Row(double r, double g, double b, double white) => Curve(((r * linear[0]) + (g * linear[1]) + (b * linear[2])) / white);
        var x = Row(0.43607, 0.38515, 0.14307, 0.96422);
        var y = Row(0.22249, 0.71687, 0.06061, 1);
        var z = Row(0.01392, 0.09708, 0.71410, 0.82521);
        return
        [
            Math.Round(((116 * y) - 16) / 100 * 65535),
            Math.Round(((500 * (x - y)) + 128) / 255 * 65535),
            Math.Round(((200 * (y - z)) + 128) / 255 * 65535),
        ];
    }

    private static double Curve(double ratio) => ratio > 216.0 / 24389 ? Math.Cbrt(ratio) : ((24389.0 / 27 * ratio) + 16) / 116;
}
