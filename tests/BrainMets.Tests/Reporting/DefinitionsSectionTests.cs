using System.Text.RegularExpressions;
using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Reporting;
using BrainMets.Tests.Evaluation;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

/// <summary>What a report says of empty masks, scores of challenges and other rules for the same masks.</summary>
[Slow(6)]
public sealed class DefinitionsSectionTests(WrittenReport whole) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Cases_with_an_empty_mask_are_counted_with_their_errors_and_with_what_each_figure_is_there()
    {
        var grid = MaskOf.Grid(20, 20, 20);
        var (lesion, nothing) = (Some.Lesions(grid, MaskOf.Box(2, 2, 2, 4, 4, 4)), Some.Lesions(grid));

        var rows = Rows(Page(MatchingPreset.Default, (lesion, lesion), (nothing, nothing), (nothing, lesion), (lesion, nothing)));

        Assert.Equal(["Both masks empty", "1", "0", "0", "undefined", "undefined, left out of every mean"], rows["Both masks empty"][..6]);
        Assert.Equal(["Only the reference empty", "1", "1", "0", "0"], rows["Only the reference empty"][..5]);
        Assert.Equal(["Only the prediction empty", "1", "0", "1", "0"], rows["Only the prediction empty"][..5]);
        Assert.Equal(7, rows["Both masks empty"].Length); // the default preset has no score and no column for it
    }

    [Fact]
    public void A_score_shows_its_penalties_and_its_n()
    {
        var grid = MaskOf.Grid(20, 20, 20);
        var (both, one) = (Some.Lesions(grid, MaskOf.Box(2, 2, 2, 4, 4, 4), MaskOf.Box(12, 12, 12, 4, 4, 4)),
            Some.Lesions(grid, MaskOf.Box(2, 2, 2, 4, 4, 4)));

        var page = Page(MatchingPresets.Brats2023, (both, one));

        var rows = Rows(page);
        // (1 + 0) / 2; one scan has no SD
        Assert.Equal(["Lesion-wise Dice", "0.500", "undefined", "1", "0", "1"], rows["Lesion-wise Dice"]);
        Assert.Equal("187.00", rows["Lesion-wise HD95, mm and penalties"][1]); // (0 + 374) / 2
        Assert.Contains("1 of the 2 values (50 %) behind the means of Dice and HD95 are penalties", page);
        Assert.Contains("Dice 0 and the HD95 penalty for each lesion", rows["Only the prediction empty"][7]);
    }

    [Fact]
    public void The_same_masks_have_a_row_under_every_preset_with_all_three_families()
    {
        // One lesion moved by a voxel, and two under one prediction: panoptica's IoU of 0.5 refuses 64 / 176.
        var grid = MaskOf.Grid(40, 20, 20);
        var reference = Some.Lesions(grid, MaskOf.Box(2, 2, 2, 4, 4, 4), MaskOf.Box(9, 2, 2, 4, 4, 4));
        var predicted = Some.Lesions(grid, MaskOf.Box(2, 2, 2, 11, 4, 4));

        var page = Page(MatchingPreset.Default, (reference, predicted));

        Assert.All(MatchingPresets.All, p => Assert.Equal(3, Regex.Count(page, $"<td class=\"\">(<strong>)?{p.Name}(</strong>)?</td>")));
        var rows = AllRows(page).Where(r => r[0] == "panoptica").ToList();
        Assert.Equal(["panoptica", "2", "0", "1", "0.000", "0.000", "0.000", "1.00"], rows[0]);
        // nothing found, no challenge
        Assert.Equal(["panoptica", "0", "0", "undefined", "undefined", "undefined", "undefined", "–", "–"], rows[1]);
        // 2·64 / 240, the other is merged
        Assert.Equal(["default", "1", "1", "0.533"], AllRows(page).Where(r => r[0] == "default").ElementAt(1)[..4]);
        Assert.Contains("Definitions: the same masks under every preset", page);
        Assert.Contains("href=\"#definitions\"", page);
    }

    [Fact]
    public void What_was_not_asked_for_is_said_to_be_absent_with_the_way_to_get_it()
    {
        Assert.Contains("mets evaluate --definitions", whole.Page);
        Assert.Contains("no challenge uses the preset <strong>default</strong>", whole.Page);
        Assert.Contains("Presets with a score: brats2023, brats2024, brats2026", whole.Page.Replace("\n", " ", StringComparison.Ordinal));
        // as older versions wrote it
        Assert.Contains("table of empty masks is absent", Write(whole.Run.Evaluation! with { EmptyCases = null }));
    }

    public void Dispose() => folder.Dispose();

    private string Page(MatchingPreset preset, params (LesionSet Reference, LesionSet Predicted)[] scans) => Write(
        Evaluator.Summarize([.. scans.Select((s, i) => Named(Evaluator.Evaluate(s.Reference, s.Predicted, preset), i))], preset,
            new SummaryOptions { Resamples = 100 }) with
        {
            DefinitionSensitivity =
                MatchingSensitivityAnalysis.Table([.. scans.Select(s => MatchingSensitivityAnalysis.Evaluate(s.Reference, s.Predicted))]),
        });

    private static CaseEvaluation Named(CaseEvaluation evaluation, int index) =>
        evaluation with { Case = $"case-{index}", Patient = $"patient-{index}" };

    private string Write(EvaluationResult evaluation)
    {
        RunReport.Write(whole.Run with { Evaluation = evaluation, Cases = [] }, folder.File("report.html"));
        return File.ReadAllText(folder.File("report.html"));
    }

    private static Dictionary<string, string[]> Rows(string page) =>
        AllRows(page).GroupBy(r => r[0]).ToDictionary(g => g.Key, g => g.First());

    private static IEnumerable<string[]> AllRows(string page) =>
        from row in Regex.Matches(page, "<tr>(?:<td.*?</td>)+</tr>", RegexOptions.Singleline)
        select Regex.Matches(row.Value, "<td[^>]*>(.*?)</td>", RegexOptions.Singleline)
            .Select(cell => Regex.Replace(cell.Groups[1].Value, "<[^>]+>", "")).ToArray();
}
