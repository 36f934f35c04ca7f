namespace BrainMets.Evaluation;

/// <summary>Two readers side by side, both judged by the same reference; every difference is first less second.</summary>
public sealed record ReaderPair
{
    public required string First { get; init; }

    public required string Second { get; init; }

    /// <summary>One entry a metric.</summary>
    public required IReadOnlyList<MetricDifference> Metrics { get; init; }

    public required LesionDetection Detection { get; init; }

    /// <summary>Dice and HD95 of the lesions that both found.</summary>
    public required IReadOnlyList<LesionDifference> Lesions { get; init; }

    /// <summary>The differences as functions of lesion volume; blank where too few patients contribute.</summary>
    public required VolumeCurveDifferences Curves { get; init; }

    internal static ReaderPair Of(
        (string Name, IReadOnlyList<CaseEvaluation> Cases) first, (string Name, IReadOnlyList<CaseEvaluation> Cases) second, ComparisonOptions options, double minVolumeMm3)
    {
        var patients = PatientPair.Of(first.Cases, second.Cases);
        return new ReaderPair
        {
            First = first.Name,
            Second = second.Name,
            Metrics = PairedComparison.Of(patients, options),
            Detection = LesionDetection.Of(patients, options),
            Lesions = LesionDifference.Of(patients, options),
            Curves = VolumeCurves.Difference(
                first.Cases, second.Cases, new CurveOptions { Resamples = options.Resamples, Seed = options.Seed, MinVolumeMm3 = minVolumeMm3 }),
        };
    }
}
