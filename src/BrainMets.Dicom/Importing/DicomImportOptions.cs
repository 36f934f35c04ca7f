namespace BrainMets.Dicom;

/// <summary>What the user says about a DICOM data set that its objects do not say themselves.</summary>
public sealed record DicomImportOptions
{
    /// <summary>"dicom" or "gk-hippo".</summary>
    public required string Layout { get; init; }

    public string? Name { get; init; }

    public string? Site { get; init; }

    /// <summary>
    /// Regular expression for the outlines that are the reference (<c>--reference</c>), matched without regard to case against "file / series description / structure set
    /// label / structure name"; null for the layout's own, or for structures that are called tumours.
    /// </summary>
    public string? Reference { get; init; }

    /// <summary>The same for further readers, by name (<c>--reader NAME=PATTERN</c>).</summary>
    public IReadOnlyDictionary<string, string> Readers { get; init; } = new Dictionary<string, string>();

    /// <summary>Keep scans without outlines, as cases without a reference.</summary>
    public bool KeepWithoutMask { get; init; }
}
