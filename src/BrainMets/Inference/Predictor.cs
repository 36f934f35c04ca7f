using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>
/// Runs a trained network over a prepared case and brings the probability back to the grid the case came from: on the CPU over the brain
/// as one region, layer by layer (<see cref="RegionForward{T}"/>), where the network has such a form; else, and on an accelerator, tile by
/// tile through the network's own forward pass.
/// </summary>
internal sealed class Predictor
{
    private readonly SegmentationNetwork model;
    private readonly NetworkInput input;
    private readonly Compute compute;
    private readonly int largestTile;
    private readonly bool mirror;
    private readonly bool byTiles;

    /// <exception cref="ArgumentException">The tile size is not a multiple of the network's blocks.</exception>
    public Predictor(SegmentationNetwork model, Compute compute, InferenceOptions options)
    {
        input = model.Options.Input();
        if (options.TileSize <= 0 || options.TileSize % input.TileBlock != 0)
        {
            var blocks = input.ContextFactors.Count > 0 ? "context blocks" : "pooled blocks";
            throw new ArgumentException(
                $"inference.tileSize is {options.TileSize}; it must be a positive multiple of {input.TileBlock}, "
                + $"so that {blocks} do not straddle tiles.",
                nameof(options));
        }

        (this.model, this.compute, largestTile, mirror, byTiles) = (model, compute, options.TileSize, options.Mirror, options.ByTiles);
    }

    /// <summary>Probability on the source grid; 0 outside the brain.</summary>
    public ProbabilityMap Predict(PreparedCase prepared, CancellationToken cancellation) =>
        new(prepared.CaseId, prepared.Patient, SourceGrid.Restore(PredictOnWorkingGrid(prepared, cancellation), prepared.Source));

    /// <summary>Probability on the working grid of the case; 0 outside the brain.</summary>
    public Volume<float> PredictOnWorkingGrid(PreparedCase prepared, CancellationToken cancellation)
    {
        var straight = PredictOnce(prepared, cancellation);
        if (!mirror)
        {
            return straight;
        }

        var turned = Mirrored(
            PredictOnce(prepared with { Image = Mirrored(prepared.Image), Brain = Mirrored(prepared.Brain) }, cancellation));
        return ProbabilityMap.Mean([straight, turned]);
    }

    /// <summary>Left and right exchanged: the working grid's first axis runs along Right.</summary>
    private static Volume<T> Mirrored<T>(Volume<T> volume)
        where T : unmanaged
    {
        var result = new Volume<T>(volume.Geometry);
        for (var start = 0; start < volume.Voxels.Length; start += volume.Size.X)
        {
            var row = result.Voxels.AsSpan(start, volume.Size.X);
            volume.Voxels.AsSpan(start, volume.Size.X).CopyTo(row);
            row.Reverse();
        }

        return result;
    }

    private Volume<float> PredictOnce(PreparedCase prepared, CancellationToken cancellation)
    {
        model.eval();
        var probability = new Volume<float>(prepared.Image.Geometry);
        var reader = new SegmentReader(prepared, input.ContextFactors, input.ContextPool);
        if (compute.Device == "cpu" && !byTiles && model.ForRegions() is { } network)
        {
            BrainForward.Predict(network, compute.Precision, reader, prepared.Brain, probability, cancellation);
        }
        else
        {
            PredictByTiles(prepared, reader, probability, cancellation);
        }

        return probability;
    }

    private void PredictByTiles(PreparedCase prepared, SegmentReader reader, Volume<float> probability, CancellationToken cancellation)
    {
        var tiles = TileGrid.Covering(prepared.Brain, input.TileBlock, largestTile);
        using var batch = tiles.Count > 0 ? new Batch(1, model.Options.SegmentFor(tiles[0].Size)) : null;
        foreach (var tile in tiles)
        {
            cancellation.ThrowIfCancellationRequested();
            batch!.Set(0, reader, new VoxelIndex(tile.X, tile.Y, tile.Z), Augmentation.None);
            batch.Upload();
            Paste(PredictTile(batch), tile, prepared.Brain, probability);
        }
    }

