namespace BrainMets.Dicom;

/// <summary>What was done with a folder. Nothing here names a patient or a file of the source.</summary>
public sealed record DeidentifiedFolder
{
    public required int Written { get; init; }

    public required int Patients { get; init; }

    public required int Series { get; init; }

    /// <summary>How many DICOM objects were left out, by reason.</summary>
    public required IReadOnlyDictionary<string, int> LeftOut { get; init; }

    /// <summary>Files that are no DICOM; they are never copied.</summary>
    public required int Foreign { get; init; }

    /// <summary>Files that could not be read or written: "file 17" in the order of names, and why. The key file has their names.</summary>
    public required IReadOnlyList<ExcludedFile> Failures { get; init; }
}
