using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>The name of an attribute: group and element (PS3.5, section 7.1).</summary>
public readonly record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>Odd groups belong to manufacturers.</summary>
    public bool IsPrivate => (Group & 1) == 1;

    private uint Number => ((uint)Group << 16) | Element;

    public static bool operator <(DicomTag left, DicomTag right) => left.Number < right.Number;

    public static bool operator >(DicomTag left, DicomTag right) => left.Number > right.Number;

    public static bool operator <=(DicomTag left, DicomTag right) => left.Number <= right.Number;

    public static bool operator >=(DicomTag left, DicomTag right) => left.Number >= right.Number;

    /// <summary>Reads "0010,0020" or "(0010,0020)".</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static DicomTag Parse(string text)
    {
        var parts = text.Trim('(', ')', ' ').Split(',');
        return parts is [{ Length: 4 } group, { Length: 4 } element]
            && ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var g)
            && ushort.TryParse(element, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var e)
            ? new DicomTag(g, e)
            : throw new FormatException($"'{text}' is not a DICOM tag; expected eight hexadecimal digits such as 0010,0020.");
    }

    public int CompareTo(DicomTag other) => Number.CompareTo(other.Number);

    public override string ToString() => $"({Group:X4},{Element:X4})";
}

/// <summary>The attributes this program reads by name (PS3.6).</summary>
internal static class Tags
{
    public static readonly DicomTag TransferSyntaxUid = new(0x0002, 0x0010);
    public static readonly DicomTag DirectoryRecordSequence = new(0x0004, 0x1220);
    public static readonly DicomTag ImageType = new(0x0008, 0x0008);
    public static readonly DicomTag SopClassUid = new(0x0008, 0x0016);
    public static readonly DicomTag SopInstanceUid = new(0x0008, 0x0018);
    public static readonly DicomTag StudyDate = new(0x0008, 0x0020);
    public static readonly DicomTag Modality = new(0x0008, 0x0060);
    public static readonly DicomTag Manufacturer = new(0x0008, 0x0070);
    public static readonly DicomTag SeriesDescription = new(0x0008, 0x103E);
    public static readonly DicomTag ComplexImageComponent = new(0x0008, 0x9208);
    public static readonly DicomTag PatientName = new(0x0010, 0x0010);
    public static readonly DicomTag PatientId = new(0x0010, 0x0020);
    public static readonly DicomTag PatientIdentityRemoved = new(0x0012, 0x0062);
    public static readonly DicomTag ContrastBolusAgent = new(0x0018, 0x0010);
    public static readonly DicomTag EchoTime = new(0x0018, 0x0081);
    public static readonly DicomTag EffectiveEchoTime = new(0x0018, 0x9082);
    public static readonly DicomTag MrEchoSequence = new(0x0018, 0x9114);
    public static readonly DicomTag StudyInstanceUid = new(0x0020, 0x000D);
    public static readonly DicomTag SeriesInstanceUid = new(0x0020, 0x000E);
    public static readonly DicomTag SeriesNumber = new(0x0020, 0x0011);
    public static readonly DicomTag InstanceNumber = new(0x0020, 0x0013);
    public static readonly DicomTag ImagePositionPatient = new(0x0020, 0x0032);
    public static readonly DicomTag ImageOrientationPatient = new(0x0020, 0x0037);
    public static readonly DicomTag FrameOfReferenceUid = new(0x0020, 0x0052);
    public static readonly DicomTag PlanePositionSequence = new(0x0020, 0x9113);
    public static readonly DicomTag PlaneOrientationSequence = new(0x0020, 0x9116);
    public static readonly DicomTag SamplesPerPixel = new(0x0028, 0x0002);
    public static readonly DicomTag PhotometricInterpretation = new(0x0028, 0x0004);
    public static readonly DicomTag NumberOfFrames = new(0x0028, 0x0008);
    public static readonly DicomTag Rows = new(0x0028, 0x0010);
    public static readonly DicomTag Columns = new(0x0028, 0x0011);
    public static readonly DicomTag PixelSpacing = new(0x0028, 0x0030);
    public static readonly DicomTag RescaleIntercept = new(0x0028, 0x1052);
    public static readonly DicomTag RescaleSlope = new(0x0028, 0x1053);
    public static readonly DicomTag PixelMeasuresSequence = new(0x0028, 0x9110);
    public static readonly DicomTag PixelValueTransformationSequence = new(0x0028, 0x9145);
    public static readonly DicomTag SharedFunctionalGroupsSequence = new(0x5200, 0x9229);
    public static readonly DicomTag PerFrameFunctionalGroupsSequence = new(0x5200, 0x9230);
}

