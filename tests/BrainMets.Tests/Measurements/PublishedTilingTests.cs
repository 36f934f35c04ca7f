using BrainMets.Measurements;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Tests.Support;
using static TorchSharp.torch;

namespace BrainMets.Tests.Measurements;

public sealed class PublishedTilingTests
{
    private const int Halo = 9;

    [Fact]
    public void Tiles_follow_each_other_by_27_and_the_last_one_ends_at_the_border()
    {
        var tiles = PublishedTiling.Tiles(Brain(new Size3(100, 54, 20), _ => true), Halo);

        Assert.Equal([0, 27, 54, 73], tiles.Select(t => t.X).Distinct());  // 73 + 27 = 100
        Assert.Equal([0, 27], tiles.Select(t => t.Y).Distinct());          // 27 + 27 = 54: nothing to shift
        Assert.Equal([0], tiles.Select(t => t.Z).Distinct());              // shorter than a tile
        Assert.Equal(4 * 2, tiles.Count);
    }

    [Fact]
    public void The_box_of_the_published_count_needs_252_tiles() =>
        Assert.Equal(6 * 7 * 6, PublishedTiling.Tiles(Brain(new Size3(140, 180, 150), _ => true), Halo).Count);

    [Fact]
    public void Every_brain_voxel_is_covered()
    {
        var brain = Brain(new Size3(130, 70, 61), p => Math.Pow(p.X - 70, 2) + Math.Pow(p.Y - 35, 2) + Math.Pow(p.Z - 30, 2) < 28 * 28);

        var covered = new Volume<byte>(brain.Geometry);
        foreach (var tile in PublishedTiling.Tiles(brain, Halo))
        {
            foreach (var (x, y, z) in
                from z in Range(tile.Z, tile.EndZ) from y in Range(tile.Y, tile.EndY) from x in Range(tile.X, tile.EndX) select (x, y, z))
            {
                covered[x, y, z] = 1;
            }
        }

        Assert.DoesNotContain(Range(0, brain.Voxels.Length), i => brain.Voxels[i] != 0 && covered.Voxels[i] == 0);
    }

    /// <summary>
    /// Tiles start at 0, 27, 54 and 81. That from 27 to 53 sees 18 to 62, that from 54 to 80 sees 45 to 89: brain at 45 keeps both, though
    /// only one predicts it.
    /// </summary>
    [Theory]
    [InlineData(44, 1)]
    [InlineData(45, 2)]
    public void A_tile_is_left_out_only_when_its_input_holds_no_brain(int brainX, int expected)
    {
        var brain = Brain(new Size3(108, 27, 27), p => p.X == brainX);

        Assert.Equal(expected, PublishedTiling.Tiles(brain, Halo).Count);
    }

    [Fact]
    public void Without_brain_there_is_no_tile() => Assert.Empty(PublishedTiling.Tiles(Brain(new Size3(50, 50, 50), _ => false), Halo));

    /// <summary>Twelve tiles in batches of five: the last batch is filled up, and no tile is told by its neighbours in the batch.</summary>
    [Slow(3)]
    [Fact]
    public void Each_tile_is_what_a_plain_forward_pass_of_it_gives()
    {
        using var model = new DeepMedic(MiniConfig.Model);
        model.eval();
        var prepared = Noise(new Size3(90, 60, 60));
        var halo = model.Options.Halo();
        var tiles = PublishedTiling.Tiles(prepared.Brain, halo);

        var map = new PublishedTiling(model, "cpu", 5).PredictOnWorkingGrid(prepared, CancellationToken.None);

        Assert.Equal(3 * 2 * 2, tiles.Count);
        var expected = new Volume<float>(map.Geometry);
        foreach (var tile in tiles)
        {
            Forward(model, prepared, tile, expected);
        }

        Assert.Equal(0, map.Voxels.Zip(expected.Voxels).Max(p => Math.Abs(p.First - p.Second)), 1e-5);
        Assert.True(map.Voxels.Max() - map.Voxels.Min() > 0.01);
    }

    [Fact]
    public void The_yardstick_leaves_no_tensor_behind()
    {
        using var model = new DeepMedic(MiniConfig.Model);
        var prepared = Noise(new Size3(40, 40, 30));
        var tiling = new PublishedTiling(model, "cpu", 2);
        tiling.PredictOnWorkingGrid(prepared, CancellationToken.None);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        tiling.PredictOnWorkingGrid(prepared, CancellationToken.None);

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Forward(DeepMedic model, PreparedCase prepared, Box3 tile, Volume<float> into)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var batch = new Batch(1, model.Options.SegmentFor(tile.Size));
        var reader = new SegmentReader(prepared, model.Options.ContextFactors, model.Options.ContextPool);
        batch.Set(0, reader, new VoxelIndex(tile.X, tile.Y, tile.Z), Augmentation.None);
        batch.Upload();
        var values = model.call(batch.Normal, [.. batch.Contexts]).softmax(1).select(1, 1).contiguous().data<float>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y, z) = tile.Size.Position(i);
            into[tile.X + x, tile.Y + y, tile.Z + z] = values[i];
        }
    }

    private static IEnumerable<int> Range(int from, int end) => Enumerable.Range(from, end - from);

    private static Volume<byte> Brain(Size3 size, Predicate<VoxelIndex> isBrain)
    {
        var brain = new Volume<byte>(new VolumeGeometry(size, Affine.FromSpacing(new SpacingMm(1, 1, 1.5))));
        for (var i = 0; i < brain.Voxels.Length; i++)
        {
            brain.Voxels[i] = isBrain(size.Position(i)) ? (byte)1 : (byte)0;
        }

        return brain;
    }

    private static PreparedCase Noise(Size3 size)
    {
        var random = new Random(5);
        var brain = Brain(size, _ => true);
        return new PreparedCase
        {
            CaseId = "noise",
            Patient = "noise",
            Image = brain.Map(_ => (float)(4 * random.NextDouble())),
            Brain = brain,
            Source = brain.Geometry,
        };
    }
}
