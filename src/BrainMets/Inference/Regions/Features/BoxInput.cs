using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>What one thread hands to a convolution: a tensor for each length of box, filled anew for each. Lives in the scope of the thread.</summary>
internal sealed class BoxInput<T>(int channels)
    where T : unmanaged
{
    /// <summary>
    /// A box goes to float32 convolutions as two halves, lower and upper slices: for a single small one the library leaves its fast kernel, three times slower.
    /// </summary>
    private static readonly int Parts = typeof(T) == typeof(float) ? 2 : 1;

    private static readonly int PartDepth = RegionBox.Depth / Parts;

    private readonly Dictionary<int, (Tensor Storage, Tensor View)> byLength = [];

    /// <summary>The box with its border of one voxel, [parts, C, Z + 2, Y + 2, X + 2], channels last in memory.</summary>
    public Tensor Filled(RegionBox box, RegionFeatures<T> maps)
    {
        if (!byLength.TryGetValue(box.Length, out var pair))
        {
            var storage = empty([Parts, PartDepth + 2, RegionBox.Height + 2, box.Length + 2, channels], NumberFormat<T>.Type).MoveToOuterDisposeScope();
            pair = (storage, storage.permute(0, 4, 1, 2, 3).MoveToOuterDisposeScope());
            byLength.Add(box.Length, pair);
        }

        var values = MemoryMarshal.Cast<byte, T>(pair.Storage.bytes);
        var size = (X: box.Length + 2, Y: RegionBox.Height + 2, Z: PartDepth + 2);
        var count = size.X * size.Y * size.Z * channels;
        for (var part = 0; part < Parts; part++)
        {
            maps.Copy((box.X - 1, box.Y - 1, box.Z - 1 + (part * PartDepth)), size, values.Slice(part * count, count));
        }

        return pair.View;
    }
}
