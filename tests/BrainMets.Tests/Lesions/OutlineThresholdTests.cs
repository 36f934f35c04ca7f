using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Tests.Lesions;

/// <summary>Found where the probability reaches one threshold, outlined from a lower one on.</summary>
public sealed class OutlineThresholdTests
{
    [Fact]
    public void A_lesion_is_outlined_from_the_lower_threshold_on_if_it_reaches_the_higher()
    {
        // A lesion with a halo, two peaks that the halo joins, and a halo without a peak.
        float[] line = [0, 0.3f, 0.9f, 0.3f, 0, 0.8f, 0.4f, 0.7f, 0, 0.4f, 0.5f, 0];

        var lesions = LesionFinder.Find(Map(line), new LesionOptions { Threshold = 0.7, OutlineThreshold = 0.3 }).Lesions;

        Assert.Equal([(3L, 2.0, 0.9f), (3L, 6.0, 0.8f)], lesions.Select(l => (l.Voxels, l.Centroid.X, (float)l.MaxProbability!.Value)));
    }

    [Fact]
    public void Lesions_equal_those_that_voxel_by_voxel_hysteresis_gives()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var map = RandomMap(seed);
            var options = new LesionOptions { Threshold = 0.95, OutlineThreshold = 0.8, Connectivity = Connectivity.Faces6 };

            var found = LesionFinder.Find(map, options).ToSegmentation();

            // Seeds at the threshold, grown into what reaches the lower one until nothing changes.
            var (values, size) = (map.Probability.Voxels, map.Probability.Size);
            bool[] grown = [.. values.Select(v => v >= 0.95f)];
            bool changed;
            do
            {
                changed = false;
                for (var i = 0; i < grown.Length; i++)
                {
                    if (!grown[i] && values[i] >= 0.8f && Faces(size, i).Any(n => grown[n]))
                    {
                        grown[i] = changed = true;
                    }
                }
            }
            while (changed);
            Assert.Equal(grown.Select(g => (byte)(g ? 1 : 0)), found.Voxels);
        }
    }

    [Fact]
    public void The_map_of_peaks_judged_at_all_thresholds_counts_these_lesions()
    {
        double[] thresholds = [0.8, 0.9, 0.97];
        for (var seed = 1; seed <= 10; seed++)
        {
            var map = RandomMap(seed);
            var reference = LesionFinder.Find(RandomMap(seed + 100), new LesionOptions { Threshold = 0.93 });
            var preset = MatchingPreset.Default;

            var counts = FreeResponseEvaluator.CountsOf(
                PeakMap.Of(map, 0.8, preset.Connectivity), reference, preset, new FreeResponseOptions
                {
                    Thresholds = thresholds,
                });

            Assert.All(counts.Zip(thresholds), pair =>
            {
                var lesions = LesionFinder.Find(map, new LesionOptions
                {
                    Threshold = pair.Second,
                    OutlineThreshold = 0.8,
                    Connectivity = preset.Connectivity,
                });
                var matching = LesionMatcher.Match(reference, lesions, preset);
                Assert.Equal(matching.Count(ReferenceOutcome.Found) + matching.Count(ReferenceOutcome.Merged), pair.First.TruePositives);
                Assert.Equal(matching.Count(PredictionOutcome.FalsePositive), pair.First.FalsePositives);
            });
        }
    }

    [Fact]
    public void A_component_below_the_threshold_is_a_candidate_with_its_whole_outline()
    {
        var map = Map([0.2f, 0.3f, 0.9f, 0.3f, 0, 0.3f, 0.5f, 0.3f, 0, 0.3f, 0]);
        var options = new LesionOptions { Threshold = 0.8, OutlineThreshold = 0.3 };
        var findings = LesionFinder.Find(map, options);

        var candidate = Assert.Single(CandidateFinder.Find(map, findings, options with { Threshold = 0.4 }).Lesions);

        Assert.Equal((2, 3L, 6.0), (candidate.Label, candidate.Voxels, candidate.Centroid.X));
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(0)]
    public void An_outline_threshold_above_the_threshold_or_of_nothing_is_refused(double outline)
    {
        var error = Assert.Throws<ArgumentException>(
            () => LesionFinder.Find(Map([0.5f]), new LesionOptions { Threshold = 0.5, OutlineThreshold = outline }));

        Assert.Contains("segmentation threshold is", error.Message, StringComparison.Ordinal);
    }

    private static ProbabilityMap Map(float[] line) => new("a", "p", new Volume<float>(MaskOf.Grid(line.Length, 1, 1), line));

    private static ProbabilityMap RandomMap(int seed)
    {
        var random = new Random(seed);
        var volume = new Volume<float>(MaskOf.Grid(13, 11, 7));
        for (var i = 0; i < volume.Voxels.Length; i++)
        {
            volume.Voxels[i] = random.NextSingle();
        }

        return new ProbabilityMap("a", "p", volume);
    }

    private static IEnumerable<int> Faces(Size3 size, int at)
    {
        var (x, y, z) = size.Position(at);
        return new[] { (x - 1, y, z), (x + 1, y, z), (x, y - 1, z), (x, y + 1, z), (x, y, z - 1), (x, y, z + 1) }
            .Where(p => size.Contains(p.Item1, p.Item2, p.Item3)).Select(p => size.Index(p.Item1, p.Item2, p.Item3));
    }
}
