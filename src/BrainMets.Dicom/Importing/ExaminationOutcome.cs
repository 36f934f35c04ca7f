using BrainMets.Datasets;
using BrainMets.Datasets.Importing;

namespace BrainMets.Dicom.Importing;

/// <summary>What became of an examination: a case with its report, or why it is none.</summary>
internal sealed record ExaminationOutcome
{
    public Case? Case { get; init; }

    public ImportedCase? Report { get; init; }

    public SetAside? SetAside { get; init; }

    public IReadOnlyList<ImportFault> Faults { get; init; } = [];
}
