using System.Text.RegularExpressions;
using System.Xml.Linq;
using BrainMets.Evaluation;
using BrainMets.Reporting;
using BrainMets.Tests.Evaluation;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

[Slow(6)]
public sealed partial class CurveFigureTests
{
    private static readonly SummaryOptions Options = new() { Resamples = 100, Seed = 1 };

    [Fact]
    public void A_report_of_many_patients_shows_the_curves_and_explains_the_bands()
    {
        using var folder = new TemporaryFolder();
        var cases = new SyntheticCohort(Middle: 1.6).Draw(40, new Random(1));

        var page = Page(folder, cases);

        Assert.All(
            ["Dice of found lesions", "Lesions that have no HD95", "False positives by size", "F1 by size: a composite of two axes", "V50",
                "V90", "95 % at one volume",
                "95 % whole curve", "from this volume on (cc)", "within half to double that volume", "resampling whole patients"],
            part => Assert.Contains(part, Regex.Replace(page, @"\s+", " "), StringComparison.Ordinal));
        var figures = Svg().Matches(page).Select(m => XDocument.Parse(m.Value)).ToList();
        Assert.Equal(8, figures.Count);
        Assert.Equal(figures.Count, figures.SelectMany(f => f.Descendants().Attributes("id"))
            .GroupBy(a => a.Value.Split('-')[0] + a.Value).Count(g => g.Key.EndsWith("-1", StringComparison.Ordinal)));
        Assert.All(
            ["sensitivity", "precision", "dice", "dice-with-misses", "hd95", "hd95-undefined", "false-positives", "f1"],
            name => Assert.True(File.Exists(folder.File("figures", name + "-by-volume.png"))));
    }

    [Fact]
    public void With_few_patients_the_report_says_why_there_is_no_curve()
    {
        using var folder = new TemporaryFolder();

        var page = Page(folder, new SyntheticCohort(Middle: 1.6).Draw(9, new Random(1)));

        Assert.Contains("There is no smooth curve", page, StringComparison.Ordinal);
        Assert.Equal(2, Svg().Count(page));
    }

    [Fact]
    public void A_volume_that_is_not_reached_is_said_to_be_so_and_not_marked()
    {
        using var folder = new TemporaryFolder();
        CaseEvaluation[] cases = [.. Enumerable.Range(0, 12)
            .Select(i => SomeEvaluations.Case($"p{i:00}", found: i % 3 > 0 ? [300, 90] : [], missed: i % 3 > 0 ? [60] : [300]))];

        var page = Page(folder, cases);

        Assert.Contains("undefined: not reached up to", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">V90</text>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_from_before_there_were_curves_still_has_its_size_classes()
    {
        using var folder = new TemporaryFolder();
        var run = SyntheticRun.Write(folder.Path);

        RunReport.Write(run with { Evaluation = run.Evaluation! with { Curves = null } }, folder.File("report.html"));

        var page = File.ReadAllText(folder.File("report.html"));
        Assert.Contains("Sensitivity by lesion size", page, StringComparison.Ordinal);
        Assert.DoesNotContain("smooth curve", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_drawn_of_a_blank_curve_or_of_a_lone_point()
    {
        var blank = new VolumeCurve
        {
            Axis = VolumeAxis.Reference,
            Composite = false,
            Lesions = 3,
            Patients = 3,
            Undefined = 0,
            Points = [],
        };

        Assert.Null(CurveFigure.Dice(blank, (-2, 1)));
        Assert.Null(CurveFigure.Dice(blank with { Points = [new CurvePoint(100, 0.7, 0.6, 0.8, 0.5, 0.9, 10)] }, (-2, 1)));
        Assert.NotNull(CurveFigure.Dice(
            blank with
            {
                Points =
                [new CurvePoint(100, 0.7, 0.6, 0.8, 0.5, 0.9, 10), new CurvePoint(110, 0.7, null, null, null, null, 10)]
            }, (-2, 1)));
    }

    private static string Page(TemporaryFolder folder, CaseEvaluation[] cases)
    {
        var run = SyntheticRun.Write(
            folder.Path) with
        { Evaluation = Evaluator.Summarize(cases, MatchingPreset.Default, Options), Epochs = [], Cases = [] };
        RunReport.Write(run, folder.File("report.html"));
        return File.ReadAllText(folder.File("report.html"));
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
