using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

public sealed class LeaveOneOutTests
{
    private static readonly VolumeGeometry Grid = MaskOf.Grid(40, 20, 20, MaskOf.Oblique);
    private static readonly Box3 One = MaskOf.Box(2, 2, 2, 4, 4, 4), Two = MaskOf.Box(14, 2, 2, 4, 4, 4), Three =
        MaskOf.Box(30, 10, 10, 4, 4, 4);

    [Fact]
    public void A_reader_is_judged_by_the_others_without_himself()
    {
        (string, LesionSet)[] readers = [("A", Lesions(One, Two, Three)), ("B", Lesions(One)), ("C", Lesions(Two))];
        var all = Evaluator.Evaluate(
            ReaderConsensus.Lesions([.. readers.Select(r => r.Item2)], ConsensusMethod.Majority, MatchingPreset.Default.Connectivity),
                readers[0].Item2, MatchingPreset.Default);

        var without = LeaveOneOut.Evaluate(readers, ConsensusMethod.Majority, MatchingPreset.Default);

        // one and two were marked twice
        Assert.Equal((2, 2, 1), (all.ReferenceLesions, all.TruePositives, all.FalsePositives));
        // B and C share no voxel
        Assert.Equal((0, 3), (without["A"].ReferenceLesions, without["A"].FalsePositives));
        // A and C share two
        Assert.Equal((1, 0, 1), (without["B"].ReferenceLesions, without["B"].TruePositives, without["B"].FalsePositives));
        // A and B share one
        Assert.Equal((1, 0, 1), (without["C"].ReferenceLesions, without["C"].TruePositives, without["C"].FalsePositives));
    }

    [Theory]
    [InlineData(ConsensusMethod.Majority)]
    [InlineData(ConsensusMethod.Staple)]
    public void His_own_masks_change_nothing_of_what_he_is_judged_by(ConsensusMethod method)
    {
        var random = new Random(4);
        var others = Enumerable.Range(0, 3).Select(i => ($"other-{i}", Some.Lesions(MaskOf.Blobs(Grid, random, 0.02)))).ToArray();
        var expected =
            Volumes(Evaluator.Evaluate(
                ReaderConsensus.Lesions([.. others.Select(o => o.Item2)], method, MatchingPreset.Default.Connectivity), Lesions(One),
                    MatchingPreset.Default));

        Assert.All(
            new[] { Lesions(), Lesions(One, Two), Some.Lesions(MaskOf.Blobs(Grid, random, 0.05)) },
            own => Assert.Equal(
                expected, Volumes(LeaveOneOut.Evaluate([("judged", own), .. others], method, MatchingPreset.Default)["judged"])));

        static double[] Volumes(CaseEvaluation evaluation) => [.. evaluation.Lesions.Select(l => l.ReferenceVolumeMm3)];
    }

    [Theory]
    [InlineData(ConsensusMethod.Majority)]
    [InlineData(ConsensusMethod.Staple)]
    public void Of_two_readers_each_is_judged_by_the_other_alone(ConsensusMethod method)
    {
        var (anna, ben) = (Lesions(One, Two), Lesions(One));

        var without = LeaveOneOut.Evaluate([("anna", anna), ("ben", ben)], method, MatchingPreset.Default);

        Assert.Equal((1, 1, 1), (without["anna"].ReferenceLesions, without["anna"].TruePositives, without["anna"].FalsePositives));
        Assert.Equal((2, 1, 1), (without["ben"].ReferenceLesions, without["ben"].TruePositives, without["ben"].FalseNegatives));
        Assert.Contains("who makes no consensus", LeaveOneOut.Note(method, 2), StringComparison.Ordinal);
    }

    [Fact]
    public void One_reader_alone_has_nobody_to_be_judged_by() =>
        Assert.Contains(
            "two or more",
                Assert.Throws<ArgumentException>(
                    () => LeaveOneOut.Evaluate([("anna", Lesions(One))], ConsensusMethod.Majority, MatchingPreset.Default)).Message,
                        StringComparison.Ordinal);

    [Theory]
    [InlineData(3, "2 of the 2 others", "2 of 3")] // more than half of two is both
    [InlineData(4, "2 of the 3 others", "3 of 4")]
    [InlineData(5, "3 of the 4 others", "3 of 5")]
    public void The_note_tells_how_many_marks_each_majority_takes(int readers, string others, string all)
    {
        var note = LeaveOneOut.Note(ConsensusMethod.Majority, readers);

        Assert.Contains(others, note, StringComparison.Ordinal);
        Assert.Contains(all, note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_by_consensus_holds_both_figures_and_is_read_back()
    {
        using var folder = new TemporaryFolder();
        var result = Compare();

        ComparisonFile.Write(result, folder.Path);
        var read = ComparisonFile.Read(folder.Path);

        var alone = read.LeaveOneOut!.Single(r => r.Name == "A"); // made by a consensus
        Assert.Equal(["B", "C"], alone.Others);
        Assert.Equal("the consensus of B, C", alone.JudgedBy);
        // 2 of 2 by all; nothing to find by the others
        Assert.Equal((1, 0), (result.Readers[0].Summary.Sensitivity.Value, alone.Summary.Sensitivity.N));
        Assert.Null(alone.Summary.Sensitivity.Value);
        Assert.Equal(0, alone.Summary.Precision.Value);
    }

    private static ComparisonResult Compare()
    {
        (string Name, LesionSet Lesions)[] readers = [("A", Lesions(One, Two, Three)), ("B", Lesions(One)), ("C", Lesions(Two))];
        var all = ReaderConsensus.Lesions(
            [.. readers.Select(r => r.Lesions)], ConsensusMethod.Majority, MatchingPreset.Default.Connectivity);
        var one = CaseComparison.Of([("consensus", all), .. readers], MatchingPreset.Default) with
        {
            WithoutHimself = LeaveOneOut.Evaluate(readers, ConsensusMethod.Majority, MatchingPreset.Default),
        };
        return ReaderComparison.Summarize(
            [one], ["consensus", "A", "B", "C"], MatchingPreset.Default, new ComparisonOptions { Resamples = 100, SignFlips = 1000 }) with
        {
            Consensus = ConsensusMethod.Majority,
        };
    }

    private static LesionSet Lesions(params Box3[] boxes) => Some.Lesions(Grid, boxes);
}
