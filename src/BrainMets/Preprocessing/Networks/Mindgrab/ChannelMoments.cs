using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace BrainMets.Preprocessing;

/// <summary>Mean and variance of each channel over slabs that come one after the other; channels run fastest. Sums are kept in double.</summary>
public sealed class ChannelMoments(int channels)
{
    private readonly double[] sums = new double[channels];
    private readonly double[] squares = new double[channels];
    private long count;

    /// <param name="slab">Contiguous, float32, [.., channels].</param>
    public void Add(Tensor slab)
    {
        var values = MemoryMarshal.Cast<byte, float>(slab.bytes);
        for (var i = 0; i < values.Length; i += channels)
        {
            var voxel = values.Slice(i, channels);
            for (var c = 0; c < voxel.Length; c++)
            {
                double value = voxel[c];
                sums[c] += value;
                squares[c] += value * value;
            }
        }

        count += values.Length / channels;
    }

    public LayerStatistics Of(int layer)
    {
        var means = sums.Select(s => s / count).ToArray();
        return new LayerStatistics(layer, means, [.. squares.Select((s, c) => Math.Max(0, (s / count) - (means[c] * means[c])))]);
    }
}
