using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

/// <summary>Evaluations made by hand, for tests of what is computed from them.</summary>
internal static class SomeEvaluations
{
    private const double Dice = 0.8;

    /// <summary>
    /// One case of a patient with found, missed and falsely found lesions of the given volumes; found ones are predicted with their own
    /// volume.
    /// </summary>
    public static CaseEvaluation Case(string patient, double[]? found = null, double[]? missed = null, double[]? falsePositives = null)
    {
        (found, missed, falsePositives) = (found ?? [], missed ?? [], falsePositives ?? []);
        var lesions = found.Select((v, i) => Found(i + 1, v)).Concat(missed.Select((v, i) => Missed(found.Length + i + 1, v))).ToArray();
        return new CaseEvaluation
        {
            Case = $"case-of-{patient}",
            Patient = patient,
            ReferenceLesions = lesions.Length,
            PredictedLesions = found.Length + falsePositives.Length,
            TruePositives = found.Length,
            MatchedPredictions = found.Length,
            FalsePositives = falsePositives.Length,
            FalseNegatives = missed.Length,
            Fragments = 0,
            Merged = 0,
            Dice = lesions.Length + falsePositives.Length == 0 ? null : 0.7,
            Lesions = lesions,
            FalsePositiveLesions = [.. falsePositives.Select((v, i) => new FalsePositive(found.Length + i + 1, v))],
        };
    }

    public static LesionEvaluation Found(int label, double volumeMm3, double dice = Dice, double hd95Mm = 1.5) => new()
    {
        Reference = label,
        Predicted = [label],
        ReferenceVolumeMm3 = volumeMm3,
        PredictedVolumeMm3 = volumeMm3,
        Detected = true,
        Merged = false,
        Dice = dice,
        Hd95Mm = new Hd95Mm(hd95Mm, hd95Mm, hd95Mm),
        AssdMm = 0.5,
    };

    public static LesionEvaluation Missed(int label, double volumeMm3) => new()
    {
        Reference = label,
        Predicted = [],
        ReferenceVolumeMm3 = volumeMm3,
        PredictedVolumeMm3 = null,
        Detected = false,
        Merged = false,
        Dice = null,
        Hd95Mm = new Hd95Mm(null, null, null),
        AssdMm = null,
    };
}
