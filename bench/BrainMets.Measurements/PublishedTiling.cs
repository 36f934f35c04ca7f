using BrainMets.Inference;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using static TorchSharp.torch;

namespace BrainMets.Measurements;

/// <summary>
/// Prediction as the published code does it: the yardstick of 'bench/run inference', not a way to predict (<see cref="Predictor"/>). Inputs
/// of 45 voxels a side, a stride as long as the output (27 with a halo of 9), from the first voxel of the grid; the last tile of an axis is
/// shifted back to end at the border and overwrites what was there; batches of 10 where they pay, the last one filled up with its last
/// tile; float32; a tile is left out only when its whole input holds no brain (docs/method.md, "Prediction"; docs/performance.md). A stride
/// of 27 moves the context grids of factor 5 against each other from tile to tile, so that it differs from prediction by aligned tiles by
/// design.
/// </summary>
internal sealed class PublishedTiling
{
    /// <summary>Voxels a side of what the full-resolution pathway sees.</summary>
    public const int InputSide = 45;

    public const int PublishedBatch = 10;

    /// <summary>
    /// On a CPU tiles one by one take less than half the time of ten together; the yardstick has the faster (bench/results/inference.md).
    /// </summary>
    public const int FasterBatch = 1;

    private readonly DeepMedic model;
    private readonly Compute compute;
    private readonly int batchSize;
    private readonly int halo;

    /// <param name="model">The network.</param>
    /// <param name="deviceName">cpu, cuda or cuda:N; the number format is float32 always.</param>
    /// <param name="batchSize">Tiles that are run together.</param>
    /// <exception cref="ArgumentException">The network consumes the whole input, or the batch is empty.</exception>
    public PublishedTiling(DeepMedic model, string deviceName, int batchSize = FasterBatch)
    {
        halo = model.Options.Halo();
        if (OutputSide(halo) < 1 || batchSize < 1)
        {
            throw new ArgumentException(
                $"Of an input of {InputSide} voxels a network of {halo} layers predicts {OutputSide(halo)}, in batches of {batchSize}; "
                    + "both must be at least 1.", nameof(model));
        }

        (this.model, this.batchSize, compute) = (model, batchSize, new Compute(deviceName, Precision.Fp32));
    }

    /// <summary>Voxels a side that a tile predicts.</summary>
    public static int OutputSide(int halo) => InputSide - (2 * halo);

    /// <summary>
    /// The predicted boxes of the tiles that are run, x fastest. Mirrored padding repeats voxels of the box itself, so that the part of an
    /// input inside the image decides.
    /// </summary>
    public static IReadOnlyList<Box3> Tiles(Volume<byte> brain, int halo)
    {
        var (size, side) = (brain.Size, OutputSide(halo));
        return
        [
            .. from z in Starts(size.Z, side)
               from y in Starts(size.Y, side)
               from x in Starts(size.X, side)
               let tile = new Box3(x, y, z, new Size3(side, side, side))
               where TileGrid.HoldsAny(brain, tile.Grow(halo, size))
               select tile,
        ];
    }

    /// <summary>Probability on the working grid of the case; 0 outside the brain.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public Volume<float> PredictOnWorkingGrid(
        PreparedCase prepared, CancellationToken cancellation, IProgress<(int Done, int All)>? progress = null)
    {
        model.eval();
        var probability = new Volume<float>(prepared.Image.Geometry);
        var tiles = Tiles(prepared.Brain, halo);
        var side = OutputSide(halo);
        var reader = new SegmentReader(prepared, model.Options.ContextFactors, model.Options.ContextPool);
        using var batch = new Batch(batchSize, model.Options.SegmentFor(new Size3(side, side, side)));
        for (var first = 0; first < tiles.Count; first += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < batchSize; i++)
            {
                var tile = tiles[Math.Min(first + i, tiles.Count - 1)];
                batch.Set(i, reader, new VoxelIndex(tile.X, tile.Y, tile.Z), Augmentation.None);
            }

            batch.Upload();
            var values = PredictBatch(batch);
            var count = Math.Min(batchSize, tiles.Count - first);
            for (var i = 0; i < count; i++)
            {
                Predictor.Paste(values.AsSpan(i * side * side * side), tiles[first + i], prepared.Brain, probability);
            }

            progress?.Report((first + count, tiles.Count));
        }

        return probability;
    }

    private static IEnumerable<int> Starts(int size, int side)
    {
        for (var start = 0; ; start += side)
        {
            if (start + side >= size)
            {
                yield return Math.Max(0, size - side);
                yield break;
            }

            yield return start;
        }
    }

    private float[] PredictBatch(Batch batch)
    {
        using var noGrad = inference_mode();
        using var scope = NewDisposeScope();
        var logits = model.Logits(batch, compute);
        return logits.softmax(1).select(1, 1).cpu().contiguous().data<float>().ToArray();
    }
}
