namespace BrainMets.Dicom;

/// <summary>A structure set (RTSTRUCT): named structures made of contours, drawn on the images of one or more series.</summary>
public sealed record StructureSet
{
    public required string Path { get; init; }

    public required string StudyUid { get; init; }

    public string? Label { get; init; }

    /// <summary>The series that the file says it was drawn on.</summary>
    public required IReadOnlyList<string> SeriesUids { get; init; }

    public required IReadOnlyList<Structure> Structures { get; init; }

    /// <summary>Reads all structures; a structure with damaged contours is kept with its <see cref="Structure.Fault"/>, so that it can be named.</summary>
    /// <exception cref="DicomFileException">It is no structure set, or cannot be read.</exception>
    public static StructureSet Read(DicomCodec codec, string path) => StructureSetReader.Read(path, codec.ReadHeader(path));
}
