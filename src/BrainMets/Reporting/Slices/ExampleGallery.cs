using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Imaging;

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
        ReportContent content, string prefix, IReadOnlyList<TestCase> cases, IReadOnlyList<PictureSource> sources, (double SmallMm3, Connectivity Connectivity) rules)
    {
        if (sources.Count < 2)
        {
            return Html.Empty;
        }

        var examples = ExampleChoice.Of(sources, rules.SmallMm3);
        return examples.Count == 0
            ? Html.Of($"<p class=\"quiet\">No example slices: nobody found a reference lesion, and nobody made a false positive.</p>\n")
            : Html.Join(examples.Select(e => Picture(content, prefix, cases, sources, (e, rules.Connectivity))));
    }

    private static Html Picture(
        ReportContent content, string prefix, IReadOnlyList<TestCase> cases, IReadOnlyList<PictureSource> sources, (ChosenExample Example, Connectivity Connectivity) what)
    {
        var example = what.Example;
        if (cases.FirstOrDefault(c => c.Id == example.Case) is not { } files)
        {
            return Html.Empty;
        }

        try
        {
            var images = ComparedCase.Read(files, sources, what.Connectivity);
            if (!images.Holds(example))
            {
                return Html.Of($"<p class=\"warning\">{example.Title}, {example.Case}: not shown, because the masks on disk are not those that were judged (lesion volumes differ).</p>\n");
            }

            var place = images.Place(example);
            var title = $"{example.Title}: {example.Case}, {NumberText.CcText(example.VolumeMm3)} cc";
            var png = ComparedPicture.Paint(images, place, title, [.. sources.Select(s => s.Name)]);
            return content.Add($"{prefix}-{example.Key}", png, title, Caption(example, sources, place));
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return Html.Of($"<p class=\"warning\">{example.Title}, {example.Case}: not shown, because its images could not be read.</p>\n");
        }
    }

    private static Html Caption(ChosenExample example, IReadOnlyList<PictureSource> sources, LesionPlace place)
    {
        var what = example.Invented is { } invented
            ? $"Drawn by {sources[invented.Source].Name}, {NumberText.CcText(example.VolumeMm3)} cc; the reference has nothing there."
            : $"Reference volume {NumberText.CcText(example.VolumeMm3)} cc. Dice: {string.Join(", ", sources.Zip(example.OfSources, (s, l) => $"{s.Name} {Outcome(l)}"))}.";
        var centre = $"({NumberText.SignedMm(place.Centre.X)}, {NumberText.SignedMm(place.Centre.Y)}, {NumberText.SignedMm(place.Centre.Z)})";
        return Html.Of($"<strong>{example.Title}.</strong> {what} Middle at {centre} mm RAS. <span class=\"quiet\">Rule: {example.Rule}</span>");
    }

    private static string Outcome(LesionEvaluation lesion) => lesion switch
    {
        { Detected: false } => "missed",
        { Merged: true } => "found, merged with a neighbour",
        _ => NumberText.Ratio(lesion.Dice),
    };
}
