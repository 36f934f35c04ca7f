using System.Globalization;
using System.Text.RegularExpressions;
using BrainMets.Experiments;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

[Slow(10)]
public sealed partial class ExperimentReportTests(WrittenExperiment written)
{
    [Theory]
    [InlineData("Research use; not a medical device.")]
    [InlineData("Losses &amp; training sets")]
    [InlineData("id=\"findings\"")]
    [InlineData("id=\"data\"")]
    [InlineData("id=\"comparison-1\"")]
    [InlineData("id=\"comparison-2\"")]
    [InlineData("id=\"agreement\"")]
    [InlineData("id=\"confirmation\"")]
    [InlineData("id=\"strategy\"")]
    [InlineData("id=\"second-reader\"")]
    [InlineData("id=\"models\"")]
    [InlineData("id=\"training\"")]
    [InlineData("id=\"matching\"")]
    [InlineData("id=\"provenance\"")]
    [InlineData("id=\"configuration\"")]
    [InlineData("site-a; 4 patients of site-c")]
    [InlineData("57d7bf4")]
    [InlineData("cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc")]
    public void Every_part_of_a_whole_experiment_is_there(string expected) => Assert.Contains(expected, written.Page);

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("∞")]
    [InlineData("-0.00<")]
    public void Nothing_reads_like_a_failed_calculation(string unwanted) =>
        Assert.DoesNotContain(unwanted, WithoutData().Replace(written.Page, ""));

    [Fact]
    public void Figures_of_the_result_appear_with_their_intervals()
    {
        foreach (var judgement in written.Result.Models.SelectMany(m => m.Judgements))
        {
            var s = judgement.Summary.Sensitivity;
            Assert.Contains($"<strong>{s.Value:0.00}</strong><br><span class=\"quiet\">{s.Low:0.00} to {s.High:0.00}<br>n = {s.N}</span>",
                written.Page);
        }
    }

    [Fact]
    public void Every_figure_of_the_page_lies_beside_it()
    {
        var names = FigureId().Matches(written.Page).Select(m => m.Groups[1].Value).ToArray();

        Assert.True(names.Length > 30, $"{names.Length} figures");
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, n => Assert.True(File.Exists(written.File("figures", n + ".png")), n));
        Assert.All(["comparison-1-fixed-sensitivity", "comparison-1-chosen-f1", "comparison-1-froc", "second-reader-fixed-hd95", "gate-f1",
            "lesions-per-case", "training-losses"],
            n => Assert.True(File.Exists(written.File("figures", n + ".svg")), n));
    }

    [Fact]
    public void Every_table_that_the_page_names_is_a_rectangle_of_fields()
    {
        var names = TableName().Matches(written.Page).Select(m => m.Groups[1].Value).Distinct().ToArray();

        Assert.True(names.Length > 30, $"{names.Length} tables");
        foreach (var name in names)
        {
            var rows = File.ReadAllLines(written.File("tables", name)).Select(r => Field().Count(r)).ToArray();
            Assert.True(rows.Length > 1, name);
            Assert.True(rows.All(r => r == rows[0]), name);
        }
    }

    [Fact]
    public void A_curve_stands_in_its_table_point_by_point()
    {
        var rows = File.ReadAllLines(written.File("tables", "comparison-1-fixed-sensitivity.csv"))
            .Skip(1).Select(r => r.Split(',')).ToArray();

        Assert.Equal(["alpha 0.5", "alpha 0.95", "alpha 0.99"], rows.Select(r => r[0]).Distinct());
        Assert.All(rows.Where(r => r[2].Length > 0), r => Assert.InRange(double.Parse(r[2], CultureInfo.InvariantCulture), 0, 1));
    }

    [Fact]
    public void Models_are_compared_at_equal_rates_of_false_positives()
    {
        var rows = File.ReadAllLines(written.File("tables", "comparison-1-froc-rates.csv")).Skip(1).Select(r => r.Split(',')).ToArray();

        Assert.Equal(3 * 7, rows.Length); // models x the rates of LUNA16
        Assert.Equal(["0.125", "0.25", "0.5", "1", "2", "4", "8"], rows.Take(7).Select(r => r[1]));
        Assert.Contains("at 1/8", written.Page);
    }

    [Fact]
    public void Lesions_stand_by_how_many_networks_find_them_and_what_has_no_share_says_so()
    {
        var rows = File.ReadAllLines(written.File("tables", "agreement-1-mean-of-three.csv")).Skip(1).Select(r => r.Split(',')).ToArray();

        Assert.Equal(["3", "2", "1", "3", "2", "1"], rows.Select(r => r[3])); // nobody alone: no row
        Assert.Equal(["37", "3", "1", "0.925", "0.83", "0.98", "40"], rows[0][5..12]);
        Assert.Equal(["0", "0", "2", "", "", "", "0"], rows[2][5..12]);
        Assert.Contains("<td class=\"number\">undefined (n = 0)</td>", written.Page);
    }

    [Fact]
    public void Confirmed_lesions_stand_apart_from_those_to_review()
    {
        var rows = File.ReadAllLines(written.File("tables", "confirmation.csv")).Skip(1).Select(r => r.Split(',')).ToArray();

        Assert.Equal(["confirmed", "to review", "all", "confirmed", "to review", "all"], rows.Select(r => r[3]));
        Assert.Equal(["35", "17", "1"], rows[2][4..7]); // 30 + 5, 4 + 13, 1 + 0
        Assert.Equal(["", "", "", ""], rows[1][13..]); // what is to be reviewed has no sensitivity by itself
        Assert.Contains("0.31 and 0.87<br><span class=\"quiet\">chosen</span>", written.Page);
    }

    [Theory]
    [InlineData("Strong agreement", "maximum mean Dice")]
    [InlineData("Poor agreement", "minimum mean Dice")]
    [InlineData("A small lesion that only one found", "below 0.4 cc that exactly one of them found")]
    [InlineData("A false positive", "Of the false positives of all of them, the largest")]
    public void Slices_stand_above_the_rule_that_chose_them(string title, string rule)
    {
        Assert.Contains($"<strong>{title}.</strong>", written.Page);
        Assert.Contains(rule, written.Page);
    }

    [Fact]
    public void Equivalence_is_claimed_only_by_the_test_against_a_margin()
    {
        Assert.Contains("<strong>equivalence was shown</strong> within ±0.3", written.Page);   // F1: no reader is that bad.
        Assert.Contains("equivalence was not shown within ±0.01", written.Page);                // HD95: voxels are 2.8 mm.
    }

    [Fact]
    public void No_claim_is_made_for_a_gate_chosen_on_the_same_cases()
    {
        var findings =
            written.Page[written.Page.IndexOf("Beside the second reader, O.A.", StringComparison.Ordinal)..written.Page.IndexOf(
                "id=\"data\"", StringComparison.Ordinal)];

        Assert.Contains($"<strong>{SyntheticExperiment.Given}</strong> against O.A.", findings);
        Assert.DoesNotContain(SyntheticExperiment.Chosen, findings);
        Assert.Contains("Its main metrics are optimistic", written.Page.Replace("\n", " ", StringComparison.Ordinal));
        Assert.Contains("<strong>chosen on these test patients</strong>, because the plan says so", written.Page);
    }

    /// <summary>The same experiment had its gate been chosen on other patients: then it may be set against the second reader.</summary>
    [Fact]
    public void A_gate_chosen_on_validation_patients_may_carry_claims()
    {
        using var folder = new TemporaryFolder();
        var strategy = Elsewhere(written.Result).Strategy!; // a whole experiment has one
        var result = Elsewhere(written.Result) with
        {
            Strategy = strategy with
            {
                GateChoice = SyntheticExperiment.Choice(GateSource.Validation),
                Judgements = [.. strategy.Judgements.Select(
                    j => j.IsOptimistic ? j with { Origin = GateSource.Validation, ChoiceFolder = j.Folder } : j)],
            },
        };

        ExperimentReport.Write(result, folder.Path);
        var page = File.ReadAllText(folder.File(ExperimentReport.FileName));

        Assert.Contains("<strong>chosen on 7 validation patients</strong> with 21 reference lesions", page);
        Assert.Contains($"<strong>{SyntheticExperiment.Chosen}</strong> against O.A.", page);
        Assert.DoesNotContain("Its main metrics are optimistic", page);
        Assert.Contains("the gate chosen on validation patients", page);
        var rows = File.ReadAllLines(folder.File("tables", "strategy-gate-choice.csv")).Skip(1).Select(r => r.Split(',')[0]);
        Assert.Equal(["fixed", "chosen"], rows);
    }

    [Fact]
    public void What_a_small_experiment_lacks_is_said_and_its_figures_go_by_size_class()
    {
        using var folder = new TemporaryFolder();
        var result = new SyntheticExperiment(folder.Path, new SyntheticPatients(3, WrittenExperiment.Grid()), isWhole: false).Write();

        ExperimentReport.Write(result, folder.Path);
        var page = File.ReadAllText(folder.File(ExperimentReport.FileName));

        Assert.Contains("No second reader took part", page);
        Assert.Contains("One seed: the variation between training runs is unknown", page);
        Assert.Contains("0 intervals were examined", page);
        Assert.DoesNotContain("was <strong>higher</strong>", page);
        Assert.DoesNotContain("was <strong>lower</strong>", page);
        Assert.Contains("instead of curves, for which there are too few patients", page);
        Assert.DoesNotContain("id=\"strategy\"", page);
        Assert.DoesNotContain("NaN", WithoutData().Replace(page, ""));
    }

    [Fact]
    public void A_scan_that_is_gone_is_named_and_does_not_end_the_report()
    {
        using var folder = new TemporaryFolder();
        var result = new SyntheticExperiment(folder.Path, new SyntheticPatients(2, WrittenExperiment.Grid()), isWhole: false).Write();
        foreach (var test in result.Tests[0].Cases)
        {
            File.Delete(test.T1cPath);
        }

        ExperimentReport.Write(result, folder.Path);
        var page = File.ReadAllText(folder.File(ExperimentReport.FileName));

        Assert.Contains("not shown, because its images could not be read", page);
        Assert.DoesNotContain(folder.Path, page);
    }

    [Fact]
    public void A_missing_comparison_is_named()
    {
        using var folder = new TemporaryFolder();
        var result = written.Result with { Comparisons = [written.Result.Comparisons[0] with { FixedFolder = "nowhere" }] };

        var error = Assert.Throws<InvalidInputException>(() => ExperimentReport.Write(result, folder.Path));

        Assert.Contains("nowhere", error.Message);
    }

    [Fact]
    public void The_same_result_gives_the_same_page()
    {
        using var folder = new TemporaryFolder();
        ExperimentReport.Write(Elsewhere(written.Result), folder.Path);

        Assert.Equal(written.Page, File.ReadAllText(folder.File(ExperimentReport.FileName)));
    }

    [Fact]
    public void The_result_is_read_back_from_its_file_as_it_was()
    {
        using var folder = new TemporaryFolder();
        ExperimentResultFile.Write(written.Result, folder.Path);

        var read = ExperimentResultFile.Read(folder.Path);

        Assert.Equal(written.Result.Models[0].Judgements[0].Summary, read?.Models[0].Judgements[0].Summary);
        Assert.Equal(OperatingThreshold.Fixed, read?.Models[0].Judgements[0].At);
    }

    /// <summary>The same result with its folders named from anywhere, for a report in another folder.</summary>
    private ExperimentResult Elsewhere(ExperimentResult result)
    {
        string At(string place) => written.File(place);
        return result with
        {
            Comparisons =
                [.. result.Comparisons.Select(c => c with { FixedFolder = At(c.FixedFolder), ChosenFolder = At(c.ChosenFolder) })],
            Models = [.. result.Models.Select(m => m with
            {
                PredictionFolder = At(m.PredictionFolder), Judgements = [.. m.Judgements.Select(j => j with { Folder = At(j.Folder) })],
            })],
            // a whole experiment has one
            Strategy = result.Strategy! with
            {
                Judgements =
                [.. result.Strategy!.Judgements.Select(j => j with { Folder = At(j.Folder) })]
            },
            SecondReader = result.SecondReader! with
            {
                FixedFolder = At(result.SecondReader!.FixedFolder),
                ChosenFolder = At(result.SecondReader!.ChosenFolder),
            },
        };
    }

    [GeneratedRegex("base64,[A-Za-z0-9+/=]+")]
    private static partial Regex WithoutData();

    [GeneratedRegex("<figure id=\"([^\"]+)\"")]
    private static partial Regex FigureId();

    [GeneratedRegex("<code>tables/([a-z0-9-]+\\.csv)</code>")]
    private static partial Regex TableName();

    [GeneratedRegex("(?:^|,)(?:\"(?:[^\"]|\"\")*\"|[^,]*)")]
    private static partial Regex Field();
}
