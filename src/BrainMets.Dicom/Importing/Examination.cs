namespace BrainMets.Dicom;

/// <summary>The objects of one DICOM study: its image series, and the structure sets and segmentations that belong to it.</summary>
internal sealed record Examination
{
    public required string StudyUid { get; init; }

    public required IReadOnlyList<FoundSeries> Series { get; init; }

    public required IReadOnlyList<OtherObject> Outlines { get; init; }

    /// <summary>Whatever identifies the patient within the data set; never written anywhere, unless it says that it is a pseudonym.</summary>
    public string Patient => Header.Text(Tags.PatientId) ?? StudyUid;

    /// <summary>True when the objects say that identities were removed, so that the patient's number is a pseudonym already.</summary>
    public bool IsPseudonymous => Header.Text(Tags.PatientIdentityRemoved) == "YES";

    /// <summary>For telling which of two examinations is earlier; null when dates were removed.</summary>
    public string? Date => Header.Text(Tags.StudyDate);

    /// <summary>Of every series and set of outlines.</summary>
    public IEnumerable<DicomDataset> Headers => Series.Select(series => series.Header).Concat(Outlines.Select(set => set.Header));

    private DicomDataset Header => Series[0].Header;

    public static IReadOnlyList<Examination> Of(ScannedFolder folder) =>
    [
        .. from series in folder.Series
           group series by series.Header.Text(Tags.StudyInstanceUid) ?? series.SeriesUid into study
           select new Examination
           {
               StudyUid = study.Key,
               Series = [.. study],
               Outlines = [.. folder.Others.Where(other => other.Modality is "RTSTRUCT" or "SEG" && other.Header.Text(Tags.StudyInstanceUid) == study.Key)],
           },
    ];
}
