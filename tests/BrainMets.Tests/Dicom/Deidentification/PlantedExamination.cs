using System.Globalization;
using System.Text;
using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

/// <summary>
/// An examination with what names its (invented) patient planted wherever a file has room: the words to look for afterwards are in
/// <see cref="Words"/>.
/// </summary>
public static class PlantedExamination
{
    public const string PatientName = "Quartzfeld^Ottilie";
    public const string PatientId = "ZX-4711-Q";
    public const string UidRoot = "1.2.276.0.4242.77";
    public const string SeriesUid = UidRoot + ".9";

    private static readonly DicomTag Sequence = new(0x0040, 0x0275);

    /// <summary>None of these may stand in anything that is written or said.</summary>
    public static readonly string[] Words =
        ["Quartzfeld", "Ottilie", "ZX-4711", "ZX4711", "19431217", "Wunderlich", "Silbersee", "ACC9981", "PRV-SECRET", "OVL-SECRET",
            "1.2.276.0.4242", "20240229", "113355.4711", "0151-9988"];

    /// <summary>Slices (files named after the patient), a structure set, a screenshot, a report, a damaged file and a letter.</summary>
    public static void Write(DicomCodec codec, string folder)
    {
        Slices.Write(codec, folder);
        codec.Write(Path.Combine(folder, "Quartzfeld-rt.dcm"), StructureSet());
        codec.Write(Path.Combine(folder, "Quartzfeld-screen.dcm"), With(DicomSupport.Smallest(), "1.2.840.10008.5.1.4.1.1.7", "50"));
        codec.Write(Path.Combine(folder, "Quartzfeld-report.dcm"), With(DicomSupport.Smallest(), "1.2.840.10008.5.1.4.1.1.88.33", "51"));
        File.WriteAllBytes(
            Path.Combine(folder, "Quartzfeld-damaged.dcm"), File.ReadAllBytes(Path.Combine(folder, "Quartzfeld_000.dcm"))[..700]);
        File.WriteAllText(Path.Combine(folder, "letter Quartzfeld.txt"), "Dear Ms Quartzfeld");
    }

    internal static WrittenSeries Slices { get; } = new()
    {
        Prefix = "Quartzfeld_",
        SeriesUid = SeriesUid,
        Change = (z, slice) => Plant(slice, string.Create(CultureInfo.InvariantCulture, $"{SeriesUid}.{z + 1}")),
    };

    private static DicomDataset Plant(DicomDataset slice, string instance) => Person(slice)
        .Add(Tags.StudyInstanceUid, "UI", UidRoot + ".1")
        .Add(Tags.FrameOfReferenceUid, "UI", UidRoot + ".5")
        .Add(Tags.SopInstanceUid, "UI", instance)
        .Add(new DicomTag(0x0008, 0x1030), "LO", "MR head of Quartzfeld")
        .Add(new DicomTag(0x0018, 0x1030), "LO", "T1 Wunderlich")
        .Add(new DicomTag(0x0018, 0x0024), "SH", "QUARTZFELD3d")
        .Add(new DicomTag(0x0018, 0x0015), "CS", "OTTILIE")
        .Add(new DicomTag(0x0018, 0x1020), "LO", "for Quartz-Feld")
        .Add(new DicomTag(0x0018, 0x1250), "SH", "coil ZX4711Q")
        .Add(new DicomTag(0x0018, 0x0010), "LO", "Gadovist, Dr Wunderlich")
        .Add(new DicomTag(0x0018, 0x0087), "DS", "Quartzfeld")
        .Add(new DicomTag(0x0018, 0x0084), "LO", "Quartzfeld")
        .Add(new DicomTag(0x0020, 0x4000), "LT", "Ottilie moved")
        .Add(new DicomTag(0x0019, 0x0010), "LO", "PRV-SECRET")
        .Add(new DicomTag(0x0019, 0x1010), "LO", "Quartzfeld")
        .Add(new DicomTag(0x5000, 0x3000), "OW", "OVL-SECRET")
        .Add(new DicomTag(0x6000, 0x0010), "US", 8)
        .Add(new DicomTag(0x6000, 0x0011), "US", 10)
        .Add(new DicomTag(0x6000, 0x3000), "OW", "OVL-SECRET")
        .Add(new DicomTag(0x0008, 0x1140), Reference(instance, "1.2.840.10008.5.1.4.1.1.4")
            .Add(Sequence, Person(new DicomDataset())).Add(new DicomTag(0x0019, 0x1011), "LO", "PRV-SECRET"))
        .Add(Sequence, new DicomDataset().Add(new DicomTag(0x0040, 0x0007), "LO", "Ottilie").Add(Sequence, Person(new DicomDataset())));

