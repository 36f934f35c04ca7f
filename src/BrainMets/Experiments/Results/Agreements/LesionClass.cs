using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>Predicted lesions of one kind, and how many of them the reference has.</summary>
public sealed record LesionClass
{
    /// <summary>Matched to a reference lesion.</summary>
    public required int TrueLesions { get; init; }

    public required int FalsePositives { get; init; }

    /// <summary>Too small to count, on a reference lesion too small to count, or a fragment beside a found lesion's match: neither true nor false.</summary>
    public required int Neither { get; init; }

    /// <summary>True ones among true and false ones; null without any. The interval is a bootstrap of patients; where all are true, or none, Wilson's over patients.</summary>
    public required Estimate ShareTrue { get; init; }

    /// <summary>Over all patients that were judged.</summary>
    public required Estimate FalsePositivesPerPatient { get; init; }
}
