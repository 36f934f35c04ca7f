using BrainMets.Evaluation;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

/// <summary>The band of F1 over all gates; docs/metrics.md has the coverage of larger simulations.</summary>
public sealed class GateBandTests
{
    private const int Cohorts = 60;

    private static readonly IReadOnlyList<VolumeGate> Gates = VolumeGate.Ladder([10, 20, 40, 80, 160, 315, 630, 1250, 2500, 5000]);

    [Slow(3)]
    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void The_band_holds_the_true_F1_at_all_gates_in_most_cohorts(int patients)
    {
        var random = new Random(1);
        // of so many patients that sampling hardly matters
        var truth = Judged(20_000, random, 100).Gates.Select(g => g.F1.Value!.Value).ToArray();

        var (whole, inside) = (0, 0);
        for (var cohort = 0; cohort < Cohorts; cohort++)
        {
            var gates = Judged(patients, random, 200).Gates;
            whole += gates.Zip(truth).All(g => g.First.F1SimultaneousLow <= g.Second && g.Second <= g.First.F1SimultaneousHigh) ? 1 : 0;
            inside += gates.Zip(truth).Count(g => g.First.F1.Low <= g.Second && g.Second <= g.First.F1.High);
            Assert.All(gates, g => Assert.True(g.F1SimultaneousLow <= g.F1.Low && g.F1SimultaneousHigh >= g.F1.High));
        }

        Assert.InRange(whole, 54, Cohorts); // 90 %
        Assert.InRange(inside / (double)(Cohorts * Gates.Count), 0.88, 0.99);
    }

    [Fact]
    public void Without_an_interval_at_a_gate_there_is_no_band_there()
    {
        var one = Judged(1, new Random(3), 100);
        var alike = Enumerable.Range(0, 12).Select(i => Case($"p{i:00}", Gates.Select(_ => new DetectionCounts(1, 1, 0, 0)))).ToArray();

        Assert.All(one.Gates, g => Assert.Equal((null, null), (g.F1SimultaneousLow, g.F1SimultaneousHigh)));
        Assert.All(
            GateSelection.Judge(alike, (Gates, Gates[3]), MatchingPreset.Default, new CombinationOptions { Resamples = 100 }).Gates,
                g => Assert.Null(g.F1SimultaneousLow));
    }

    private static GateSelectionResult Judged(int patients, Random random, int resamples) => GateSelection.Judge(
        [.. Enumerable.Range(0, patients).Select(i => Patient($"p{i:00000}", random))],
        (Gates, Gates[4]),
        MatchingPreset.Default,
        new CombinationOptions { Resamples = resamples, Seed = random.Next() });

    /// <summary>
    /// The small model finds lesions of any size in part and invents some; the large one finds large ones only, more in some patients than
    /// in others.
    /// </summary>
    private static CaseGateCounts Patient(string name, Random random)
    {
        var ease = 0.3 * (random.NextDouble() - 0.5);
        double Volume() => Math.Pow(10, 1 + (3 * random.NextDouble()));
        var lesions = Enumerable.Range(0, 1 + random.Next(8)).Select(_ => Volume())
            .Select(v => (Volume: v, BySmall: random.NextDouble() < 0.7 + ease,
                ByLarge: random.NextDouble() < (0.3 * Math.Log10(v)) - 0.2 + ease)).ToArray();
        var invented = Enumerable.Range(0, random.Next(4)).Select(_ => Volume()).ToArray();
        return Case(name, Gates.Select(gate =>
        {
            var found = lesions.Count(l => gate.TakesSmall(l.Volume) ? l.BySmall : l.ByLarge);
            return new DetectionCounts(found, found, invented.Count(gate.TakesSmall), lesions.Length - found);
        }));
    }

    private static CaseGateCounts Case(string name, IEnumerable<DetectionCounts> byGate) =>
        new() { Case = name, Patient = name, ByGate = [.. byGate], Union = default, Intersection = default };
}
