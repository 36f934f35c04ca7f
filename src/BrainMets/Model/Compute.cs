using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>Where and in which number format the network runs.</summary>
/// <param name="Device">cpu, cuda or cuda:N.</param>
/// <param name="Precision">Of convolutions.</param>
public sealed record Compute(string Device, Precision Precision)
{
    public static Compute Reference { get; } = new("cpu", Precision.Fp32);

    /// <summary>True where work is queued and done while the program goes on, so that reading a number means waiting for all of it.</summary>
    public bool IsQueued => device(Device).type != TorchSharp.DeviceType.CPU;

    /// <summary>A copy on the device in the type of convolutions; the given tensor may be written anew at once. It is made narrower on the device, so that the copy needs no detour.</summary>
    public Tensor Input(Tensor tensor) => OnDevice(tensor).to(Precision == Precision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32);

    /// <summary>A copy on the device in its own type; the given tensor may be written anew at once.</summary>
    public Tensor OnDevice(Tensor tensor) => tensor.CopyTo(device(Device));
}