/// <summary>Attributes that structure sets and segmentations share, by the keywords of PS3.6.</summary>
internal static class ObjectTag
{
    public static readonly DicomTag SopClassUid = new(0x0008, 0x0016);
    public static readonly DicomTag SopInstanceUid = new(0x0008, 0x0018);
    public static readonly DicomTag Modality = new(0x0008, 0x0060);
    public static readonly DicomTag Manufacturer = new(0x0008, 0x0070);
    public static readonly DicomTag SeriesDescription = new(0x0008, 0x103E);
    public static readonly DicomTag ManufacturerModelName = new(0x0008, 0x1090);
    public static readonly DicomTag ReferencedSeriesSequence = new(0x0008, 0x1115);
    public static readonly DicomTag ReferencedInstanceSequence = new(0x0008, 0x114A);
    public static readonly DicomTag ReferencedSopClassUid = new(0x0008, 0x1150);
    public static readonly DicomTag ReferencedSopInstanceUid = new(0x0008, 0x1155);
    public static readonly DicomTag ReferencedFrameNumber = new(0x0008, 0x1160);
    public static readonly DicomTag CodeValue = new(0x0008, 0x0100);
    public static readonly DicomTag CodingSchemeDesignator = new(0x0008, 0x0102);
    public static readonly DicomTag CodeMeaning = new(0x0008, 0x0104);
    public static readonly DicomTag DeviceSerialNumber = new(0x0018, 0x1000);
    public static readonly DicomTag SoftwareVersions = new(0x0018, 0x1020);
    public static readonly DicomTag StudyInstanceUid = new(0x0020, 0x000D);
    public static readonly DicomTag SeriesInstanceUid = new(0x0020, 0x000E);
    public static readonly DicomTag SeriesNumber = new(0x0020, 0x0011);
    public static readonly DicomTag InstanceNumber = new(0x0020, 0x0013);
    public static readonly DicomTag FrameOfReferenceUid = new(0x0020, 0x0052);
    public static readonly DicomTag PositionReferenceIndicator = new(0x0020, 0x1040);

    /// <summary>An item that names a concept of a coding scheme.</summary>
    public static DicomDataset Code(string value, string scheme, string meaning) => new DicomDataset()
        .Add(CodeValue, "SH", value).Add(CodingSchemeDesignator, "SH", scheme).Add(CodeMeaning, "LO", meaning);
}

/// <summary>Attributes of structure sets, by the keywords of PS3.6.</summary>
internal static class StructureTag
{
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.481.3";

