namespace BrainMets.Evaluation;

/// <summary>
/// A challenge's scores averaged over cases as it does, with what tells how much of them is penalty. Compare only with scores of the same
/// rules.
/// </summary>
public sealed record ScoreSummary
{
    public required ScoreMean Dice { get; init; }

    public required ScoreMean Hd95 { get; init; }

    /// <summary>One a tolerance; where it is the smallest spacing and images differ, the tolerance is null.</summary>
    public required IReadOnlyList<SurfaceDiceMean> SurfaceDice { get; init; }

    /// <summary>Null where the challenge does not tell sizes apart.</summary>
    public ScoreMean? SmallF1 { get; init; }

    /// <inheritdoc cref="SmallF1"/>
    public ScoreMean? AllLesionsF1 { get; init; }

    /// <summary>Values behind the means of the cases, all cases together.</summary>
    public required long Terms { get; init; }

    /// <summary>How many of them are penalties.</summary>
    public required long Penalised { get; init; }

    /// <summary>Cases with at least one penalty.</summary>
    public required int CasesWithPenalty { get; init; }

    /// <summary>Cases with nothing to score that got a perfect score by convention.</summary>
    public required int CasesByConvention { get; init; }

    /// <summary>Null when the cases have no scores.</summary>
    public static ScoreSummary? Of(IReadOnlyList<CaseEvaluation> cases)
    {
        var scores = cases.Select(c => c.Score).OfType<CaseScore>().ToArray();
        if (scores.Length == 0)
        {
            return null;
        }

        var bySize = scores.Any(s => s.Small is not null);
        return new ScoreSummary
        {
            Dice = ScoreMean.Of(scores.Select(s => s.Dice)),
            Hd95 = ScoreMean.Of(scores.Select(s => s.Hd95)),
            SurfaceDice = [.. Enumerable.Range(0, scores[0].SurfaceDice.Count).Select(i => SurfaceDiceMean.Of([.. scores.Select(s => s.SurfaceDice[i])]))],
            SmallF1 = bySize ? ScoreMean.Of(scores.Select(s => s.Small?.F1)) : null,
            AllLesionsF1 = bySize ? ScoreMean.Of(scores.Select(s => s.AllLesionsF1)) : null,
            Terms = scores.Sum(s => (long)s.Terms),
            Penalised = scores.Sum(s => (long)s.Penalised),
            CasesWithPenalty = scores.Count(s => s.Penalised > 0),
            CasesByConvention = scores.Count(s => s.ByConvention),
        };
    }
}
