using BrainMets.Datasets;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>
/// Where the images of cases come from and what else is written of a prediction. Files in NIfTI need nothing more; DICOM is read, and its objects are
/// written, outside the library, which is handed these functions.
/// </summary>
public sealed record CaseSource
{
    /// <summary>Cases in NIfTI files.</summary>
    public static CaseSource Files { get; } = new() { Read = CaseImages.Read, Sha256 = @case => FileHash.Of(@case.T1cPath) };

    /// <summary>The images of a case, without its reference.</summary>
    public required Func<Case, CaseImages> Read { get; init; }

    /// <summary>SHA-256 of what the T1c of a case was read from.</summary>
    public required Func<Case, string> Sha256 { get; init; }

    /// <summary>Facts of the input that go into the manifest as they are, by name; the series that was chosen, say.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>Writes more files of a prediction into the folder it is given; what it says of each lesion goes into lesions.csv and lesions.json.</summary>
    public Func<ProbabilityMap, LesionSet, string, ExportedObjects>? Export { get; init; }
}