    private float[] PredictTile(Batch batch)
    {
        using var noGrad = inference_mode();
        using var scope = NewDisposeScope();
        var logits = model.Logits(batch, compute);
        return logits.softmax(1).select(1, 1).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Writes a tile's probabilities, x fastest, to their place; 0 outside the brain, nothing outside the image.</summary>
    internal static void Paste(ReadOnlySpan<float> values, Box3 tile, Volume<byte> brain, Volume<float> probability)
    {
        var size = probability.Size;
        var length = Math.Min(tile.EndX, size.X) - tile.X;
        for (var z = tile.Z; z < Math.Min(tile.EndZ, size.Z); z++)
        {
            for (var y = tile.Y; y < Math.Min(tile.EndY, size.Y); y++)
            {
                var from = values.Slice(tile.Size.Index(0, y - tile.Y, z - tile.Z), length);
                var start = size.Index(tile.X, y, z);
                for (var x = 0; x < length; x++)
                {
                    probability.Voxels[start + x] = brain.Voxels[start + x] != 0 ? from[x] : 0;
                }
            }
        }
    }
}

/// <summary>How a case is predicted.</summary>
internal sealed record InferenceOptions
{
    /// <summary>
    /// Longest side of the predicted box of a tile in voxels; a multiple of every context factor and of 2 for each pooling, so that tiles
    /// agree exactly with the whole volume. Default 60: the larger the tile, the less the halo costs, until the feature maps leave the
    /// cache.
    /// </summary>
    public int TileSize { get; init; } = 60;

    /// <summary>
    /// Whether the case is also predicted with left and right exchanged and the two averaged: the network learned from scans flipped at
    /// random, and its uncertain voxels are seldom the same on both sides. Twice the time.
    /// </summary>
    public bool Mirror { get; init; }

    /// <summary>
    /// Whether tiles through the network's own forward pass are used on the CPU too, as they are on an accelerator: several times slower,
    /// for comparison.
    /// </summary>
    public bool ByTiles { get; init; }
}

/// <summary>
/// Covers the brain with tiles of one size. Every tile starts a whole number of context blocks from the grid's first voxel, which makes
/// prediction by tiles equal to prediction of the whole volume; the last tile of an axis therefore reaches beyond the image, it is never
/// shifted back.
/// </summary>
internal static class TileGrid
{
    /// <summary>The tiles, as boxes of predicted voxels, that hold any brain; others need not run. Empty for an empty mask.</summary>
    /// <param name="brain">Where a prediction is wanted.</param>
    /// <param name="block">Tiles start at, and measure, multiples of this.</param>
    /// <param name="largest">No side of a tile exceeds this; the sides are chosen so that little is computed beyond the brain.</param>
    public static IReadOnlyList<Box3> Covering(Volume<byte> brain, int block, int largest)
    {
        if (Box3.Around(brain) is not { } around)
        {
            return [];
        }

        var (xs, sideX) = Cover(around.X, around.EndX, block, largest);
        var (ys, sideY) = Cover(around.Y, around.EndY, block, largest);
        var (zs, sideZ) = Cover(around.Z, around.EndZ, block, largest);
        var size = new Size3(sideX, sideY, sideZ);
        return
        [
            .. from z in zs
               from y in ys
               from x in xs
               let tile = new Box3(x, y, z, size)
               where HoldsAny(brain, tile)
               select tile,
        ];
    }

    private static (IEnumerable<int> Starts, int Side) Cover(int first, int end, int block, int largest)
    {
        var start = first / block * block;
        var tiles = (end - start + largest - 1) / largest;
        var side = (end - start + (tiles * block) - 1) / (tiles * block) * block;
        return (Enumerable.Range(0, tiles).Select(i => start + (i * side)).Where(s => s < end), side);
    }

    /// <summary>Whether any voxel of the mask lies in the tile, as far as it lies in the image.</summary>
    internal static bool HoldsAny(Volume<byte> mask, Box3 tile)
    {
        var length = Math.Min(tile.EndX, mask.Size.X) - tile.X;
        for (var z = tile.Z; z < Math.Min(tile.EndZ, mask.Size.Z); z++)
        {
            for (var y = tile.Y; y < Math.Min(tile.EndY, mask.Size.Y); y++)
            {
                if (mask.Voxels.AsSpan(mask.Size.Index(tile.X, y, z), length).IndexOfAnyExcept((byte)0) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