    private static DicomDataset Person(DicomDataset dataset) => dataset
        .Add(new DicomTag(0x0008, 0x0005), "CS", "ISO_IR 192")
        .Add(new DicomTag(0x0008, 0x0020), "DA", "20240229")
        .Add(new DicomTag(0x0008, 0x0022), "DA", "20240229")
        .Add(new DicomTag(0x0008, 0x0023), "DA", "20240229")
        .Add(new DicomTag(0x0008, 0x0030), "TM", "113355.4711")
        .Add(new DicomTag(0x0008, 0x0033), "TM", "113355.4711")
        .Add(new DicomTag(0x0008, 0x0050), "SH", "ACC9981")
        .Add(new DicomTag(0x0008, 0x0080), "LO", "Klinik Silbersee")
        .Add(new DicomTag(0x0008, 0x0090), "PN", "Wunderlich^Karl")
        .Add(new DicomTag(0x0010, 0x0010), "PN", PatientName)
        .Add(new DicomTag(0x0010, 0x0020), "LO", PatientId)
        .Add(new DicomTag(0x0010, 0x0030), "DA", "19431217")
        .Add(new DicomTag(0x0010, 0x0040), "CS", "F")
        .Add(new DicomTag(0x0010, 0x2154), "SH", "0151-9988");

    private static DicomDataset StructureSet()
    {
        var contour = new DicomDataset()
            .Add(new DicomTag(0x3006, 0x0016), Reference(SeriesUid + ".3", "1.2.840.10008.5.1.4.1.1.4"))
            .Add(new DicomTag(0x3006, 0x0042), "CS", "CLOSED_PLANAR")
            .Add(new DicomTag(0x3006, 0x0046), "IS", 3)
            .Add(new DicomTag(0x3006, 0x0050), "DS", 1.5, 2, 3, 4, 5, 3, 1, 6, 3);
        return Person(DicomSupport.Smallest())
            .Add(Tags.SopInstanceUid, "UI", UidRoot + ".40")
            .Add(Tags.StudyInstanceUid, "UI", UidRoot + ".1")
            .Add(Tags.SeriesInstanceUid, "UI", UidRoot + ".41")
            .Add(Tags.Modality, "CS", "RTSTRUCT")
            .Add(new DicomTag(0x3006, 0x0002), "SH", "Quartzfeld")
            .Add(new DicomTag(0x3006, 0x0010), new DicomDataset().Add(Tags.FrameOfReferenceUid, "UI", UidRoot + ".5"))
            .Add(new DicomTag(0x3006, 0x0020), Roi(1, "GTV Quartzfeld"), Roi(2, "GTV 2"))
            .Add(new DicomTag(0x3006, 0x0039),
                new DicomDataset().Add(new DicomTag(0x3006, 0x0040), contour).Add(new DicomTag(0x3006, 0x0084), "IS", 1));
    }

    private static DicomDataset Roi(int number, string name) => new DicomDataset()
        .Add(new DicomTag(0x3006, 0x0022), "IS", number)
        .Add(new DicomTag(0x3006, 0x0024), "UI", UidRoot + ".5")
        .Add(new DicomTag(0x3006, 0x0026), "LO", name)
        .Add(new DicomTag(0x3006, 0x0028), "ST", "drawn by Wunderlich");

    private static DicomDataset Reference(string instance, string sopClass) => new DicomDataset()
        .Add(new DicomTag(0x0008, 0x1150), "UI", sopClass)
        .Add(new DicomTag(0x0008, 0x1155), "UI", instance);

    private static DicomDataset With(DicomDataset dataset, string sopClass, string number) => Person(dataset)
        .Add(Tags.SopClassUid, "UI", sopClass)
        .Add(Tags.SopInstanceUid, "UI", $"{UidRoot}.{number}")
        .Add(Tags.SeriesInstanceUid, "UI", $"{UidRoot}.{number}.1");

    /// <summary>The planted words that stand in a text, or in the bytes of a file read as one.</summary>
    public static IEnumerable<string> In(string text) => Words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The planted words in names and bytes of all files of a folder, with the file.</summary>
    public static IEnumerable<string> InFolder(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
        })
        from word in In(Path.GetRelativePath(folder, file) + " " + Encoding.Latin1.GetString(File.ReadAllBytes(file)))
        select $"{word} in {Path.GetRelativePath(folder, file)}";
}
