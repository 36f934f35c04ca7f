namespace BrainMets.Tests.Evaluation;

/// <summary>Every vector is run or named here with what it waits for, so that none is forgotten.</summary>
public sealed class VectorCoverageTests
{
    private static readonly (string Feature, string[] Prefixes)[] Waiting =
    [
        ("permutation tests of unpaired samples, such as restarts of training", ["picai-permutation-test"]),
    ];

    /// <summary>What we do not compute, on purpose.</summary>
    private static readonly (string Reason, string[] Ids)[] Declined =
    [
        ("Distances between outlines are lengths in space; taxicab and chessboard lengths depend on how the grid is turned.",
            ["monai-asd-offset1-taxicab", "monai-asd-r20-r40-chess"]),
    ];

    private static IEnumerable<string> Run =>
    [
        .. SurfaceVectorTests.Definitions, .. SurfaceVectorTests.Balls, .. SurfaceVectorTests.LegacyBrats,
        .. SurfaceVectorTests.Empty, .. SurfaceVectorTests.Single,
        .. MatchingVectorTests.Panoptica, .. MatchingVectorTests.Picai, .. MatchingVectorTests.Single, .. StatisticsVectorTests.Single,
        .. PairedTestVectorTests.Normal, .. PairedTestVectorTests.Single, .. IntervalVectorTests.Proportions, .. IntervalVectorTests.Single,
        .. ScoreVectorTests.Brats, .. ScoreVectorTests.Mist, .. InstanceVectorTests.Single, .. SurfaceDiceVectorTests.Single,
        .. NearestLesionDiceTests.VectorIds, .. FreeResponseVectorTests.Single,
    ];

    [Fact]
    public void Every_vector_is_run_or_waits_for_a_named_feature()
    {
        var declined = Declined.SelectMany(d => d.Ids).ToArray();
        var waiting = Vectors.Ids.Where(id => Waiting.Any(w => w.Prefixes.Any(p => id.StartsWith(p, StringComparison.Ordinal)))).ToArray();

        Assert.Equal(107, Vectors.Ids.Count);
        Assert.Empty(Vectors.Ids.Except(Run).Except(waiting).Except(declined));
        Assert.Empty(Run.Except(Vectors.Ids));
        Assert.Empty(Run.Intersect(waiting.Concat(declined)));
        Assert.Empty(declined.Except(Vectors.Ids));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Run.Distinct().Count()} vectors run, {waiting.Length} wait, {declined.Length} are declined.");
    }
}
