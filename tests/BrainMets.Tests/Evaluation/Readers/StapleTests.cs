using BrainMets.Evaluation;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class StapleTests
{
    [Fact]
    public void Agrees_with_expectation_maximisation_over_voxels() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[0, 100_000]).Sample((readers, seed) =>
    {
        var random = new Random(seed);
        var truth = Enumerable.Range(0, 300).Select(_ => random.NextDouble() < 0.2).ToArray();
        var marks = Enumerable.Range(0, readers)
            .Select(_ => Read(truth, 0.6 + (0.35 * random.NextDouble()), 0.8 + (0.19 * random.NextDouble()), random)).ToArray();
        if (!marks.Any(m => m.Any(marked => marked)))
        {
            return;
        }

        var result = Staple.Estimate(Patterns(marks), readers);
        var (probability, sensitivity, specificity) = ByVoxel(marks, result.Iterations);

        for (var v = 0; v < truth.Length; v++)
        {
            Assert.Equal(probability[v], result.Probability[Pattern(marks, v)], 1e-9);
        }

        Assert.Equal(sensitivity, result.Readers.Select(r => r.Sensitivity!.Value), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(specificity, result.Readers.Select(r => r.Specificity!.Value), (a, b) => Math.Abs(a - b) < 1e-9);
    }, iter: 50);

    [Fact]
    public void Finds_how_good_the_readers_are()
    {
        var random = new Random(7);
        var truth = Enumerable.Range(0, 40_000).Select(_ => random.NextDouble() < 0.25).ToArray();
        (double Sensitivity, double Specificity)[] readers = [(.95, .99), (.8, .97), (.6, .9), (.9, .8)];

        var result = Staple.Estimate(Patterns([.. readers.Select(r => Read(truth, r.Sensitivity, r.Specificity, random))]), 4);

        Assert.True(result.Converged);
        Assert.All(readers.Zip(result.Readers), pair =>
        {
            // 10,000 lesion voxels: 3 standard errors of .6 are .015
            Assert.Equal(pair.First.Sensitivity, pair.Second.Sensitivity!.Value, 0.015);
            Assert.Equal(pair.First.Specificity, pair.Second.Specificity!.Value, 0.015);
        });
    }

    [Fact]
    public void Readers_who_agree_are_right()
    {
        var result = Staple.Estimate(new Dictionary<uint, long> { [0b000] = 90, [0b111] = 10 }, 3);

        Assert.Equal(0, result.Probability[0b000], 6);
        Assert.Equal(1, result.Probability[0b111], 6);
        Assert.All(result.Readers, r => Assert.Equal((1, 1), (Math.Round(r.Sensitivity!.Value, 5), Math.Round(r.Specificity!.Value, 5))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void Refuses_too_few_and_too_many_readers(int readers) =>
        Assert.Contains(
            "1 to 32", Assert.Throws<ArgumentException>(() => Staple.Estimate(new Dictionary<uint, long> { [0] = 1 }, readers)).Message,
                StringComparison.Ordinal);

    private static bool[] Read(bool[] truth, double sensitivity, double specificity, Random random) =>
        [.. truth.Select(t => random.NextDouble() < (t ? sensitivity : 1 - specificity))];

    private static uint Pattern(bool[][] marks, int voxel) => marks.Select((m, r) => m[voxel] ? 1u << r : 0).Aggregate(0u, (a, b) => a | b);

    private static Dictionary<uint, long> Patterns(bool[][] marks) =>
        Enumerable.Range(0, marks[0].Length).GroupBy(v => Pattern(marks, v)).ToDictionary(g => g.Key, g => g.LongCount());

    /// <summary>The published formulas, voxel by voxel.</summary>
    private static (double[] Probability, double[] Sensitivity, double[] Specificity) ByVoxel(bool[][] marks, int iterations)
    {
        var voxels = marks[0].Length;
        var prior = marks.Average(m => m.Average(marked => marked ? 1.0 : 0));
        var (p, q) = (marks.Select(_ => 0.9).ToArray(), marks.Select(_ => 0.9).ToArray());
        var w = new double[voxels];
        for (var n = 0; n < iterations; n++)
        {
            for (var v = 0; v < voxels; v++)
            {
                var a = prior * marks.Select((m, r) => m[v] ? p[r] : 1 - p[r]).Aggregate(1.0, (x, y) => x * y);
                var b = (1 - prior) * marks.Select((m, r) => m[v] ? 1 - q[r] : q[r]).Aggregate(1.0, (x, y) => x * y);
                w[v] = a / (a + b);
            }

            p = [.. marks.Select(m => Math.Clamp(w.Where((_, v) => m[v]).Sum() / w.Sum(), 1e-6, 1 - 1e-6))];
            q = [.. marks.Select(m => Math.Clamp(w.Where((_, v) => !m[v]).Sum(x => 1 - x) / w.Sum(x => 1 - x), 1e-6, 1 - 1e-6))];
        }

        return (w, p, q);
    }
}
