using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

public sealed class PredictionReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lesions_outlines_and_origin_stand_in_the_report()
    {
        var labels = new Volume<byte>(new VolumeGeometry(new Size3(10, 10, 10), Affine.FromSpacing(new SpacingMm(1, 1, 1))));
        labels[4, 4, 4] = labels[5, 4, 4] = 1;
        var lesions = LesionFinder.Find("scan-1", "scan-1", labels, new LesionOptions { MinVolumeMm3 = 0 });

        var page = Report(lesions, new Dictionary<int, ContourFidelity> { [1] = new(2.5, 2, 1) });

        Assert.Contains("1 lesion, 0.00200 cc in all", page, StringComparison.Ordinal);
        Assert.Contains("+4.5, +4.0, +4.0", page, StringComparison.Ordinal);
        Assert.Contains("contours enclose another volume", page, StringComparison.Ordinal);
        Assert.Contains("3-D acquisition", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Research use; not a medical device", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_found_is_said_and_is_not_called_healthy()
    {
        Assert.Contains("That does not mean that there is none", Report(Nothing, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InputShiftLevel.Red, "The result is meaningless for it")]
    [InlineData(InputShiftLevel.Amber, "Review the result with care")]
    public void A_scan_of_another_kind_is_said_before_anything_else(InputShiftLevel level, string says)
    {
        var check = new InputShiftItem
        {
            Name = "ct-air",
            Value = 0.7,
            TrainedFor = new MeasureRange { High = 0.02 },
            Level = level,
            Sentence = "this is a <CT>",
        };

        var page = Report(Nothing, null, InputShiftResult.Of([check]));

        Assert.InRange(page.IndexOf(says, StringComparison.Ordinal), 0, page.IndexOf("id=\"warnings\"", StringComparison.Ordinal));
        Assert.Contains("this is a &lt;CT&gt;", page, StringComparison.Ordinal);
        Assert.Contains("at most 0.02", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_green_scan_has_its_checks_in_a_table_and_no_notice()
    {
        var page = Report(Nothing, null, InputShiftResult.Of([new InputShiftItem
        {
            Name = "noise",
            Value = 0.1,
            Level = InputShiftLevel.Green,
            Sentence = "little noise",
        }]));

        Assert.Contains("Input check: green", page, StringComparison.Ordinal);
        Assert.DoesNotContain("differs from those", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Candidates_stand_apart_and_are_not_counted()
    {
        var probability = new Volume<float>(new VolumeGeometry(new Size3(10, 10, 10), Affine.FromSpacing(new SpacingMm(1, 1, 1))));
        (probability[4, 4, 4], probability[5, 4, 4], probability[8, 8, 8]) = (0.9f, 0.9f, 0.3125f);
        var map = new ProbabilityMap("scan-1", "scan-1", probability);
        var lesions = LesionFinder.Find(map, new LesionOptions());

        var page = Report(lesions with { Candidates = CandidateFinder.Find(map, lesions, new LesionOptions { Threshold = 0.25 }) }, null);

        Assert.Contains("1 lesion, 0.00200 cc in all", page, StringComparison.Ordinal);
        var section = page[page.IndexOf("<h2 id=\"candidates\">", StringComparison.Ordinal)..];
        Assert.Contains("These are not findings", section, StringComparison.Ordinal);
        Assert.Contains("+8.0, +8.0, +8.0", section, StringComparison.Ordinal);
        Assert.DoesNotContain("+4.5, +4.0, +4.0", section, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"candidates\"", Report(lesions, null), StringComparison.Ordinal); // of an older version
    }

    [Fact]
    public void The_chance_of_being_true_has_a_column_where_the_model_maps_it()
    {
        var probability = new Volume<float>(new VolumeGeometry(new Size3(10, 10, 10), Affine.FromSpacing(new SpacingMm(1, 1, 1))));
        (probability[4, 4, 4], probability[8, 8, 8]) = (0.9f, 0.8f);
        var lesions = LesionFinder.Find(new ProbabilityMap("scan-1", "scan-1", probability), new LesionOptions { MinVolumeMm3 = 0 });

        var page = Report(lesions with { Lesions = [lesions.Lesions[0] with { TrueProbability = 0.1875 }, lesions.Lesions[1]] }, null);

        Assert.Contains("Probability of a true lesion (calibrated)</th>", page, StringComparison.Ordinal);
        Assert.Contains(">0.19</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Probability of a true lesion (calibrated)", Report(lesions, null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_table_is_named()
    {
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.File("manifest.json"), "{}");
        File.WriteAllText(folder.File("lesions.json"), "{}");

        Assert.Throws<InvalidInputException>(() => PredictionReport.Write(folder.Path));
    }

    private static LesionSet Nothing { get; } =
        LesionFinder.Find(
            "scan-1", "scan-1", new Volume<byte>(new VolumeGeometry(new Size3(4, 4, 4), Affine.Identity)), new LesionOptions());

    private string Report(LesionSet lesions, IReadOnlyDictionary<int, ContourFidelity>? outlines, InputShiftResult? domain = null)
    {
        LesionFiles.WriteJson(lesions, folder.File("lesions.json"), outlines);
        var manifest = new PredictionManifest
        {
            Case = "scan-1",
            Model = "test",
            Threshold = 0.5,
            Lesions = lesions.Lesions.Count,
            LesionVolumeMm3 = lesions.Lesions.Sum(l => l.VolumeMm3),
            CandidateThreshold = lesions.Candidates?.Threshold,
            Candidates = lesions.Candidates?.Lesions.Count,
            BrainVolumeMl = 1400,
            Provenance = Provenance.Of(new RunContext { Compute = Compute.Reference, Threads = 1, Version = "test" }, 1),
            Input = new Dictionary<string, string> { ["chosenBecause"] = "3-D acquisition" },
            Seconds = new Dictionary<string, double> { ["predict"] = 3 },
            Domain = domain,
            Warnings = ["a <b> warning"],
        };
        JsonFile.Write(folder.File("manifest.json"), manifest, JsonFormats.Run);
        PredictionReport.Write(folder.Path);
        return File.ReadAllText(folder.File("report.html"));
    }
}
