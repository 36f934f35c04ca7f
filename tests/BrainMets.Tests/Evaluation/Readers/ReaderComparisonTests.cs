using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Statistics;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

public sealed class ReaderComparisonTests
{
    private static readonly VolumeGeometry Grid = MaskOf.Grid(40, 20, 20, MaskOf.Oblique);

    private static readonly ComparisonOptions Options = new() { Resamples = 200, SignFlips = 1000, Seed = 3 };

    [Fact]
    public void Readers_swapped_give_the_opposite_differences()
    {
        var (there, back) = (Compare(["anna", "ben"]), Compare(["ben", "anna"]));

        var pairs = there.Pairs[0].Metrics.Zip(back.Pairs[0].Metrics);
        Assert.All(pairs, m =>
        {
            Assert.Equal(m.First.Difference ?? 0, -m.Second.Difference ?? 0, 1e-12);
            Assert.Equal(m.First.Low is null, m.Second.High is null);
            Assert.Equal(m.First.Low ?? 0, -m.Second.High ?? 0, 1e-12);
            Assert.Equal(m.First.P, m.Second.P);
            Assert.Equal(m.First.RankBiserial ?? 0, -m.Second.RankBiserial ?? 0, 1e-12);
        });
        Assert.Equal(there.Pairs[0].Detection.OnlyFirst, back.Pairs[0].Detection.OnlySecond);
        Assert.Equal(there.Pairs[0].Detection.P, back.Pairs[0].Detection.P);
    }

    [Fact]
    public void A_reader_against_himself_does_not_differ_and_nothing_is_tested()
    {
        var result = Compare(["anna", "anna again"]);

        Assert.All(result.Pairs[0].Metrics, m =>
        {
            Assert.Equal(0, m.Difference);
            Assert.Null(m.Low);                                             // resampling sees no variation
            Assert.Null(m.P);
            Assert.Equal(m.N, m.Zeros);
        });
        Assert.Null(result.Pairs[0].Detection.P);
    }

    [Fact]
    public void Pooled_figures_are_those_of_each_reader_alone()
    {
        var result = Compare(["anna", "ben"]);

        foreach (var (reader, of) in new (int, Func<MetricDifference, double?>)[] { (0, m => m.First), (1, m => m.Second) })
        {
            var (summary, metrics) = (result.Readers[reader].Summary, result.Pairs[0].Metrics.ToDictionary(m => m.Metric, of));
            Assert.Equal(summary.Sensitivity.Value, metrics[PairedMetric.Sensitivity]);
            Assert.Equal(summary.Precision.Value, metrics[PairedMetric.Precision]);
            Assert.Equal(summary.F1.Value, metrics[PairedMetric.F1]);
            Assert.Equal(summary.FalsePositivesPerPatient.Value, metrics[PairedMetric.FalsePositives]);
        }
    }

