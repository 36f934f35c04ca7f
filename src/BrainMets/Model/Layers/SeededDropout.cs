using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>
/// Dropout of single voxels, kept ones scaled up (so inference needs no factor), drawn from a generator of its own: the library's would share its
/// random numbers with whatever else runs in the process, and a resumed training could not repeat them.
/// </summary>
internal sealed class SeededDropout(double rate) : IDisposable
{
    private readonly Generator generator = new();

    public void Seed(long seed) => generator.manual_seed(seed);

    /// <summary>The same draws whatever the device and the type of the input.</summary>
    public Tensor Apply(Tensor input)
    {
        using var uniform = rand(input.shape, ScalarType.Float32, generator: generator);
        using var kept = uniform.IsAtLeast(rate);
        using var onDevice = kept.CopyTo(input.device).to(input.dtype);
        return input * onDevice.Times(1 / (1 - rate));
    }

    public void Dispose() => generator.Dispose();
}
