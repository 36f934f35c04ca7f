using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>Where and in which number format the network runs.</summary>
/// <param name="Device">cpu, cuda or cuda:N.</param>
/// <param name="Precision">Of convolutions.</param>
public sealed record Compute(string Device, Precision Precision)
{
    public static Compute Reference { get; } = new("cpu", Precision.Fp32);

    /// <summary>A copy on the device in the type of convolutions.</summary>
    public Tensor Input(Tensor tensor) => tensor.to(Precision == Precision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32, device(Device));
}
