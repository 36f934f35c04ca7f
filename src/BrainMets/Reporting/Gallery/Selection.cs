using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>
/// Which lesions a report shows. A rule chooses, never an eye: pictures picked by hand are advertisement. Found: the largest, the median by
/// volume, the smallest and the one of lowest Dice. Missed and false: the largest, which are the hardest to excuse.
/// </summary>
public static class GallerySelection
{
    private const int MostOfAKind = 4;

    public static IReadOnlyList<Example> Choose(EvaluationResult evaluation)
    {
        var lesions =
            (from c in evaluation.Cases
             from lesion in c.Lesions
             orderby lesion.ReferenceVolumeMm3 descending, c.Case, lesion.Reference
             select new Example(c, lesion, null, "")).ToList();
        var falsePositives =
            from c in evaluation.Cases
            from invented in c.FalsePositiveLesions
            orderby invented.VolumeMm3 descending, c.Case, invented.Predicted
            select new Example(c, null, invented, "");
        return
        [
            .. Found([.. lesions.Where(e => e.Outcome == Outcome.Found)]),
            .. Largest(lesions.Where(e => e.Outcome == Outcome.Missed), "missed lesion"),
            .. Largest(falsePositives, "false positive"),
        ];
    }

    private static IEnumerable<Example> Found(IReadOnlyList<Example> found)
    {
        if (found.Count == 0)
        {
            return [];
        }

        var chosen = new List<Example>
        {
            found[0] with { Why = "largest found lesion" },
            found[found.Count / 2] with { Why = "found lesion of median volume" },
            found[^1] with { Why = "smallest found lesion" },
        };
        var worst = found.Where(e => e.Lesion!.Dice is not null).MinBy(e => e.Lesion!.Dice); // found, hence a lesion
        if (worst is not null)
        {
            chosen.Add(worst with { Why = "found lesion of lowest Dice" });
        }

        return chosen.DistinctBy(e => (e.Case.Case, e.Lesion!.Reference)); // found, hence a lesion
    }

    private static IEnumerable<Example> Largest(IEnumerable<Example> largestFirst, string kind) =>
        largestFirst.Take(MostOfAKind).Select((e, i) => e with { Why = i == 0 ? $"largest {kind}" : $"{kind}, number {i + 1} by volume" });
}
