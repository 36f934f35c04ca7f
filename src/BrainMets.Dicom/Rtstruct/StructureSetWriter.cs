namespace BrainMets.Dicom;

/// <summary>
/// Writes the lesions of a label map as a structure set (PS3.3, A.19): one structure a lesion, contours along voxel edges with holes as
/// keyholes, on the slices they lie on. No lesion: one structure named <see cref="NothingFound"/> without contours, as the standard
/// requires at least one, and a missing file could not be distinguished from a failure.
/// </summary>
public static class StructureSetWriter
{
    /// <summary>Name of the one structure of an empty result.</summary>
    public const string NothingFound = "AI-NothingFound";

    private const string StudyReferenceClass = "1.2.840.10008.3.1.2.3.1";  // retired, and still what every reader expects here

    /// <summary>
    /// Writes the file, reads it again and compares: one check a lesion, in the order of the findings; none when nothing was found.
    /// </summary>
    /// <exception cref="ArgumentException">Label map and series are not on the same grid, or findings and labels do not agree.</exception>
    /// <exception cref="DicomFileException">The file cannot be written.</exception>
    public static IReadOnlyList<ContourCheck> Write(
        DicomCodec codec, string path, ImageSeries source, Volume<ushort> labels, ResultOptions options)
    {
        var boxes = options.Check(source, labels);
        var lesions = options.Findings.Select(finding => (finding, LesionContours.Of(labels, finding.Label, boxes[finding.Label])))
            .ToList();
        codec.Write(path, Object(source, options, lesions, labels.Geometry));
        var written = StructureSet.Read(codec, path).Structures.ToDictionary(structure => structure.Number);
        return options.Findings.Select(finding => RereadCheck.Of(finding, written[finding.Label], labels, boxes[finding.Label])).ToList();
    }

    private static DicomDataset Object(
        ImageSeries source, ResultOptions options, List<(LesionLabel Finding, List<(int Z, List<PointMm[]> Contours)> Slices)> lesions,
            VolumeGeometry geometry)
    {
        var (date, time) = SourceAttributes.When(source);
        var made = SourceAttributes.NewObject(source, options, StructureTag.SopClassUid, "RTSTRUCT")
            .Add(StructureTag.OperatorsName, "PN", string.Empty)
            .Add(StructureTag.StructureSetLabel, "SH", "AI lesions")
            .Add(StructureTag.StructureSetName, "LO", "AI lesions, research use")
            .Add(StructureTag.StructureSetDescription, "ST",
                options.Describe($"{lesions.Count} lesion(s) found by {options.AlgorithmName} {options.AlgorithmVersion}"))
            .Add(StructureTag.StructureSetDate, "DA", date)
            .Add(StructureTag.StructureSetTime, "TM", time)
            .Add(StructureTag.ReferencedFrameOfReferenceSequence, FrameReference(source))
            .Add(StructureTag.ApprovalStatus, "CS", "UNAPPROVED");
        if (lesions.Count == 0)
        {
            var none = new LesionLabel { Label = 1, Name = NothingFound, Description = "No lesion found." };
            lesions = [(none, [])];
        }

        made.Add(StructureTag.StructureSetRoiSequence,
            lesions.Select(lesion => Roi(source, options, lesion.Finding, VolumeMm3(lesion.Slices, geometry))).ToArray())
            .Add(StructureTag.RoiContourSequence, lesions.Select(lesion => RoiContour(source, lesion.Finding, lesion.Slices)).ToArray())
            .Add(StructureTag.RtRoiObservationsSequence,
                lesions.Select(lesion => Observation(lesion.Finding, lesion.Slices.Count > 0)).ToArray());
        return SourceAttributes.WithUids(made);
    }

    private static DicomDataset FrameReference(ImageSeries source)
    {
        var series = new DicomDataset()
            .Add(ObjectTag.SeriesInstanceUid, "UI", source.SeriesUid)
            .Add(StructureTag.ContourImageSequence, SourceAttributes.InstanceReferences(source));
        var study = new DicomDataset()
            .Add(ObjectTag.ReferencedSopClassUid, "UI", StudyReferenceClass)
            .Add(ObjectTag.ReferencedSopInstanceUid, "UI", source.StudyUid)
            .Add(StructureTag.RtReferencedSeriesSequence, series);
        return new DicomDataset()
            .Add(ObjectTag.FrameOfReferenceUid, "UI", SourceAttributes.FrameOfReference(source))
            .Add(StructureTag.RtReferencedStudySequence, study);
    }

