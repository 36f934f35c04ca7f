using BrainMets.Imaging;
using BrainMets.Model;
using BrainMets.Model.Frozen;
using BrainMets.Sampling.Segments;
using static TorchSharp.torch;

namespace BrainMets.Inference.Regions;

/// <summary>
/// Predicts a brain in the precision asked for. With bfloat16 everything is computed in it first, and then again in float32 where the result might be lesion: what a
/// threshold decides on is float32, what is bfloat16 lies so near 0 that its error is far below any threshold.
/// </summary>
internal static class BrainForward
{
    /// <summary>Probability from which a voxel is computed again. An error of bfloat16 that doubles the odds of 0.02 still leaves 0.04.</summary>
    private const float Suspicious = 0.02f;

    /// <summary>
    /// With more of the brain than this suspicious, nothing is computed again: such a map (of an untrained network, of a scan unlike those it learned from) marks no
    /// lesions, and it would take three times as long.
    /// </summary>
    private const double MostOfTheBrain = 0.5;

    /// <summary>Voxels along x that are computed again together: rows are stored as one interval, and lesions at both ends would drag in what lies between.</summary>
    private const int BlockLength = 32;

    public static void Predict(
        FrozenNetwork network, Precision precision, (SegmentReader Reader, Volume<byte> Brain, Volume<float> Probability) on, CancellationToken cancellation)
    {
        var threads = get_num_threads();
        var exact = new RegionForward<float>(network, threads, cancellation);
        if (precision == Precision.Fp32)
        {
            exact.Predict(on.Reader, on.Brain, on.Probability);
            return;
        }

        new RegionForward<ushort>(network, threads, cancellation).Predict(on.Reader, on.Brain, on.Probability);
        foreach (var block in Suspects(on.Brain, on.Probability))
        {
            exact.Predict(on.Reader, block, on.Probability);
        }
    }

    /// <summary>Masks of suspicious voxels, block by block along x; none when they are most of the brain.</summary>
    private static IEnumerable<Volume<byte>> Suspects(Volume<byte> brain, Volume<float> probability)
    {
        var suspects = probability.Voxels.Count(p => p > Suspicious);
        if (suspects > MostOfTheBrain * brain.Voxels.Count(v => v != 0))
        {
            yield break;
        }

        var size = probability.Size;
        for (var first = 0; suspects > 0 && first < size.X; first += BlockLength)
        {
            var mask = new Volume<byte>(probability.Geometry);
            for (var start = first; start < mask.Voxels.Length; start += size.X)
            {
                for (var i = start; i < start + Math.Min(BlockLength, size.X - first); i++)
                {
                    mask.Voxels[i] = probability.Voxels[i] > Suspicious ? (byte)1 : (byte)0;
                }
            }

            yield return mask;
        }
    }
}
