using BrainMets.Evaluation;
using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Experiments;

/// <summary>How long it takes to judge a case with very many lesions, and a cohort with few in each.</summary>
public static class EvaluationBenchmark
{
    private const int Lesions = 150;
    private const int Pitch = 30;
    private const int LesionsOfCohortCase = 4;
    private const int Times = 5;

    private static readonly VolumeGeometry Grid = new(new Size3(240, 240, 155), Affine.FromSpacing(new SpacingMm(1, 1, 1)));

    /// <param name="cases">Of the cohort.</param>
    /// <param name="seed">Of the masks and of the bootstraps.</param>
    /// <param name="context">Whom to tell.</param>
    public static EvaluationTimes Run(int cases, int seed, RunContext context)
    {
        context.Report("one case", 0);
        var masks = BallMasks.Make(Grid, Lesions, Pitch, new Random(seed));
        PeakMemory.Restart();
        var one = Clock.Least(() => Judge("case", masks), Times);
        var (_, everyPreset) = Clock.Time(() => MatchingSensitivityAnalysis.Evaluate(Find("case", masks.Reference), Find("case", masks.Predicted)));
        context.Report("one case", 1);

        var (judged, judging) = (new List<CaseEvaluation>(), 0.0);
        for (var i = 0; i < cases; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var of = BallMasks.Make(Grid, LesionsOfCohortCase, Pitch, new Random(unchecked(seed + 1 + i)));
            var (evaluation, seconds) = Clock.Time(() => Judge(FormattableString.Invariant($"case-{i:000}"), of));
            judged.Add(evaluation);
            judging += seconds;
            context.Report("cohort", (i + 1.0) / cases, $"{i + 1} of {cases} cases");
        }

        var (_, summary) = Clock.Time(() => Evaluator.Summarize(judged, MatchingPreset.Default, new SummaryOptions { Seed = seed }));
        return new EvaluationTimes
        {
            LesionsOfCase = Lesions,
            SecondsPerCase = one,
            EveryPresetSecondsPerCase = everyPreset,
            CohortCases = cases,
            CohortLesions = judged.Sum(c => c.ReferenceLesions),
            CohortJudgingSeconds = judging,
            CohortSummarySeconds = summary,
            PeakMemoryMiB = PeakMemory.Mib(),
            GridSize = [Grid.Size.X, Grid.Size.Y, Grid.Size.Z],
        };
    }

    /// <summary>Everything 'mets evaluate' does for a pair of masks once they are read.</summary>
    internal static CaseEvaluation Judge(string name, (Volume<byte> Reference, Volume<byte> Predicted) masks) =>
        Evaluator.Evaluate(Find(name, masks.Reference), Find(name, masks.Predicted), MatchingPreset.Default);

    private static LesionSet Find(string name, Volume<byte> mask) => LesionFinder.Find(name, name, mask, new LesionOptions());
}
