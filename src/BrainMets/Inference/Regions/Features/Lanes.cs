using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace BrainMets.Inference;

/// <summary>
/// Sixteen numbers at a time, in memory as float32 or as bfloat16 (the upper half of a float32, in a <see cref="ushort"/>), in registers as float32.
/// The branches on the type are decided when the method is compiled.
/// </summary>
internal static class Lanes
{
    public const int Width = 16;

    /// <summary>The next multiple of <see cref="Width"/>: channels are padded to it with zeros.</summary>
    public static int Padded(int channels) => (channels + Width - 1) / Width * Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load<T>(ref readonly T source, nuint offset)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return Vector512.LoadUnsafe(ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source)), offset);
        }

        var halves = Vector256.LoadUnsafe(ref Unsafe.As<T, ushort>(ref Unsafe.AsRef(in source)), offset);
        return (Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves)) << 16).AsSingle();
    }

    /// <summary>Stores to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<float> value, ref T target, nuint offset)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            value.StoreUnsafe(ref Unsafe.As<T, float>(ref target), offset);
            return;
        }

        var bits = value.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512.Create(1u))) >> 16;
        Vector256.Narrow(rounded.GetLower(), rounded.GetUpper()).StoreUnsafe(ref Unsafe.As<T, ushort>(ref target), offset);
    }
}
