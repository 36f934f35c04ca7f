using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>What <typeparamref name="T"/> is called by the tensor library: float for float32, ushort for bfloat16.</summary>
internal static class NumberFormat<T>
    where T : unmanaged
{
    public static ScalarType Type => typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.BFloat16;
}
