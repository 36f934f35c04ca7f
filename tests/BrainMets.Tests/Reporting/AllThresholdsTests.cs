using System.Text.RegularExpressions;
using System.Xml.Linq;
using BrainMets.Evaluation;
using BrainMets.Reporting;
using BrainMets.Tests.Evaluation;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

/// <summary>The part of a report that a threshold sweep adds.</summary>
[Slow(5)]
public sealed class AllThresholdsTests(WrittenReport whole) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_sweep_adds_a_chapter_with_its_figures_as_files_too()
    {
        var page = Write(Sweep(SomeRatings.Random(2, 20), budget: 1));

        Assert.All(
            ["href=\"#thresholds\"", "chosen on the cases it is evaluated on is optimistic", "leave-one-patient-out",
                "at most 1 false positives per patient",
                "wAFROC</strong>: area", "wAFROC1</strong>: area", "Expected calibration error", "interpolated as LUNA16", "20 patients"],
            part => Assert.Contains(part, page));
        var names = Directory.GetFiles(folder.File("figures")).Select(Path.GetFileName).ToHashSet();
        Assert.Superset(
            new HashSet<string?>
            {
                "froc.svg", "froc.png", "froc-by-size.png", "wafroc.png", "wafroc1.png", "threshold-sweep.png",
                    "false-positives-by-threshold.png", "calibration.png",
            },
            names);
        Assert.All(Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline), m => XDocument.Parse(m.Value));
    }

    [Fact]
    public void Without_a_sweep_there_is_no_such_chapter() => Assert.DoesNotContain("All thresholds", whole.Page);

    [Slow(3)]
    [Fact]
    public void What_is_undefined_says_so_and_why()
    {
        // One patient with one missed lesion: no candidate, no lesion-free patient, no interval.
        var page = Write(Sweep([SomeRatings.Of("A", [null], [])], budget: null));

        Assert.Contains("No patient is free of lesions", page);
        Assert.Contains("none can be chosen", page);
        Assert.Contains("only 1 patients have lesions", page);
        Assert.Contains("undefined (n = 0)", page);
        Assert.DoesNotContain("NaN", Regex.Replace(page, "<svg.*?</svg>|base64,[A-Za-z0-9+/=]+", "", RegexOptions.Singleline));
    }

    public void Dispose() => folder.Dispose();

    private static FreeResponseResult Sweep(CaseRatings[] cases, double? budget)
    {
        double[] thresholds = [0.2, 0.4, 0.6, 0.8];
        var options = new FreeResponseOptions { Thresholds = thresholds, Resamples = 100, FalsePositiveBudget = budget };
        return FreeResponseEvaluator.Summarize(
            [.. cases.Select(c => new MapEvaluation(c, [.. thresholds.Select(t => Counts(c, t))]))], options);
    }

    private static ThresholdCounts Counts(CaseRatings c, double threshold)
    {
        var found = c.Lesions.Count(l => l.Confidence >= threshold);
        var candidates = c.Candidates.Where(m => m.Confidence >= threshold).ToArray();
        return new ThresholdCounts(
            threshold, found, candidates.Count(m => m.IsMatched), candidates.Count(m => !m.IsMatched), c.Lesions.Count - found);
    }

    private string Write(FreeResponseResult result)
    {
        RunReport.Write(
            whole.Run with { Cases = [], Evaluation = whole.Run.Evaluation! with { FreeResponse = result } }, folder.File("report.html"));
        return File.ReadAllText(folder.File("report.html"));
    }
}
