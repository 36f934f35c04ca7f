using BrainMets.Evaluation;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>A main figure of an evaluation: how it is called, read and printed wherever it stands.</summary>
/// <param name="Key">In files for other programs.</param>
/// <param name="Title">Where its unit and what it rests on stand beside it.</param>
/// <param name="Name">Where it stands by itself.</param>
/// <param name="Of">Reads it.</param>
/// <param name="Digits">Of its numbers.</param>
/// <param name="Items">What it rests on.</param>
/// <param name="Meaning">In a sentence.</param>
internal sealed record SummaryMetric(
    string Key, string Title, string Name, Func<EvaluationSummary, Estimate> Of, Digits Digits, string Items, string Meaning)
{
    private const string LesionFree = "patients without metastases";

    public static IReadOnlyList<SummaryMetric> All { get; } =
    [
        new("sensitivity", "Sensitivity", "Sensitivity", s => s.Sensitivity, Digits.Share, "reference lesions",
            "Found reference lesions / all reference lesions."),
        new("precision", "Precision", "Precision", s => s.Precision, Digits.Share, "predicted lesions",
            "Right / (right + false): the predicted lesions that match a reference lesion."),
        new("f1", "F1", "F1", s => s.F1, Digits.Share, "lesions of both sides",
            "Found and right lesions / all lesions, counted on both sides; without merged lesions the harmonic mean of sensitivity and "
                + "precision."),
        new("falsePositivesPerPatient", "False positives", "False positives per patient", s => s.FalsePositivesPerPatient, "0.00",
            "patients", "Predicted lesions that match no reference lesion.") { Unit = " per patient" },
        new("dice", "Dice", "Dice of found lesions", s => s.Dice, Digits.Share, "found lesions",
            "Overlap of the two outlines of a found lesion, 0 to 1; mean over found lesions."),
        new("hd95Mm", "HD95", "HD95 of found lesions", s => s.Hd95Mm, Digits.Mm, "found lesions",
            "95th percentile of the distance between the two outlines, the larger of both directions; mean over found lesions.")
        {
            Unit = Millimetres,
        },
    ];

    /// <summary>Where there are patients without metastases.</summary>
    public static IReadOnlyList<SummaryMetric> OfLesionFreePatients { get; } =
    [
        new("specificity", "Specificity", "Specificity", s => s.Specificity, Digits.Share, LesionFree,
            "Those of them in whom nothing was found / all of them."),
        new("falsePositivesPerLesionFreePatient", "False positives, no metastases", "False positives per patient without metastases",
            s => s.FalsePositivesPerLesionFreePatient, "0.00", LesionFree, "False positives among them alone.") { Unit = " per patient" },
    ];

    /// <summary>After a value that stands beside the title.</summary>
    public string Unit { get; init; } = "";

    /// <summary>After a value that stands below the name.</summary>
    public string UnitBelowName => Unit == Millimetres ? Unit : "";

    public string NameWithUnit => Unit == Millimetres ? $"{Name} (mm)" : Name;

    private const string Millimetres = " mm";
}