    [Fact]
    public void The_interval_resamples_both_readers_together()
    {
        // Patients differ much, readers little: one lesion more of the second in every patient with three.
        double[] found = [1, 3, 0, 3, 1, 3, 0, 3], less = [1, 2, 0, 2, 1, 2, 0, 2], lesions = [3, 3, 3, 3, 3, 3, 3, 3];
        var bootstrap = new PatientBootstrap(8, 4000, new Random(5));

        var paired = bootstrap.DifferenceInterval((found, lesions), (less, lesions))!.Value;
        var alone = bootstrap.Interval(found, lesions)!.Value;

        Assert.True(paired.Low >= 0);                                       // never fewer in any patient
        Assert.True(paired.High - paired.Low < (alone.High - alone.Low) / 2);
        Assert.Equal(4.0 / 24, bootstrap.Differences((found, lesions), (less, lesions)).Average(), 0.01);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_whatever_the_order_of_the_cases()
    {
        using var folder = new TemporaryFolder();
        ComparisonFile.Write(Compare(["anna", "ben", "carl"]), folder.File("a"));
        ComparisonFile.Write(Compare(["anna", "ben", "carl"]), folder.File("b"));

        Assert.Equal(
            File.ReadAllText(folder.File("a", ComparisonFile.JsonName)), File.ReadAllText(folder.File("b", ComparisonFile.JsonName)));
        var (forth, back) = (Compare(["anna", "ben"]), Compare(["anna", "ben"], reversed: true));
        Assert.Equal(Json(forth.Pairs[0].Metrics), Json(back.Pairs[0].Metrics));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        using var folder = new TemporaryFolder();
        var result = Compare(["anna", "ben", "carl"]);

        ComparisonFile.Write(result, folder.Path);
        var read = ComparisonFile.Read(folder.Path);

        Assert.Equal(3, read.Pairs.Count);                                  // of three readers every two
        Assert.Equal(12, read.Agreement.Count);                             // of four sources every ordered two
        Assert.Equal(Json(result.Pairs), Json(read.Pairs));
        Assert.Equal(result.Disputed.Count, read.Disputed.Count);
        Assert.Equal(1 + (3 * 7), File.ReadAllLines(folder.File(ComparisonFile.CsvName)).Length);
        Assert.Equal(1 + result.Disputed.Count, File.ReadAllLines(folder.File(ComparisonFile.DisputedName)).Length);
    }

    [Fact]
    public void Adjusted_values_are_over_all_pairs_together()
    {
        var metrics = Compare(["anna", "ben", "carl"]).Pairs.SelectMany(p => p.Metrics)
            .Where(m => m.P is not null).OrderBy(m => m.P).ToArray();

        // Holm: the smallest times their number
        Assert.Equal(Math.Min(1, metrics.Length * metrics[0].P!.Value), metrics[0].AdjustedP!.Value, 12);
        Assert.All(metrics, m => Assert.True(m.P <= m.FalseDiscoveryP && m.FalseDiscoveryP <= m.AdjustedP));
    }

    [Fact]
    public void A_model_is_moved_to_the_false_positive_rate_of_a_reader()
    {
        // The model's lesions have probability 0.9, 0.6 and 0.3, its false alarm in every patient 0.5; the reader found the first two and
        // raised nothing.
        var cases = Enumerable.Range(0, 4).Select(i =>
        {
            Box3[] reference = [MaskOf.Box(2, 4, 4, 5, 5, 4), MaskOf.Box(14, 4, 4, 5, 5, 4), MaskOf.Box(26, 4, 4, 5, 5, 4)];
            var map = new Volume<float>(Grid);
            foreach (var (box, p) in reference.Append(MaskOf.Box(14, 14, 12, 4, 4, 4)).Zip([0.9f, 0.6f, 0.3f, 0.5f]))
            {
                var mask = MaskOf.Boxes(Grid, box);
                for (var v = 0; v < mask.Voxels.Length; v++)
                {
                    map.Voxels[v] = mask.Voxels[v] == 1 ? p : map.Voxels[v];
                }
            }

            var probability = new ProbabilityMap($"case-{i}", $"patient-{i}", map);
            return CaseComparison.Of(
                [
                    ("reference", Lesions(i, reference)), ("reader", Lesions(i, reference[..2])),
                    ("model", LesionFinder.Find(probability, new LesionOptions { Threshold = 0.2, MinVolumeMm3 = 0 })),
                ],
                MatchingPreset.Default,
                new Dictionary<string, ProbabilityMap> { ["model"] = probability });
        });

        var matched = Assert.Single(
            ReaderComparison.Summarize([.. cases], ["reference", "reader", "model"], MatchingPreset.Default, Options).MatchedRates);

        Assert.Equal(0, matched.ReaderFalsePositivesPerPatient);
        Assert.Equal(0.6, matched.Threshold);                               // the highest of 0.51 … 0.60
        Assert.Equal((0, 2.0 / 3), (matched.ModelFalsePositivesPerPatient, matched.ModelSensitivity));
        Assert.Equal(0, matched.Difference.Value);
        Assert.Null(matched.P);
    }

    [Fact]
    public void One_reader_is_no_comparison() =>
        Assert.Contains("two or more readers", Assert.Throws<ArgumentException>(() => Compare(["anna"])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_margin_is_tested_and_turned_for_what_is_better_when_smaller()
    {
        var result = Compare(["carl", "anna"], margins: new() { [PairedMetric.FalsePositives] = 0.5, [PairedMetric.LesionDice] = 0.99 });
        var metrics = result.Pairs[0].Metrics.ToDictionary(m => m.Metric);

        Assert.Empty(metrics[PairedMetric.F1].Equivalence);
        Assert.All(metrics[PairedMetric.LesionDice].Equivalence, e => Assert.Equal((true, true), (e.Equivalent, e.NonInferior)));
        // carl invents one in each of the patients
        Assert.All(metrics[PairedMetric.FalsePositives].Equivalence, e => Assert.Equal(-1, e.Estimate));
        Assert.DoesNotContain(metrics[PairedMetric.FalsePositives].Equivalence, e => e.NonInferior == true);
    }

    private static string Json(object value) => JsonSerializer.Serialize(value);

    /// <summary>Eight patients with one to three lesions; each reader misses, shrinks and invents by rules of his own.</summary>
    private static ComparisonResult Compare(string[] readers, bool reversed = false, Dictionary<PairedMetric, double>? margins = null)
    {
        var cases = Enumerable.Range(0, 8).Select(i =>
        {
            Box3[] reference = [.. Enumerable.Range(0, 1 + (i % 3)).Select(l => MaskOf.Box(2 + (12 * l), 4, 4, 5, 5, 4))];
            return CaseComparison.Of(
                [("reference", Lesions(i, reference)), .. readers.Select(r => (r, Lesions(i, [.. Read(r, i, reference)])))],
                    MatchingPreset.Default);
        });
        return ReaderComparison.Summarize([.. reversed ? cases.Reverse() : cases], ["reference", .. readers], MatchingPreset.Default,
            margins is null ? Options : Options with { Margins = margins });
    }

    private static IEnumerable<Box3> Read(string reader, int patient, Box3[] reference) => reader switch
    {
        "ben" => reference.Where((_, l) => (patient + l) % 4 != 0).Select(b => b with { Size = new Size3(4, 5, 4) }),
        "carl" => reference.Append(MaskOf.Box(30, 14, 14, 3, 3, 2)),
        _ => reference.Where((_, l) => (patient + (2 * l)) % 5 != 1).Select(b => b with { Size = new Size3(5, 4 + (patient % 2), 3) }),
    };

    private static LesionSet Lesions(int patient, Box3[] boxes) =>
        LesionFinder.Find($"case-{patient}", $"patient-{patient}", MaskOf.Boxes(Grid, boxes), new LesionOptions { MinVolumeMm3 = 0 });
}
