using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Weighted alternative free-response curve (Chakraborty and Zhai 2016; wAFROC of RJafroc): the probability that a lesion is rated higher
/// than the highest false candidate of a patient, where all patients with lesions have equal weight, and so have the lesions within one
/// patient. Equal ratings count a half; what was not found, and a patient without false candidates, rate below everything.
/// </summary>
public sealed record WeightedAfroc
{
    /// <summary>
    /// The area under the curve, over n = patients with lesions. 0.5 for a method that marks nothing; which is not the chance level, and
    /// worse is possible. Null when it is undefined, which <see cref="Undefined"/> explains.
    /// </summary>
    public required Estimate Area { get; init; }

    /// <summary>Why there is no area; null when there is one.</summary>
    public string? Undefined { get; init; }

    /// <summary>Patients whose highest false candidate is compared: the lesion-free ones, or all.</summary>
    public required int PatientsForFalse { get; init; }

    public required int PatientsWithLesions { get; init; }

    /// <summary>From the highest confidence down; empty when the area is undefined.</summary>
    public required IReadOnlyList<AfrocPoint> Points { get; init; }

    /// <summary>Makes the curve of cases, without an interval.</summary>
    /// <param name="cases">Pooled by patient.</param>
    /// <param name="allPatients">
    /// False: false candidates of lesion-free patients only, Chakraborty's definition. True: of all patients, wAFROC1 of RJafroc; two
    /// methods that should not be compared with each other.
    /// </param>
    public static WeightedAfroc Of(IReadOnlyList<CaseRatings> cases, bool allPatients) => Of(PatientRatings.Of(cases), null, allPatients);

    internal static WeightedAfroc Of(IReadOnlyList<PatientRatings> patients, PatientBootstrap? bootstrap, bool allPatients)
    {
        var forFalse = Places(patients, p => allPatients || p.LesionFree);
        var withLesions = Places(patients, p => p.Lesions.Count > 0);
        var wins = new double[forFalse.Length, withLesions.Length];
        for (var f = 0; f < forFalse.Length; f++)
        {
            var highest = patients[forFalse[f]].HighestFalse;
            for (var l = 0; l < withLesions.Length; l++)
            {
                wins[f, l] = patients[withLesions[l]].Lesions.Average(lesion => Wins(lesion.Confidence, highest));
            }
        }

        double? AreaOf(int[] weights) =>
            WeightedMean(wins, [.. forFalse.Select(i => weights[i])], [.. withLesions.Select(i => weights[i])]);

        var area = AreaOf([.. Enumerable.Repeat(1, patients.Count)]);
        return new WeightedAfroc
        {
            Area = PooledEstimate.Of(
                area, bootstrap?.Counts().Select(AreaOf) ?? [], withLesions.Length, Math.Min(forFalse.Length, withLesions.Length)),
            Undefined = withLesions.Length == 0 ? "No patient has a reference lesion."
                : forFalse.Length == 0
                ? "No patient is free of lesions, and the curve takes its false positives from such patients only."
                : null,
            PatientsForFalse = forFalse.Length,
            PatientsWithLesions = withLesions.Length,
            Points = area is null
                ? [] : Curve([.. forFalse.Select(i => patients[i].HighestFalse)], [.. withLesions.Select(i => patients[i])]),
        };
    }

    private static int[] Places(IReadOnlyList<PatientRatings> patients, Func<PatientRatings, bool> wanted) =>
        [.. Enumerable.Range(0, patients.Count).Where(i => wanted(patients[i]))];

    private static double? WeightedMean(double[,] values, int[] rowWeights, int[] columnWeights)
    {
        var sum = 0.0;
        for (var row = 0; row < rowWeights.Length; row++)
        {
            for (var column = 0; rowWeights[row] > 0 && column < columnWeights.Length; column++)
            {
                sum += (double)rowWeights[row] * columnWeights[column] * values[row, column];
            }
        }

        var total = (double)rowWeights.Sum() * columnWeights.Sum();
        return total > 0 ? sum / total : null;
    }

    private static double Wins(double? lesion, double? highestFalse) => (lesion, highestFalse) switch
    {
        (null, null) => 0.5,
        (null, _) => 0,
        (_, null) => 1,
        var (a, b) => a > b ? 1 : a == b ? 0.5 : 0,
    };

    private static AfrocPoint[] Curve(double?[] highestFalse, PatientRatings[] withLesions) =>
    [
        .. from confidence in highestFalse.Concat(withLesions.SelectMany(p => p.Lesions).Select(l => l.Confidence))
               .OfType<double>().Distinct().OrderDescending()
           select new AfrocPoint(
               confidence,
               highestFalse.Count(h => h >= confidence) / (double)highestFalse.Length,
               withLesions.Average(p => p.Lesions.Count(l => l.Confidence >= confidence) / (double)p.Lesions.Count)),
    ];
}

/// <summary>
/// At this confidence: the share of patients with a false candidate, and the weighted share of lesions found. Between points, and from the
/// last to (1, 1), the curve is straight.
/// </summary>
public sealed record AfrocPoint(double Confidence, double FalsePositiveFraction, double WeightedLesionFraction);
