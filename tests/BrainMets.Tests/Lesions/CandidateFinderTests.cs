using System.Diagnostics;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Lesions;

public sealed class CandidateFinderTests
{
    [Theory]
    [InlineData(Connectivity.Faces6, 0)]
    [InlineData(Connectivity.Edges18, 1.9)]
    [InlineData(Connectivity.Corners26, 0)]
    [InlineData(Connectivity.Corners26, 1.9)]
    public void Candidates_equal_those_of_a_plain_flood_fill(Connectivity connectivity, double minVolumeMm3)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var map = RandomMap(seed);
            var options = new LesionOptions { Threshold = 0.9, Connectivity = connectivity, MinVolumeMm3 = minVolumeMm3 };
            var findings = LesionFinder.Find(map, options);

            var found = CandidateFinder.Find(map, findings, options with { Threshold = 0.75 });

            var expected = Plain(map, findings, options with { Threshold = 0.75 });
            Assert.Equal(expected.Select(c => c.Order().ToArray()), found.Lesions.Select(l => Voxels(found.Labels, l.Label)));
            Assert.Equal(Enumerable.Range(findings.Lesions.Count + 1, expected.Count), found.Lesions.Select(l => l.Label));
            Assert.Equal(expected.Sum(c => c.Count), found.Labels.Voxels.Count(l => l > 0));
            // from a map
            Assert.All(found.Lesions.Zip(expected),
                p => Assert.Equal(p.Second.Max(i => map.Probability.Voxels[i]), p.First.MaxProbability!.Value, 6));
            Assert.All(found.Lesions.Zip(expected), p => Assert.Equal(p.Second.Count, p.First.Voxels));
        }
    }

    [Fact]
    public void Ties_go_by_mean_then_volume_then_position()
    {
        // Along one line, apart from each other; the highest probability of all but the first is 0.4.
        float[] line = [0.45f, 0, 0.4f, 0.3f, 0, 0.4f, 0, 0.4f, 0.4f, 0, 0.4f];
        var map = new ProbabilityMap("a", "p", new Volume<float>(MaskOf.Grid(11, 1, 1), line));

        var found = Find(map, 0.5, 0.25);

        Assert.Equal([0, 7, 5, 10, 2], found.Lesions.Select(l => Voxels(found.Labels, l.Label)[0]));
    }

    [Fact]
    public void What_is_joined_to_a_finding_is_no_candidate_but_a_finding_too_small_to_be_one_may_be()
    {
        // A finding of three voxels with a halo; then one voxel above the threshold, with a halo that makes it large enough below it.
        float[] line = [0.3f, 0.9f, 0.9f, 0.9f, 0.3f, 0, 0.3f, 0.9f, 0.3f, 0];
        var map = new ProbabilityMap("a", "p", new Volume<float>(MaskOf.Grid(10, 1, 1), line));
        var options = new LesionOptions { Threshold = 0.5, MinVolumeMm3 = 3 };
        var findings = LesionFinder.Find(map, options);

        var candidate = Assert.Single(CandidateFinder.Find(map, findings, options with { Threshold = 0.2 }).Lesions);

        Assert.Equal((1, 2, 3L), (findings.Lesions.Count, candidate.Label, candidate.Voxels));
        Assert.Equal(7, candidate.Centroid.X);
    }

    [Fact]
    public void There_are_ten_at_most_and_an_empty_map_has_none()
    {
        var line = Enumerable.Range(0, 41).Select(i => i % 2 == 0 ? 0.3f : 0).ToArray();
        var map = new ProbabilityMap("a", "p", new Volume<float>(MaskOf.Grid(41, 1, 1), line));

        Assert.Equal(10, Find(map, 0.5, 0.25).Lesions.Count);
        var none = Find(map with { Probability = new Volume<float>(MaskOf.Grid(3, 3, 3)) }, 0.5, 0.25);
        Assert.Empty(none.Lesions);
        Assert.All(none.ToLabelMap().Voxels, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Findings_of_another_grid_are_refused()
    {
        var map = new ProbabilityMap("a", "p", new Volume<float>(MaskOf.Grid(3, 3, 3)));
        var findings = LesionFinder.Find("a", "p", new Volume<byte>(MaskOf.Grid(4, 3, 3)), new LesionOptions());

        var error = Assert.Throws<ArgumentException>(() => CandidateFinder.Find(map, findings, new LesionOptions()));

        Assert.Contains("4 x 3 x 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_components_take_seconds()
    {
        // Single voxels, every second one along each axis of 96³ voxels: 48³ components.
        var map = new ProbabilityMap("a", "p", new Volume<float>(MaskOf.Grid(96, 96, 96)));
        for (var i = 0; i < map.Probability.Voxels.Length; i++)
        {
            var (x, y, z) = map.Probability.Size.Position(i);
            map.Probability.Voxels[i] = (x | y | z) % 2 == 0 ? 0.3f : 0;
        }

        var clock = Stopwatch.StartNew();
        var found = Find(map, 0.5, 0.25);

        Assert.Equal(10, found.Lesions.Count);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}"); // a pass over the volume for each would take minutes
    }

    [Theory]
    [InlineData(0.2, 0.5, 0.2)]
    [InlineData(0.45, 0.5, 0.25)] // close below: half shows more
    [InlineData(0.5, 0.5, 0.25)] // at the sensitive point itself: half of it
    [InlineData(0.6, 0.5, 0.25)]
    public void Candidates_begin_at_the_sensitive_point_or_at_half_the_threshold_whichever_is_lower(
        double sensitive, double threshold, double expected) =>
        Assert.Equal(expected, new OperatingPoints(sensitive, 0.5, 0.7).CandidateThreshold(threshold));

    [Fact]
    public void The_table_lists_candidates_after_the_findings_with_their_role()
    {
        using var folder = new TemporaryFolder();
        float[] line = [0, 0.9f, 0, 0.3f, 0];
        var map = new ProbabilityMap("a", "p", new Volume<float>(MaskOf.Grid(5, 3, 3), [.. new float[20], .. line, .. new float[20]]));
        var findings = LesionFinder.Find(map, new LesionOptions());
        var both = findings with { Candidates = CandidateFinder.Find(map, findings, new LesionOptions { Threshold = 0.25 }) };

        LesionFiles.WriteCsv(both, folder.File("lesions.csv"));

        var rows = File.ReadAllLines(folder.File("lesions.csv"));
        Assert.EndsWith(",touches_border,role,true_probability", rows[0], StringComparison.Ordinal);
        Assert.Equal(["1,1,1.414,1.414,1,1,1,1,0.9,0.9,false,finding,", "2,1,1.414,1.414,1,3,1,1,0.3,0.3,false,candidate,"], rows[1..]);
        Assert.Equal(1, both.ToSegmentation().Voxels.Sum(v => v));
        Assert.Equal(2, both.Candidates.ToLabelMap()[3, 1, 1]);
    }

    private static CandidateSet Find(ProbabilityMap map, double threshold, double candidates) =>
        CandidateFinder.Find(map, LesionFinder.Find(map, new LesionOptions { Threshold = threshold }), new LesionOptions
        {
            Threshold = candidates,
        });

    /// <summary>In tenths of a percent, so that ties are common.</summary>
    private static ProbabilityMap RandomMap(int seed)
    {
        var random = new Random(seed);
        var volume = new Volume<float>(MaskOf.Grid(13, 11, 7, MaskOf.Oblique));
        for (var i = 0; i < volume.Voxels.Length; i++)
        {
            volume.Voxels[i] = random.Next(0, 100) / 100f * (random.Next(3) > 0 ? 1 : 0.5f);
        }

        return new ProbabilityMap("a", "p", volume);
    }

    /// <summary>Voxel by voxel with a list of those still to visit; a finding is asked for by every voxel of it.</summary>
    private static List<List<int>> Plain(ProbabilityMap map, LesionSet findings, LesionOptions options)
    {
        var (size, values) = (map.Probability.Size, map.Probability.Voxels);
        var seen = new HashSet<int>();
        var components = new List<List<int>>();
        for (var first = 0; first < values.Length; first++)
        {
            if (values[first] < (float)options.Threshold || !seen.Add(first))
            {
                continue;
            }

            var component = new List<int> { first };
            for (var next = 0; next < component.Count; next++)
            {
                component.AddRange(Neighbours(size, component[next], options.Connectivity)
                    .Where(i => values[i] >= (float)options.Threshold && seen.Add(i)));
            }

            components.Add(component);
        }

        return
        [
            .. components
                .Where(c => c.Count * map.Probability.Geometry.VoxelVolumeMm3 >= options.MinVolumeMm3 * (1 - 1e-6))
                .Where(c => c.TrueForAll(i => findings.Labels.Voxels[i] == 0))
                .OrderByDescending(c => c.Max(i => values[i]))
                .ThenByDescending(c => c.Order().Sum(i => (double)values[i]) / c.Count)
                .ThenByDescending(c => c.Count)
                .ThenBy(c => c.Min())
                .Take(10),
        ];
    }

    private static IEnumerable<int> Neighbours(Size3 size, int at, Connectivity connectivity)
    {
        var (x, y, z) = size.Position(at);
        var most = connectivity switch { Connectivity.Faces6 => 1, Connectivity.Edges18 => 2, _ => 3 };
        return
            from dx in Enumerable.Range(-1, 3)
            from dy in Enumerable.Range(-1, 3)
            from dz in Enumerable.Range(-1, 3)
            where Math.Abs(dx) + Math.Abs(dy) + Math.Abs(dz) <= most
            let p = (X: x + dx, Y: y + dy, Z: z + dz)
            where p.X >= 0 && p.Y >= 0 && p.Z >= 0 && p.X < size.X && p.Y < size.Y && p.Z < size.Z
            select size.Index(p.X, p.Y, p.Z);
    }

    private static int[] Voxels(Volume<int> labels, int label) =>
        [.. Enumerable.Range(0, labels.Voxels.Length).Where(i => labels.Voxels[i] == label)];
}
