using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

public sealed class ReaderConsensusTests
{
    private static readonly VolumeGeometry Grid = MaskOf.Grid(20, 20, 12, MaskOf.Oblique);

    private static readonly Volume<byte> First = MaskOf.Boxes(Grid, MaskOf.Box(4, 4, 4, 4, 4, 3), MaskOf.Box(14, 14, 8, 2, 2, 2));
    private static readonly Volume<byte> Second = MaskOf.Boxes(Grid, MaskOf.Box(5, 4, 4, 4, 4, 3));
    private static readonly Volume<byte> Third = MaskOf.Boxes(Grid, MaskOf.Box(4, 5, 4, 4, 4, 3));
    private static readonly Volume<byte> Empty = new(Grid);

    [Fact]
    public void A_majority_is_more_than_half()
    {
        var three = ReaderConsensus.Of([First, Second, Third], ConsensusMethod.Majority);
        var two = ReaderConsensus.Of([First, Second], ConsensusMethod.Majority);

        for (var i = 0; i < Grid.Size.Count; i++)
        {
            var votes = First.Voxels[i] + Second.Voxels[i] + Third.Voxels[i];
            Assert.Equal(votes >= 2, three.Mask.Voxels[i] == 1);
            Assert.Equal(First.Voxels[i] + Second.Voxels[i] == 2, two.Mask.Voxels[i] == 1);
        }

        Assert.Empty(three.Readers);
    }

    [Fact]
    public void Staple_of_equal_masks_is_that_mask()
    {
        var consensus = ReaderConsensus.Of([First, First, First], ConsensusMethod.Staple);

        Assert.Equal(First.Voxels, consensus.Mask.Voxels);
        Assert.Equal(3, consensus.Readers.Count);
    }

    [Fact]
    public void Staple_follows_two_good_readers_against_a_careless_one()
    {
        var careless = MaskOf.Boxes(Grid, MaskOf.Box(10, 2, 2, 6, 6, 6));

        var consensus = ReaderConsensus.Of([Second, careless, Second], ConsensusMethod.Staple);

        Assert.Equal(Second.Voxels, consensus.Mask.Voxels);
        Assert.True(consensus.Readers[1].Sensitivity < 0.01);
        Assert.True(consensus.Readers[0].Sensitivity > 0.99);
    }

    [Fact]
    public void A_larger_field_of_view_does_not_change_staple()
    {
        Volume<byte> Shifted(Volume<byte> mask)
        {
            var larger = new Volume<byte>(MaskOf.Grid(60, 50, 30, MaskOf.Oblique));
            for (var i = 0; i < mask.Voxels.Length; i++)
            {
                var (x, y, z) = mask.Size.Position(i);
                larger[x + 15, y + 12, z + 9] = mask.Voxels[i];
            }

            return larger;
        }

        // Far enough from the edge that the margin fits into the small grid too.
        var grid = MaskOf.Grid(44, 36, 20, MaskOf.Oblique);
        var masks = new[] { MaskOf.Box(16, 14, 8, 4, 4, 3), MaskOf.Box(17, 14, 8, 4, 4, 3), MaskOf.Box(16, 15, 8, 5, 4, 2) }.Select(
            b => MaskOf.Boxes(grid, b)).ToArray();

        var small = ReaderConsensus.Of(masks, ConsensusMethod.Staple);
        var large = ReaderConsensus.Of([.. masks.Select(Shifted)], ConsensusMethod.Staple);

        Assert.Equal(Shifted(small.Mask).Voxels, large.Mask.Voxels);
        Assert.Equal(small.Readers, large.Readers);
    }

    [Theory]
    [InlineData(ConsensusMethod.Majority)]
    [InlineData(ConsensusMethod.Staple)]
    public void Of_empty_masks_the_consensus_is_empty_and_nobody_is_judged(ConsensusMethod method)
    {
        var consensus = ReaderConsensus.Of([Empty, Empty], method);

        Assert.All(consensus.Mask.Voxels, v => Assert.Equal(0, v));
        Assert.Empty(consensus.Readers);
    }

    [Fact]
    public void Refuses_other_grids_and_one_reader()
    {
        var message = Assert.Throws<InvalidInputException>(
            () => ReaderConsensus.Of([First, new Volume<byte>(MaskOf.Grid(20, 20, 12))], ConsensusMethod.Majority)).Message;
        Assert.Contains("different grids", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ReaderConsensus.Of([First], ConsensusMethod.Majority));
    }
}
