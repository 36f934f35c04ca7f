using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>Tensors made of numbers that stay.</summary>
internal static class Constant<T>
    where T : unmanaged
{
    /// <summary>The values in the format of T; the caller owns it.</summary>
    public static Tensor Of(float[] values, long[] shape)
    {
        using var scope = NewDisposeScope();
        var whole = empty(shape, ScalarType.Float32);
        whole.data<float>().CopyFrom(values);
        return whole.to(NumberFormat<T>.Type).DetachFromDisposeScope();
    }
}