    public static readonly DicomTag OperatorsName = new(0x0008, 0x1070);
    public static readonly DicomTag StructureSetLabel = new(0x3006, 0x0002);
    public static readonly DicomTag StructureSetName = new(0x3006, 0x0004);
    public static readonly DicomTag StructureSetDescription = new(0x3006, 0x0006);
    public static readonly DicomTag StructureSetDate = new(0x3006, 0x0008);
    public static readonly DicomTag StructureSetTime = new(0x3006, 0x0009);
    public static readonly DicomTag ReferencedFrameOfReferenceSequence = new(0x3006, 0x0010);
    public static readonly DicomTag RtReferencedStudySequence = new(0x3006, 0x0012);
    public static readonly DicomTag RtReferencedSeriesSequence = new(0x3006, 0x0014);
    public static readonly DicomTag ContourImageSequence = new(0x3006, 0x0016);
    public static readonly DicomTag StructureSetRoiSequence = new(0x3006, 0x0020);
    public static readonly DicomTag RoiNumber = new(0x3006, 0x0022);
    public static readonly DicomTag ReferencedFrameOfReferenceUid = new(0x3006, 0x0024);
    public static readonly DicomTag RoiName = new(0x3006, 0x0026);
    public static readonly DicomTag RoiDescription = new(0x3006, 0x0028);
    public static readonly DicomTag RoiDisplayColor = new(0x3006, 0x002A);
    public static readonly DicomTag RoiVolume = new(0x3006, 0x002C);
    public static readonly DicomTag RoiGenerationAlgorithm = new(0x3006, 0x0036);
    public static readonly DicomTag RoiGenerationDescription = new(0x3006, 0x0038);
    public static readonly DicomTag RoiContourSequence = new(0x3006, 0x0039);
    public static readonly DicomTag ContourSequence = new(0x3006, 0x0040);
    public static readonly DicomTag ContourGeometricType = new(0x3006, 0x0042);
    public static readonly DicomTag NumberOfContourPoints = new(0x3006, 0x0046);
    public static readonly DicomTag ContourData = new(0x3006, 0x0050);
    public static readonly DicomTag RtRoiObservationsSequence = new(0x3006, 0x0080);
    public static readonly DicomTag ObservationNumber = new(0x3006, 0x0082);
    public static readonly DicomTag ReferencedRoiNumber = new(0x3006, 0x0084);
    public static readonly DicomTag RtRoiIdentificationCodeSequence = new(0x3006, 0x0086);
    public static readonly DicomTag RtRoiInterpretedType = new(0x3006, 0x00A4);
    public static readonly DicomTag RoiInterpreter = new(0x3006, 0x00A6);
    public static readonly DicomTag ApprovalStatus = new(0x300E, 0x0002);
}

/// <summary>Attributes of segmentations, by the keywords of PS3.6.</summary>
internal static class SegmentationTag
{
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.66.4";
    public const string LabelMapSopClassUid = "1.2.840.10008.5.1.4.1.1.66.7";

