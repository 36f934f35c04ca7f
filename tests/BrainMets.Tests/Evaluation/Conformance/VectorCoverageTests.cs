namespace BrainMets.Tests.Evaluation.Conformance;

/// <summary>Every vector is run or named here with what it waits for, so that none is forgotten.</summary>
public sealed class VectorCoverageTests
{
    private static readonly (string Feature, string[] Prefixes)[] Waiting =
    [
        ("lesion-wise scores of the BraTS challenges, as presets with their own merging and penalties",
        [
            "BraTS2024_25_MET-FP", "BraTS2024_25_MET-GT", "BraTS2024_25_MET-two", "BraTS2024_25_MET-pred",
            "BraTS2023_MET-both_empty", "mist-",
        ]),
        ("normalised surface Dice", ["monai-nsd-3d-shift10", "monai-nsd-subvoxel", "monai-nsd-empty"]),
        ("distances other than Euclidean", ["monai-asd-offset1-taxicab", "monai-asd-r20-r40-chess"]),
        ("instance maps and boxes given by the caller", ["monai-pq-4x4", "mr-box-iou-6a"]),
        ("merging of several predictions into one", ["panoptica-eval-maximize-merge-plus-FP"]),
        ("paired tests", ["picai-permutation-test", "wilcoxon-"]),
        ("scores by nearest reference lesion", ["ccmetrics-"]),
        ("other intervals", ["binom-ci-exact", "binom-ci-wilsoncc", "bootstrap-bca-acceleration"]),
    ];

    private static IEnumerable<string> Run =>
    [
        .. SurfaceVectorTests.Definitions, .. SurfaceVectorTests.Balls, .. SurfaceVectorTests.LegacyBrats,
        .. SurfaceVectorTests.Empty, .. SurfaceVectorTests.Single,
        .. MatchingVectorTests.Panoptica, .. MatchingVectorTests.Picai, .. MatchingVectorTests.Single, .. StatisticsVectorTests.Single,
        .. FreeResponseVectorTests.Single,
    ];

    [Fact]
    public void Every_vector_is_run_or_waits_for_a_named_feature()
    {
        var waiting = Vectors.Ids.Where(id => Waiting.Any(w => w.Prefixes.Any(p => id.StartsWith(p, StringComparison.Ordinal)))).ToArray();

        Assert.Equal(107, Vectors.Ids.Count);
        Assert.Empty(Vectors.Ids.Except(Run).Except(waiting));
        Assert.Empty(Run.Except(Vectors.Ids));
        Assert.Empty(Run.Intersect(waiting));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Run.Distinct().Count()} vectors run, {waiting.Length} wait.");
    }
}
