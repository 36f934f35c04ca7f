using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Finds the probability threshold with the best lesion F1 over validation cases. The counts are those that finding lesions and
/// evaluating them at each threshold would give, but all thresholds are done in one sweep, quickly enough to be run between training
/// epochs.
/// </summary>
public static class ThresholdSearch
{
    private const int CasesAtOnce = 4;

    /// <summary>0.05, 0.10 … 0.95.</summary>
    public static IReadOnlyList<double> DefaultGrid { get; } = [.. Enumerable.Range(1, 19).Select(i => i / 20.0)];

    /// <summary>
    /// Of several best thresholds, the middle of the longest run of neighbours on the grid: where a small shift of the probabilities
    /// changes least. Of equally long runs the lowest, of two middles the lower: in doubt, the more sensitive.
    /// </summary>
    /// <param name="cases">Each probability map with the lesions of its reference; enumerated once, on this thread, at most four in memory at a time.</param>
    /// <param name="preset">How lesions are matched and which are too small to count.</param>
    /// <param name="grid">Thresholds to try, ascending, above 0 and at most 1; the default grid when null.</param>
    /// <exception cref="ArgumentException">
    /// No case, a grid that is empty, unsorted or out of range, or a preset that joins or enlarges lesions.
    /// </exception>
    /// <exception cref="InvalidInputException">A map lies on another grid than its reference.</exception>
    public static ThresholdChoice Search(
        IEnumerable<(ProbabilityMap Map, LesionSet Reference)> cases, MatchingPreset preset, IReadOnlyList<double>? grid = null)
    {
        grid ??= DefaultGrid;
        Check(preset, grid);
        var perCase = new List<IReadOnlyList<ThresholdCounts>>();
        foreach (var some in cases.Chunk(CasesAtOnce))
        {
            var counted = new IReadOnlyList<ThresholdCounts>[some.Length];
            Array.ForEach(some, c => Check(c, preset));
            Parallel.For(0, some.Length, i => counted[i] = new ThresholdSweep(some[i].Map, some[i].Reference, preset).Count(grid));
            perCase.AddRange(counted);
        }

        if (perCase.Count == 0)
        {
            throw new ArgumentException("No validation case to choose a threshold on.", nameof(cases));
        }

        var counts = Enumerable.Range(0, grid.Count).Select(t => new ThresholdCounts(
            grid[t],
            perCase.Sum(c => c[t].TruePositives),
            perCase.Sum(c => c[t].MatchedPredictions),
            perCase.Sum(c => c[t].FalsePositives),
            perCase.Sum(c => c[t].FalseNegatives))
        {
            FoundDiceSum = perCase.Sum(c => c[t].FoundDiceSum),
        }).ToArray();
        return new ThresholdChoice(Choose(counts), counts);
    }

    /// <summary>The choice among counts at ascending thresholds; null when F1 is zero or undefined everywhere.</summary>
    internal static double? Choose(IReadOnlyList<ThresholdCounts> counts)
    {
        var best = counts.Max(c => c.F1);
        if (best is null or 0)
        {
            return null;
        }

        var (longestStart, longestLength) = (0, 0);
        var length = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            length = counts[i].F1 == best ? length + 1 : 0;
            if (length > longestLength)
            {
                (longestStart, longestLength) = (i - length + 1, length);
            }
        }

        return counts[longestStart + ((longestLength - 1) / 2)].Threshold;
    }

    private static void Check(MatchingPreset preset, IReadOnlyList<double> grid)
    {
        if (grid.Count == 0 || grid.Any(t => !(t > 0 && t <= 1)) || grid.Zip(grid.Skip(1)).Any(t => t.First >= t.Second))
        {
            throw new ArgumentException(
                $"Thresholds are [{string.Join(", ", grid)}]; must be ascending, above 0 and at most 1.", nameof(grid));
        }

        if (preset.MergesLesions() || preset.ReachSteps > 0)
        {
            throw new ArgumentException(
                $"Matching '{preset.Name}' joins or enlarges lesions before it matches them, which the threshold search cannot follow. "
                + "Search with 'default'.");
        }
    }

    private static void Check((ProbabilityMap Map, LesionSet Reference) one, MatchingPreset preset)
    {
        var (map, reference) = one;
        if (!map.Probability.Geometry.SameGridAs(reference.Geometry))
        {
            throw new InvalidInputException(
                map.CaseId,
                "probability map and reference lie on different grids. "
                + $"Map: {map.Probability.Geometry}. Reference: {reference.Geometry}.");
        }

        if (reference.Connectivity != preset.Connectivity)
        {
            throw new ArgumentException(
                $"Matching '{preset.Name}' needs lesions split by {(int)preset.Connectivity} neighbours; "
                + $"the reference of case {map.CaseId} has {(int)reference.Connectivity}.");
        }
    }
}