    public static readonly DicomTag ImageType = new(0x0008, 0x0008);
    public static readonly DicomTag ContentDate = new(0x0008, 0x0023);
    public static readonly DicomTag ContentTime = new(0x0008, 0x0033);
    public static readonly DicomTag SourceImageSequence = new(0x0008, 0x2112);
    public static readonly DicomTag DerivationImageSequence = new(0x0008, 0x9124);
    public static readonly DicomTag DerivationCodeSequence = new(0x0008, 0x9215);
    public static readonly DicomTag SliceThickness = new(0x0018, 0x0050);
    public static readonly DicomTag SpacingBetweenSlices = new(0x0018, 0x0088);
    public static readonly DicomTag ImagePositionPatient = new(0x0020, 0x0032);
    public static readonly DicomTag ImageOrientationPatient = new(0x0020, 0x0037);
    public static readonly DicomTag FrameContentSequence = new(0x0020, 0x9111);
    public static readonly DicomTag PlanePositionSequence = new(0x0020, 0x9113);
    public static readonly DicomTag PlaneOrientationSequence = new(0x0020, 0x9116);
    public static readonly DicomTag DimensionIndexValues = new(0x0020, 0x9157);
    public static readonly DicomTag DimensionOrganizationUid = new(0x0020, 0x9164);
    public static readonly DicomTag DimensionIndexPointer = new(0x0020, 0x9165);
    public static readonly DicomTag FunctionalGroupPointer = new(0x0020, 0x9167);
    public static readonly DicomTag DimensionOrganizationSequence = new(0x0020, 0x9221);
    public static readonly DicomTag DimensionIndexSequence = new(0x0020, 0x9222);
    public static readonly DicomTag DimensionDescriptionLabel = new(0x0020, 0x9421);
    public static readonly DicomTag SamplesPerPixel = new(0x0028, 0x0002);
    public static readonly DicomTag PhotometricInterpretation = new(0x0028, 0x0004);
    public static readonly DicomTag NumberOfFrames = new(0x0028, 0x0008);
    public static readonly DicomTag Rows = new(0x0028, 0x0010);
    public static readonly DicomTag Columns = new(0x0028, 0x0011);
    public static readonly DicomTag PixelSpacing = new(0x0028, 0x0030);
    public static readonly DicomTag BitsAllocated = new(0x0028, 0x0100);
    public static readonly DicomTag BitsStored = new(0x0028, 0x0101);
    public static readonly DicomTag HighBit = new(0x0028, 0x0102);
    public static readonly DicomTag PixelRepresentation = new(0x0028, 0x0103);
    public static readonly DicomTag SpatialLocationsPreserved = new(0x0028, 0x135A);
    public static readonly DicomTag LossyImageCompression = new(0x0028, 0x2110);
    public static readonly DicomTag PixelMeasuresSequence = new(0x0028, 0x9110);
    public static readonly DicomTag PurposeOfReferenceCodeSequence = new(0x0040, 0xA170);
    public static readonly DicomTag SegmentationType = new(0x0062, 0x0001);
    public static readonly DicomTag SegmentSequence = new(0x0062, 0x0002);
    public static readonly DicomTag PropertyCategoryCodeSequence = new(0x0062, 0x0003);
    public static readonly DicomTag SegmentNumber = new(0x0062, 0x0004);
    public static readonly DicomTag SegmentLabel = new(0x0062, 0x0005);
    public static readonly DicomTag SegmentDescription = new(0x0062, 0x0006);
    public static readonly DicomTag AlgorithmIdentificationSequence = new(0x0062, 0x0007);
    public static readonly DicomTag SegmentAlgorithmType = new(0x0062, 0x0008);
    public static readonly DicomTag SegmentAlgorithmName = new(0x0062, 0x0009);
    public static readonly DicomTag SegmentIdentificationSequence = new(0x0062, 0x000A);
    public static readonly DicomTag ReferencedSegmentNumber = new(0x0062, 0x000B);
    public static readonly DicomTag RecommendedDisplayCieLabValue = new(0x0062, 0x000D);
    public static readonly DicomTag MaximumFractionalValue = new(0x0062, 0x000E);
    public static readonly DicomTag PropertyTypeCodeSequence = new(0x0062, 0x000F);
    public static readonly DicomTag SegmentationFractionalType = new(0x0062, 0x0010);
    public static readonly DicomTag SegmentsOverlap = new(0x0062, 0x0013);
    public static readonly DicomTag TrackingId = new(0x0062, 0x0020);
    public static readonly DicomTag TrackingUid = new(0x0062, 0x0021);
    public static readonly DicomTag AlgorithmFamilyCodeSequence = new(0x0066, 0x002F);
    public static readonly DicomTag AlgorithmVersion = new(0x0066, 0x0031);
    public static readonly DicomTag AlgorithmName = new(0x0066, 0x0036);
    public static readonly DicomTag ContentLabel = new(0x0070, 0x0080);
    public static readonly DicomTag ContentDescription = new(0x0070, 0x0081);
    public static readonly DicomTag ContentCreatorName = new(0x0070, 0x0084);
    public static readonly DicomTag SharedFunctionalGroupsSequence = new(0x5200, 0x9229);
    public static readonly DicomTag PerFrameFunctionalGroupsSequence = new(0x5200, 0x9230);
    public static readonly DicomTag PixelData = new(0x7FE0, 0x0010);
}
