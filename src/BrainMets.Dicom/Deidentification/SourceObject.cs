namespace BrainMets.Dicom;

/// <summary>An object that is to be written: where it is, and what its place in the output depends on.</summary>
/// <param name="Number">Place of the file in the order of names, from 1.</param>
/// <param name="File">Path in the source.</param>
/// <param name="Pseudonym">Of its patient.</param>
/// <param name="Kind">What its file will be called.</param>
/// <param name="Header">Of the few attributes that sort it.</param>
internal sealed record SourceObject(int Number, string File, string Pseudonym, string Kind, DicomDataset Header)
{
    private static readonly DicomTag[] Sorting =
        [Tags.StudyDate, Tags.SopInstanceUid, Tags.StudyInstanceUid, Tags.SeriesInstanceUid, Tags.SeriesNumber, Tags.InstanceNumber];

    public string StudyUid => Header.Text(Tags.StudyInstanceUid) ?? string.Empty;

    public string SeriesUid => Header.Text(Tags.SeriesInstanceUid) ?? string.Empty;

    public string InstanceUid => Header.Text(Tags.SopInstanceUid) ?? string.Empty;

    public string Date => Header.Text(Tags.StudyDate) ?? string.Empty;

    public int SeriesNumber => Header.WholeNumber(Tags.SeriesNumber) ?? int.MaxValue;

    public int InstanceNumber => Header.WholeNumber(Tags.InstanceNumber) ?? int.MaxValue;

    /// <summary>Keeps only what sorts: headers of thousands of files would fill the memory.</summary>
    public static DicomDataset Sorted(DicomDataset header)
    {
        var few = new DicomDataset();
        foreach (var element in Sorting.Select(header.Find).OfType<DicomElement>())
        {
            few.Add(element with { Value = element.Value.ToArray() });
        }

        return few;
    }
}
