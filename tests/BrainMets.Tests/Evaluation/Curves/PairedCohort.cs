using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

/// <summary>
/// Two readers of the same lesions, drawn from two known curves. The second takes over half of the first's outcomes, so that the readers
/// resemble each other: its curve is the mean of the two. Every lesion missed stands as a false positive of the same volume too, so that
/// precision has the curve of sensitivity.
/// </summary>
internal sealed record PairedCohort(SyntheticCohort First, SyntheticCohort Other)
{
    /// <summary>The first reader's sensitivity, and precision, less the second's.</summary>
    public double Difference(double logVolume) => (First.Sensitivity(logVolume) - Other.Sensitivity(logVolume)) / 2;

    public (CaseEvaluation[] First, CaseEvaluation[] Second) Draw(int patients, Random random)
    {
        var first = First.Draw(patients, random);
        var second = Other.DrawAgain(first, random).Zip(first, (own, other) => own with
        {
            Lesions = [.. own.Lesions.Zip(other.Lesions, (mine, theirs) => random.Next(2) == 0 ? mine : theirs)],
        });
        return ([.. first.Select(WithFalsePositives)], [.. second.Select(WithFalsePositives)]);
    }

    /// <summary>Predictions as large as their lesions, and false ones as large as the lesions missed.</summary>
    public static CaseEvaluation WithFalsePositives(CaseEvaluation drawn)
    {
        LesionEvaluation[] lesions = [.. drawn.Lesions.Select(l => l.Detected ? l with { PredictedVolumeMm3 = l.ReferenceVolumeMm3 } : l)];
        var invented = lesions.Where(l => !l.Detected).Select((l, i) => new FalsePositive(i + 1, l.ReferenceVolumeMm3)).ToArray();
        var found = lesions.Length - invented.Length;
        return drawn with
        {
            PredictedLesions = lesions.Length,
            TruePositives = found,
            MatchedPredictions = found,
            FalsePositives = invented.Length,
            FalseNegatives = invented.Length,
            Lesions = lesions,
            FalsePositiveLesions = invented,
        };
    }
}