    private static DicomDataset Roi(ImageSeries source, ResultOptions options, LesionLabel finding, double volumeMm3)
    {
        var roi = new DicomDataset()
            .Add(StructureTag.RoiNumber, "IS", finding.Label)
            .Add(StructureTag.ReferencedFrameOfReferenceUid, "UI", SourceAttributes.FrameOfReference(source))
            .Add(StructureTag.RoiName, "LO", finding.Name)
            .Add(StructureTag.RoiDescription, "ST", options.Describe(finding.Description))
            .Add(StructureTag.RoiGenerationAlgorithm, "CS", "AUTOMATIC")
            .Add(StructureTag.RoiGenerationDescription, "LO", Short($"{options.AlgorithmName} {options.AlgorithmVersion}"));
        return volumeMm3 > 0 ? roi.Add(StructureTag.RoiVolume, "DS", Math.Round(volumeMm3 / 1000, 6)) : roi;
    }

    private static DicomDataset RoiContour(ImageSeries source, LesionLabel finding, List<(int Z, List<PointMm[]> Contours)> slices)
    {
        var item = new DicomDataset()
            .Add(StructureTag.RoiDisplayColor, "IS", DisplayColour.Rgb(finding.Label))
            .Add(StructureTag.ReferencedRoiNumber, "IS", finding.Label);
        var contours = slices.SelectMany(slice => slice.Contours.Select(contour => Contour(source.Slices[slice.Z], contour))).ToArray();
        return contours.Length > 0 ? item.Add(StructureTag.ContourSequence, contours) : item;
    }

    private static DicomDataset Contour(SliceSource slice, PointMm[] points)
    {
        var lps = new double[3 * points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            (lps[3 * i], lps[(3 * i) + 1], lps[(3 * i) + 2]) = (0 - points[i].X, 0 - points[i].Y, points[i].Z);
        }

        return new DicomDataset()
            .Add(StructureTag.ContourImageSequence, SourceAttributes.Reference(slice))
            .Add(StructureTag.ContourGeometricType, "CS", "CLOSED_PLANAR")
            .Add(StructureTag.NumberOfContourPoints, "IS", points.Length)
            .Add(StructureTag.ContourData, "DS", lps);
    }

    /// <summary>The interpreted type stays empty: whether a finding is a target volume is a clinical decision.</summary>
    private static DicomDataset Observation(LesionLabel finding, bool isLesion)
    {
        var item = new DicomDataset()
            .Add(StructureTag.ObservationNumber, "IS", finding.Label)
            .Add(StructureTag.ReferencedRoiNumber, "IS", finding.Label)
            .Add(StructureTag.RtRoiInterpretedType, "CS", string.Empty)
            .Add(StructureTag.RoiInterpreter, "PN", string.Empty);
        return isLesion ? item.Add(StructureTag.RtRoiIdentificationCodeSequence, LesionCode.Metastasis) : item;
    }

    private static double VolumeMm3(List<(int Z, List<PointMm[]> Contours)> slices, VolumeGeometry geometry) =>
        slices.Sum(slice => slice.Contours.Sum(ContourArea.Mm2)) * RereadCheck.SliceStepMm(geometry);

    private static string Short(string text) => text.Length > 64 ? text[..64] : text;
}

/// <summary>The voxel-edge contours of one label, slice by slice, in RAS+ mm.</summary>
internal static class LesionContours
{
    /// <summary>
    /// An explicit-VR file states the length of a contour in sixteen bits; this many points of at most eleven characters a coordinate fit.
    /// Larger contours are cut along a line between voxels.
    /// </summary>
    private const int MostPoints = 1900;

    private const double Tenthmicrometres = 1e4;

    /// <summary>The slices that hold any, in order, each with its contours.</summary>
    public static List<(int Z, List<PointMm[]> Contours)> Of(Volume<ushort> labels, ushort label, Box3 box)
    {
        var (size, toWorld) = (box.Size, labels.Geometry.VoxelToWorld);
        var slices = new List<(int Z, List<PointMm[]> Contours)>();
        var mask = new byte[size.X * size.Y];
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                for (var x = 0; x < size.X; x++)
                {
                    mask[x + (y * size.X)] = labels[box.X + x, box.Y + y, z] == label ? (byte)1 : (byte)0;
                }
            }

            var level = z;
            var contours = VoxelContour.Trace(mask, size.X, size.Y, MostPoints)
                .Select(polygon => polygon.Select(point => Rounded(toWorld.Apply(box.X + point.X, box.Y + point.Y, level))).ToArray())
                .ToList();
            if (contours.Count > 0)
            {
                slices.Add((z, contours));
            }
        }

        return slices;
    }

    /// <summary>A tenth of a micrometre is far below any voxel and keeps coordinates short.</summary>
    private static PointMm Rounded(PointMm point) => new(Rounded(point.X), Rounded(point.Y), Rounded(point.Z));

    private static double Rounded(double mm) => Math.Round(mm * Tenthmicrometres) / Tenthmicrometres;
}
