using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Prediction;

namespace BrainMets.Measurements;

/// <summary>How long it takes to judge a case with very many lesions, and a cohort with few in each.</summary>
internal static class EvaluationBenchmark
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
        var (_, everyPreset) =
            Clock.Time(() => MatchingSensitivityAnalysis.Evaluate(Find("case", masks.Reference), Find("case", masks.Predicted)));
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

/// <summary>What 'bench/run evaluation' measured: from masks in memory to all figures, files not read.</summary>
internal sealed record EvaluationTimes
{
    public required int LesionsOfCase { get; init; }

    /// <summary>
    /// One case of that many lesions a side: components, measurements, matching, overlaps, distances; the least of several times.
    /// </summary>
    public required double SecondsPerCase { get; init; }

    /// <summary>The same case under every matching preset.</summary>
    public required double EveryPresetSecondsPerCase { get; init; }

    public required int CohortCases { get; init; }

    public required int CohortLesions { get; init; }

    /// <summary>Judging all cases of the cohort, one after the other.</summary>
    public required double CohortJudgingSeconds { get; init; }

    /// <summary>From judged cases to the summary: pooled figures, curves, bootstraps.</summary>
    public required double CohortSummarySeconds { get; init; }

    /// <summary>Judging and summary by the number of cases.</summary>
    public double CohortSecondsPerCase => (CohortJudgingSeconds + CohortSummarySeconds) / CohortCases;

    public required double? PeakMemoryMiB { get; init; }

    /// <summary>Of every mask, x, y, z.</summary>
    public required IReadOnlyList<int> GridSize { get; init; }
}

/// <summary>
/// Pairs of masks full of balls, for timing an evaluation: the predicted ball lies up to a voxel beside its reference and is up to 15 %
/// larger or smaller.
/// </summary>
internal static class BallMasks
{
    /// <summary>As many balls as asked for on a lattice on which none can touch another.</summary>
    /// <param name="grid">Where; spacing is not looked at, radii are in voxels.</param>
    /// <param name="lesions">How many balls on each side.</param>
    /// <param name="pitch">Voxels from one place to the next; radii run from 2 to pitch / 2 - 4, small ones more often.</param>
    /// <param name="random">Draws places, radii and shifts.</param>
    /// <exception cref="ArgumentException">The grid has not that many places.</exception>
    public static (Volume<byte> Reference, Volume<byte> Predicted) Make(VolumeGeometry grid, int lesions, int pitch, Random random)
    {
        var (reference, predicted) = (new Volume<byte>(grid), new Volume<byte>(grid));
        VoxelIndex[] places =
        [
            .. from z in Places(grid.Size.Z, pitch)
                from y in Places(grid.Size.Y, pitch) from x in Places(grid.Size.X, pitch) select new VoxelIndex(x, y, z),
        ];
        if (places.Length < lesions || pitch < 12)
        {
            throw new ArgumentException(
                $"A grid of {grid.Size} has {places.Length} places {pitch} voxels apart (at least 12); {lesions} balls were asked for.",
                    nameof(lesions));
        }

        random.Shuffle(places);
        foreach (var (x, y, z) in places.Take(lesions))
        {
            var radius = 2 + (((pitch / 2) - 6) * Math.Pow(random.NextDouble(), 2));
            Ball(reference, new VoxelIndex(x, y, z), radius);
            Ball(predicted, new VoxelIndex(x + random.Next(-1, 2), y + random.Next(-1, 2), z + random.Next(-1, 2)),
                radius * (0.85 + (0.3 * random.NextDouble())));
        }

        return (reference, predicted);
    }

    private static IEnumerable<int> Places(int length, int pitch) =>
        Enumerable.Range(0, length / pitch).Select(i => (pitch / 2) + (i * pitch));

    private static void Ball(Volume<byte> mask, VoxelIndex centre, double radius)
    {
        var reach = (int)Math.Ceiling(radius);
        for (var z = -reach; z <= reach; z++)
        {
            for (var y = -reach; y <= reach; y++)
            {
                for (var x = -reach; x <= reach; x++)
                {
                    if ((x * x) + (y * y) + (z * z) <= radius * radius)
                    {
                        mask[centre.X + x, centre.Y + y, centre.Z + z] = 1;
                    }
                }
            }
        }
    }
}
