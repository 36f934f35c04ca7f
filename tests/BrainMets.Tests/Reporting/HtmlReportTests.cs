using System.Text.RegularExpressions;
using System.Xml.Linq;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

[Slow(6)]
public sealed partial class HtmlReportTests(WrittenReport whole) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_report_of_a_whole_run_has_every_part()
    {
        var page = whole.Page;

        Assert.All(
            ["Research use; not a medical device.", "Demo: three synthetic sites", "Main metrics", "By lesion size", "By patient",
                "By lesion", "Training", "Slices",
                "Found", "Missed", "False positives", "Matching rules", "Provenance", "Time by stage", "Input files", "Configuration",
                    "largest missed lesion", "Reporting guidelines"],
            part => Assert.Contains(part, page));
        Assert.Equal(9, Regex.Count(page, "<img src=\"data:image/png;base64,"));
        Assert.Contains("Slices are tilted 12° from axial.", page);
    }

    [Fact]
    public void What_a_guideline_asks_for_and_the_run_lacks_is_said_to_be_absent()
    {
        var rows = Regex.Matches(whole.Page, "<tr>.*?</tr>", RegexOptions.Singleline).Select(m => m.Value).ToList();

        Assert.Contains(rows, r => r.Contains("FROC", StringComparison.Ordinal)
            && r.Contains("absent: evaluate probability maps with --sweep", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.Contains("Localisation criterion and assignment", StringComparison.Ordinal)
            && r.Contains("preset default", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.Contains("Definition of the reference standard", StringComparison.Ordinal)
            && r.Contains("state it yourself", StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_asks_nothing_of_the_network_and_runs_nothing()
    {
        var page = whole.Page;

        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<link", page);
        Assert.All(Address().Matches(page), m => Assert.StartsWith("http://www.w3.org/", m.Value));
        Assert.Contains("default-src 'none'", page);
    }

    [Fact]
    public void Figures_are_well_formed_and_do_not_share_ids()
    {
        var page = whole.Page;

        var figures = Figure().Matches(page).Select(m => XDocument.Parse(m.Value)).ToList();
        var ids = figures.SelectMany(f => f.Descendants().Attributes("id")).Select(a => a.Value).ToList();
        Assert.Equal(4, figures.Count);
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var references = figures.SelectMany(f => f.Descendants().Attributes())
            .Where(a => a.Value.StartsWith("url(#", StringComparison.Ordinal));
        Assert.All(references, a => Assert.Contains(a.Value[5..^1], ids));
        Assert.All(figures, f => Assert.DoesNotContain(f.Descendants().Attributes(), a => a.Value.TrimEnd().EndsWith(',')));
    }

    [Fact]
    public void Copies_of_figures_and_slices_stand_beside_the_report()
    {
        var names = Directory.GetFiles(whole.File("figures")).Select(Path.GetFileName).ToHashSet();
        Assert.Superset(
            new HashSet<string?>
            {
                "sensitivity-by-volume.svg", "sensitivity-by-volume.png", "training-validation.svg", "slice-01-found.png",
                    "slice-09-false-positive.png",
            },
            names);
    }

    [Fact]
    public void No_text_of_a_run_becomes_markup()
    {
        const string evil = "<script>alert('x')</script>&\"";
        var run = whole.Run with { Title = evil };
        var cases = run.Evaluation!.Cases.Select(c => c with { Case = evil + c.Case, Patient = evil + c.Patient }).ToList();

        var page = Write(run with
        {
            Description = evil,
            ConfigJson = evil,
            Provenance = run.Provenance with
            {
                Device = evil,
                Commit = evil,
                InputSha256 = new Dictionary<string, string> { [evil] = evil }
            },
            Seconds = new Dictionary<string, double> { [evil] = 1 },
            Evaluation = run.Evaluation with { Cases = cases, Matching = run.Evaluation.Matching with { Name = evil } },
            Cases = [.. run.Cases.Select(c => c with { Id = evil + c.Id })],
        });

        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("alert('x')", page);
        Assert.Contains("&lt;script&gt;", page);
    }

    [Fact]
    public void A_run_that_was_neither_trained_nor_judged_still_has_a_report()
    {
        var page = Write(
            whole.Run with { Evaluation = null, Epochs = [], Cases = [], Seconds = new Dictionary<string, double>(), ConfigJson = "" });

        Assert.Contains("No evaluation belongs to this run", page);
        Assert.Contains("This run trained no network", page);
    }

    [Fact]
    public void What_is_undefined_says_so_with_its_count()
    {
        var nothing = new CaseEvaluation
        {
            Case = "empty",
            Patient = "empty",
            ReferenceLesions = 0,
            PredictedLesions = 0,
            TruePositives = 0,
            MatchedPredictions = 0,
            FalsePositives = 0,
            FalseNegatives = 0,
            Fragments = 0,
            Merged = 0,
            Dice = null,
            Lesions = [],
            FalsePositiveLesions = [],
        };

        var page = Write(whole.Run with
        {
            Evaluation = Evaluator.Summarize([nothing], MatchingPreset.Default, new SummaryOptions()),
            Epochs = [SyntheticRun.Epochs(1)[0] with { Loss = double.NaN }],
        });

        Assert.True(Regex.Count(page, @"undefined \(n = 0\)") >= 5);
        Assert.DoesNotContain("NaN", Figure().Replace(Data().Replace(page, ""), ""));
        Assert.Contains("not a number in 1 of 1 epochs", page);
        Assert.Contains("Specificity", page);
    }

    [Fact]
    public void A_scan_that_is_gone_is_named_without_its_path_and_ends_nothing()
    {
        var run = SyntheticRun.Write(folder.Path);
        File.Delete(run.Cases[0].T1cPath);

        var page = Write(run);

        Assert.Contains("site-c-001: no slices, because its images could not be read. ", page);
        Assert.DoesNotContain(folder.Path, page);
        Assert.Contains("site-c-002: 3.0", page);
    }

    [Fact]
    public void Masks_other_than_those_evaluated_are_not_shown_as_if_they_were()
    {
        var run = SyntheticRun.Write(folder.Path);
        File.Copy(run.Cases[0].PredictionPath, run.Cases[0].ReferencePath!, overwrite: true);

        Assert.Contains("site-c-001: no slices, because the masks on disk are not those that were evaluated", Write(run));
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes()
    {
        Assert.Equal(whole.Page, Write(whole.Run));
    }

    public void Dispose() => folder.Dispose();

    private string Write(RunSummary run)
    {
        RunReport.Write(run, folder.File("report.html"));
        return File.ReadAllText(folder.File("report.html"));
    }

    [GeneratedRegex("""https?://[^\s"'<]+""")]
    private static partial Regex Address();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex("base64,[A-Za-z0-9+/=]+")]
    private static partial Regex Data();
}
