namespace BrainMets.Evaluation;

/// <summary>Which reference lesions two readers detected, lesion by lesion, and tests of the difference that know which lesions share a patient.</summary>
public sealed record LesionDetection
{
    public required long Both { get; init; }

    public required long OnlyFirst { get; init; }

    public required long OnlySecond { get; init; }

    public required long Neither { get; init; }

    /// <summary>Two-sided, whole patients exchanged between the readers; null when no lesion was detected by one reader only.</summary>
    public required double? P { get; init; }

    /// <summary>McNemar's exact test, only where no patient has more than one reference lesion: it takes lesions for independent.</summary>
    public required double? McNemarExactP { get; init; }

    public required double? McNemarMidP { get; init; }

    internal static LesionDetection Of(IReadOnlyList<PatientPair> patients, ComparisonOptions options)
    {
        IReadOnlyList<IReadOnlyList<(bool First, bool Second)>> lesions = [.. patients.Select(p => p.Detections().ToArray())];
        var all = lesions.SelectMany(l => l).ToArray();
        var counts = McNemar.Test([.. all.Select(l => l.First)], [.. all.Select(l => l.Second)]);
        var independent = lesions.All(l => l.Count <= 1);
        return new LesionDetection
        {
            Both = counts.Both,
            OnlyFirst = counts.OnlyFirst,
            OnlySecond = counts.OnlySecond,
            Neither = counts.Neither,
            P = PatientSignFlip.Detections(lesions, new SignFlipOptions { Seed = options.Seed, Resamples = options.SignFlips }).PValue,
            McNemarExactP = independent ? counts.ExactPValue : null,
            McNemarMidP = independent ? counts.MidPValue : null,
        };
    }
}
