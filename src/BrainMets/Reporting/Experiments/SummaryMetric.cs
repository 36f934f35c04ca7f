using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>A main figure of an evaluation: how it is called, read and printed.</summary>
/// <param name="Key">In tables for other programs.</param>
/// <param name="Name">On the page, with its unit.</param>
/// <param name="Of">Reads it.</param>
/// <param name="Format">Of its numbers.</param>
/// <param name="Items">What it rests on.</param>
internal sealed record SummaryMetric(string Key, string Name, Func<EvaluationSummary, Estimate> Of, string Format, string Items)
{
    public static IReadOnlyList<SummaryMetric> All { get; } =
    [
        new("sensitivity", "Sensitivity", s => s.Sensitivity, "0.00", "reference lesions"),
        new("precision", "Precision", s => s.Precision, "0.00", "predicted lesions"),
        new("f1", "F1", s => s.F1, "0.00", "lesions of both sides"),
        new("falsePositivesPerPatient", "False positives per patient", s => s.FalsePositivesPerPatient, "0.00", "patients"),
        new("dice", "Dice of found lesions", s => s.Dice, "0.00", "found lesions"),
        new("hd95Mm", "HD95 of found lesions (mm)", s => s.Hd95Mm, "0.0", "found lesions"),
    ];
}
