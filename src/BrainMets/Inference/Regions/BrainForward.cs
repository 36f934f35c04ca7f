using BrainMets.Imaging;
using BrainMets.Model;
using BrainMets.Sampling;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>
/// Predicts a brain in the precision asked for. With bfloat16 everything is computed in it first, and then again in float32 where the result might be lesion: what a
/// threshold decides on is float32, what is bfloat16 lies so near 0 that its error is far below any threshold.
/// </summary>
internal static class BrainForward
{
    /// <summary>Probability from which a voxel is computed again. An error of bfloat16 that doubles the odds of 0.02 still leaves 0.04.</summary>
    private const float Suspicious = 0.02f;

    /// <summary>
    /// With more of the brain than this suspicious, nothing is computed again and the map is bfloat16 throughout: the brain would be computed whole a second time, for a map that has
    /// nothing to say. It is the state of an untrained network; trained ones, alpha 0.99 among them, found 0.2 to 2.1 % of a phantom's brain suspicious (docs/performance.md).
    /// </summary>
    private const double MostOfTheBrain = 0.5;

    /// <summary>Voxels along x that are computed again together: rows are stored as one interval, and lesions at both ends would drag in what lies between.</summary>
    private const int BlockLength = 32;

    public static void Predict(
        FrozenNetwork network, Precision precision, (SegmentReader Reader, Volume<byte> Brain, Volume<float> Probability) on, CancellationToken cancellation)
    {
        var threads = get_num_threads();
        if (precision == Precision.Fp32)
        {
            new RegionForward<float>(network, threads, cancellation).Predict(on.Reader, on.Brain, on.Probability);
            return;
        }

        new RegionForward<ushort>(network, threads, cancellation).Predict(on.Reader, on.Brain, on.Probability);
        var suspects = on.Probability.Map(p => p > Suspicious ? (byte)1 : (byte)0);
        if (suspects.Voxels.AsSpan().Count((byte)1) <= MostOfTheBrain * (on.Brain.Voxels.Length - on.Brain.Voxels.AsSpan().Count((byte)0)))
        {
            new RegionForward<float>(network, threads, cancellation) { BlockLength = BlockLength }.Predict(on.Reader, suspects, on.Probability);
        }
    }
}
