using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// A model that gives probabilities, moved to the threshold at which it raises no more false positives per patient than a reader, and its
/// sensitivity there against the reader's. Two readings at different false-positive rates cannot be ranked by their sensitivities alone.
/// </summary>
public sealed record MatchedRate
{
    public required string Model { get; init; }

    public required string Reader { get; init; }

    /// <summary>What the model may raise per patient: what the reader raised.</summary>
    public required double ReaderFalsePositivesPerPatient { get; init; }

    /// <summary>
    /// Of the thresholds 0.01 … 0.99 that keep to the rate the one with the highest sensitivity; of equal ones the fewest false positives,
    /// then the highest. Chosen on these cases by their false positives. Null when none keeps to the rate, or there is no reference lesion.
    /// </summary>
    public required double? Threshold { get; init; }

    public required double? ModelFalsePositivesPerPatient { get; init; }

    public required double? ModelSensitivity { get; init; }

    public required double? ReaderSensitivity { get; init; }

    /// <summary>Model minus reader, with its 95 % interval over patients, the threshold taken as given.</summary>
    public required Estimate Difference { get; init; }

    /// <summary>Whole patients exchanged; null when they detected equally many lesions in every patient.</summary>
    public required double? P { get; init; }

    /// <param name="names">Model and reader.</param>
    /// <param name="patients">For each patient the model's counts at every threshold, ascending, and what the reader did.</param>
    /// <param name="options">Resamples and seed.</param>
    internal static MatchedRate Of(
        (string Model, string Reader) names, IReadOnlyList<PatientAtThresholds> patients, ComparisonOptions options)
    {
        var rate = patients.Sum(p => p.FalsePositives) / (double)patients.Count;
        var chosen = Choose(patients, rate * patients.Count * (1 + 1e-9));
        (double[] Found, double[] Lesions) reader =
            ([.. patients.Select(p => p.Detected.Sum)], [.. patients.Select(p => p.Detected.Count)]);
        var readerSensitivity = new PatientSum(reader.Found.Sum(), reader.Lesions.Sum()).Value;
        if (chosen is not { } place)
        {
            return new MatchedRate
            {
                Model = names.Model,
                Reader = names.Reader,
                ReaderFalsePositivesPerPatient = rate,
                Threshold = null,
                ModelFalsePositivesPerPatient = null,
                ModelSensitivity = null,
                ReaderSensitivity = readerSensitivity,
                Difference = Estimate.Nothing,
                P = null,
            };
        }

        var counts = patients.Select(p => p.Model[place]).ToArray();
        double[] found = [.. counts.Select(c => (double)c.TruePositives)];
        var interval = new PatientBootstrap(patients.Count, options.Resamples, new Random(options.Seed)).DifferenceInterval(
            (found, reader.Lesions), reader);
        var sensitivity = new PatientSum(found.Sum(), reader.Lesions.Sum()).Value;
        var flips = new SignFlipOptions { Seed = options.Seed, Resamples = options.SignFlips };
        return new MatchedRate
        {
            Model = names.Model,
            Reader = names.Reader,
            ReaderFalsePositivesPerPatient = rate,
            Threshold = counts[0].Threshold,
            ModelFalsePositivesPerPatient = counts.Sum(c => c.FalsePositives) / (double)patients.Count,
            ModelSensitivity = sensitivity,
            ReaderSensitivity = readerSensitivity,
            Difference = new Estimate(sensitivity - readerSensitivity, interval?.Low, interval?.High, (int)reader.Lesions.Sum(), 0),
            P = PatientSignFlip.Test([.. found.Zip(reader.Found, (m, r) => m - r)], flips).PValue,
        };
    }

    private static int? Choose(IReadOnlyList<PatientAtThresholds> patients, double mostFalsePositives)
    {
        var places = from place in Enumerable.Range(0, patients[0].Model.Length)
                     let found = patients.Sum(p => p.Model[place].TruePositives)
                     let wrong = patients.Sum(p => p.Model[place].FalsePositives)
                     where wrong <= mostFalsePositives && patients.Sum(p => p.Detected.Count) > 0
                     orderby found descending, wrong, place descending
                     select (int?)place;
        return places.FirstOrDefault();
    }
}

/// <summary>A patient's counts of the model at every threshold, ascending, and what the reader detected.</summary>
internal sealed record PatientAtThresholds(ThresholdCounts[] Model, PatientSum Detected, int FalsePositives);
