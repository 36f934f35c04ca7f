using BrainMets.Evaluation;
using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>Example slices with the outlines of all that are compared; the rule that chose each stands below it.</summary>
internal static class ExampleGallery
{
    /// <param name="content">Gets the pictures.</param>
    /// <param name="prefix">Of the names of files.</param>
    /// <param name="cases">The test set.</param>
    /// <param name="sources">What is compared; fewer than two give nothing.</param>
    /// <param name="rules">Below which volume in mm³ a lesion is small, and the neighbours by which lesions were told apart.</param>
    public static Html Render(
        ReportContent content, string prefix, IReadOnlyList<TestCase> cases, IReadOnlyList<PictureSource> sources,
            (double SmallMm3, Connectivity Connectivity) rules)
    {
        if (sources.Count < 2)
        {
            return Html.Empty;
        }

        var examples = ExampleChoice.Of(sources, rules.SmallMm3);
        return examples.Count == 0
            ? Html.Of($"<p class=\"quiet\">No example slices: there is neither a found lesion nor a false positive.</p>\n")
            : Html.Join(examples.Select(e => Picture(content, prefix, cases, sources, (e, rules.Connectivity))));
    }

    private static Html Picture(
        ReportContent content, string prefix, IReadOnlyList<TestCase> cases, IReadOnlyList<PictureSource> sources,
            (ChosenExample Example, Connectivity Connectivity) what)
    {
        var example = what.Example;
        if (cases.FirstOrDefault(c => c.Id == example.Case) is not { } files)
        {
            return Html.Empty;
        }

        try
        {
            var images = PicturedCase.Read(
                files.Id, files.Patient, files.T1cPath, [files.ReferencePath, .. sources.Select(s => s.MaskPath(files))],
                what.Connectivity);
            if (!Holds(images, example))
            {
                return Html.Of(
                    $"<p class=\"warning\">{example.Title}, {example.Case}: not shown, because the masks on disk are not those that were "
                        + $"evaluated (lesion volumes differ).</p>\n");
            }

            var place = Place(images, example);
            var title = $"{example.Title}: {example.Case}, {NumberText.CcText(example.VolumeMm3)} cc";
            var png = LesionPicture.Paint(images, place, title, [.. sources.Select(s => s.Name)]);
            return content.Add($"{prefix}-{example.Key}", png, title, Caption(example, sources, place));
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return Html.Of($"<p class=\"warning\">{example.Title}, {example.Case}: not shown, because its images could not be read.</p>\n");
        }
    }

    /// <summary>
    /// True when the lesion of the example is on disk as it was evaluated. Smaller components may be gone: a network's own minimum volume
    /// drops them from its mask.
    /// </summary>
    private static bool Holds(PicturedCase images, ChosenExample example) => example.Invented is { } invented
        ? PicturedCase.Has(images.Sources[invented.Source], invented.Lesion.Predicted, invented.Lesion.VolumeMm3)
        : PicturedCase.Has(images.Reference, example.OfSources[0].Reference, example.VolumeMm3)
            && example.OfSources.Zip(images.Sources).All(s => s.First.PredictedVolumeMm3 is not { } volume
                || s.First.MatchedPredictions != 1 || PicturedCase.Has(s.Second, s.First.Predicted[0], volume));

    private static LesionPlace Place(PicturedCase images, ChosenExample example) => example.Invented is { } invented
        ? LesionPlace.Of(images.Painter.View, images.Sources[invented.Source], invented.Lesion.Predicted)
        : LesionPlace.Of(images.Painter.View, images.Reference, example.OfSources[0].Reference);

    private static Html Caption(ChosenExample example, IReadOnlyList<PictureSource> sources, LesionPlace place)
    {
        var what = example.Invented is { } invented
            ? $"Predicted by {sources[invented.Source].Name}, {NumberText.CcText(example.VolumeMm3)} cc; no reference lesion there."
            : $"Reference volume {NumberText.CcText(example.VolumeMm3)} cc. Dice: "
            + $"{string.Join(", ", sources.Zip(example.OfSources, (s, l) => $"{s.Name} {Outcome(l)}"))}.";
        var centre = $"({NumberText.SignedMm(place.Centre.X)}, {NumberText.SignedMm(place.Centre.Y)}, "
            + $"{NumberText.SignedMm(place.Centre.Z)})";
        return Html.Of(
            $"<strong>{example.Title}.</strong> {what} Centre at {centre} mm RAS. <span class=\"quiet\">Rule: {example.Rule}</span>");
    }

    private static string Outcome(LesionEvaluation lesion) => lesion switch
    {
        { Detected: false } => "missed", { Merged: true } => "found, merged with a neighbour",
        _ => NumberText.Ratio(lesion.Dice),
    };
}

/// <summary>A place to show, and the rule by which it was chosen.</summary>
/// <param name="Key">Of the file.</param>
/// <param name="Title">What it is an example of.</param>
/// <param name="Rule">How it was chosen, in words.</param>
/// <param name="Case">Of the test set.</param>
/// <param name="OfSources">The reference lesion as each source did it, in their order; empty for a false positive.</param>
/// <param name="Invented">The false positive and whose it is; null for a reference lesion.</param>
internal sealed record ChosenExample(
    string Key, string Title, string Rule, string Case, IReadOnlyList<LesionEvaluation> OfSources,
        (int Source, FalsePositive Lesion)? Invented)
{
    public double VolumeMm3 => Invented is { } invented ? invented.Lesion.VolumeMm3 : OfSources[0].ReferenceVolumeMm3;
}

/// <summary>
/// Chooses by rule what is shown, so that nobody can pick the pretty ones. Ties go to the case that comes first by name, then to the lower
/// number.
/// </summary>
internal static class ExampleChoice
{
    /// <summary>Up to four examples; a kind of which there is none is left out.</summary>
    /// <param name="sources">Two or more, evaluated by the same reference.</param>
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
                "strong-agreement", "Strong agreement",
                    "Of the reference lesions that all of them found, the one with the maximum mean Dice.", best.Case, best.OfSources,
                        null));
            examples.Add(new ChosenExample(
                "poor-agreement", "Poor agreement", "Of the reference lesions that all of them found, the one with the minimum mean Dice.",
                    byAll[0].Case, byAll[0].OfSources, null));
        }

        if (byOne.Length > 0)
        {
            examples.Add(new ChosenExample(
                "found-by-one", "A small lesion that only one found",
                    $"Of the reference lesions below {small} that exactly one of them found, the largest.",
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

    private static double MeanDice((string Case, IReadOnlyList<LesionEvaluation> OfSources) lesion) =>
        lesion.OfSources.Average(s => s.Dice ?? 0);
}

/// <summary>
/// A model or reader whose outlines are shown: where its mask of a case lies, and how it was evaluated. All sources of a picture were
/// evaluated by the same reference.
/// </summary>
/// <param name="Name">On the picture.</param>
/// <param name="MaskPath">Of a case; null where it drew none.</param>
/// <param name="Cases">Judged case by case.</param>
internal sealed record PictureSource(string Name, Func<TestCase, string?> MaskPath, IReadOnlyList<CaseEvaluation> Cases);
