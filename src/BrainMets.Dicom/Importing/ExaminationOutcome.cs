using BrainMets.Datasets;

namespace BrainMets.Dicom;

/// <summary>What became of an examination: a case with its report, or why it is none.</summary>
internal sealed record ExaminationOutcome
{
    public Case? Case { get; init; }

    public ImportedCase? Report { get; init; }

    public ExcludedScan? SetAside { get; init; }

    public IReadOnlyList<ImportFault> Faults { get; init; } = [];

    /// <summary>The same with what names the patient taken out of everything said: descriptions, file names and structures hold names now and then.</summary>
    public ExaminationOutcome Without(PhiRedactor nameless) => this with
    {
        Report = Report is { } report ? report with { Reference = report.Reference is { } names ? nameless.Of(names) : null, Warnings = [.. report.Warnings.Select(nameless.Of)] } : null,
        SetAside = SetAside is { } aside ? aside with { Detail = nameless.Of(aside.Detail) } : null,
        Faults = [.. Faults.Select(fault => fault with { Reason = nameless.Of(fault.Reason) })],
    };
}
