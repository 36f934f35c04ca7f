using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>Chooses by rule what is shown, so that nobody can pick the pretty ones. Ties go to the case that comes first by name, then to the lower number.</summary>
public static class ExampleChoice
{
    /// <summary>Up to four examples; a kind of which there is none is left out.</summary>
    /// <param name="sources">Two or more, judged by the same reference.</param>
    /// <param name="smallMm3">Below it a lesion is small.</param>
    public static IReadOnlyList<ChosenExample> Of(IReadOnlyList<PictureSource> sources, double smallMm3)
    {
        var lesions = Lesions(sources);
        var byAll = lesions.Where(l => l.OfSources.All(s => s.Dice is not null)).OrderBy(MeanDice).ToArray();
        var byOne = lesions.Where(l => l.OfSources.Count(s => s.Detected) == 1 && l.OfSources[0].ReferenceVolumeMm3 < smallMm3)
            .OrderByDescending(l => l.OfSources[0].ReferenceVolumeMm3).ToArray();
        var small = $"{ReportText.Cc(smallMm3)} cc";
        var examples = new List<ChosenExample>();
        if (byAll.Length > 0)
        {
            var best = byAll.First(l => MeanDice(l) >= MeanDice(byAll[^1]));
            examples.Add(new ChosenExample(
                "strong-agreement", "Strong agreement", "Of the reference lesions that all of them found, the one with the highest mean Dice.", best.Case, best.OfSources, null));
            examples.Add(new ChosenExample(
                "poor-agreement", "Poor agreement", "Of the reference lesions that all of them found, the one with the lowest mean Dice.", byAll[0].Case, byAll[0].OfSources, null));
        }

        if (byOne.Length > 0)
        {
            examples.Add(new ChosenExample(
                "found-by-one", "A small lesion that one only found", $"Of the reference lesions below {small} that exactly one of them found, the largest.",
                byOne[0].Case, byOne[0].OfSources, null));
        }

        var invented = from s in sources.Index()
                       from c in s.Item.Cases
                       from f in c.FalsePositiveLesions
                       orderby f.VolumeMm3 descending, c.Case, s.Index
                       select (c.Case, Source: s.Index, Lesion: f);
        foreach (var (name, source, lesion) in invented.Take(1))
        {
            examples.Add(new ChosenExample(
                "false-positive", "A false positive", "Of the false positives of all of them, the largest.", name, [], (source, lesion)));
        }

        return examples;
    }

    /// <summary>Every reference lesion of the cases that all sources have, by case and number.</summary>
    private static (string Case, IReadOnlyList<LesionEvaluation> OfSources)[] Lesions(IReadOnlyList<PictureSource> sources)
    {
        var byCase = sources.Select(s => s.Cases.ToDictionary(c => c.Case)).ToArray();
        return
        [
            .. from name in byCase[0].Keys.Order(StringComparer.Ordinal)
               where byCase.All(c => c.ContainsKey(name) && c[name].Lesions.Count == byCase[0][name].Lesions.Count)
               from i in Enumerable.Range(0, byCase[0][name].Lesions.Count)
               select (name, (IReadOnlyList<LesionEvaluation>)[.. byCase.Select(c => c[name].Lesions[i])]),
        ];
    }

    private static double MeanDice((string Case, IReadOnlyList<LesionEvaluation> OfSources) lesion) => lesion.OfSources.Average(s => s.Dice ?? 0);
}
