using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>
/// A 3 x 3 x 3 convolution of boxes, channels last and padded: the layout in which the library's kernel needs no conversion. Shared between threads; each
/// thread brings its own <see cref="BoxInput{T}"/>.
/// </summary>
internal sealed class RegionConvolution<T> : IDisposable
    where T : unmanaged
{
    private const int Taps = 27;

    private readonly Tensor storage;
    private readonly Tensor weight;

    public RegionConvolution(FrozenBlock block)
    {
        (InputChannels, OutputChannels) = (Lanes.Padded(block.Inputs), Lanes.Padded(block.Outputs));
        var values = new float[OutputChannels * Taps * InputChannels];
        for (var o = 0; o < block.Outputs; o++)
        {
            for (var i = 0; i < block.Inputs; i++)
            {
                for (var tap = 0; tap < Taps; tap++)
                {
                    values[(((o * Taps) + tap) * InputChannels) + i] = block.Weight[(((o * block.Inputs) + i) * Taps) + tap];
                }
            }
        }

        storage = Constant<T>.Of(values, [OutputChannels, 3, 3, 3, InputChannels]);
        weight = storage.permute(0, 4, 1, 2, 3).DetachFromDisposeScope();    // [out, in, Z, Y, X], channels last in memory
    }

    public int InputChannels { get; }

    public int OutputChannels { get; }

    /// <summary>The convolved box, [1, Z, Y, X, C], all channels of a voxel together. Disposed by the caller's scope.</summary>
    public Tensor Of(Tensor input)
    {
        var output = nn.functional.conv3d(input, weight);
        return output.permute(0, 2, 3, 4, 1).contiguous();                   // already so in memory: no copy
    }

    public void Dispose()
    {
        weight.Dispose();
        storage.Dispose();
    }
}
