using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BrainMets.Nifti;

/// <summary>
/// Stored voxels to values. Scaling is computed in double whatever the target, because a slope such as 2.33e-10 on 32-bit integers is
/// beyond float32.
/// </summary>
internal static class VoxelDecoder
{
    /// <summary>Turns the byte order of every voxel round, in place.</summary>
    public static void SwapBytes(Span<byte> raw, int bytesPerVoxel)
    {
        switch (bytesPerVoxel)
        {
            case 2:
                var two = MemoryMarshal.Cast<byte, ushort>(raw);
                BinaryPrimitives.ReverseEndianness(two, two);
                break;
            case 4:
                var four = MemoryMarshal.Cast<byte, uint>(raw);
                BinaryPrimitives.ReverseEndianness(four, four);
                break;
            case 8:
                var eight = MemoryMarshal.Cast<byte, ulong>(raw);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                break;
        }
    }

    /// <summary>Scaled values; one per voxel in <paramref name="raw"/>, which is in the byte order of this machine.</summary>
    public static void Decode(NiftiHeader header, ReadOnlySpan<byte> raw, Span<double> values)
    {
        Convert(header.DataType, raw, values);
        if (header.IsScaled)
        {
            var (slope, intercept) = (header.Slope, header.Intercept);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (slope * values[i]) + intercept;
            }
        }
    }

    /// <summary>Scaled values as float32. Unscaled ones are converted directly; the others through <paramref name="scratch"/>.</summary>
    public static void Decode(NiftiHeader header, ReadOnlySpan<byte> raw, Span<float> values, Span<double> scratch)
    {
        if (!header.IsScaled)
        {
            Convert(header.DataType, raw, values);
            return;
        }

        var exact = scratch[..values.Length];
        Decode(header, raw, exact);
        Convert<double, float>(MemoryMarshal.AsBytes(exact), values);
    }

    /// <summary>How many values are NaN or infinite; fast when none is.</summary>
    public static int CountNonFinite(ReadOnlySpan<float> values)
    {
        const uint Exponent = 0x7f800000;
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var suspects = Vector<uint>.Zero;
        var exponents = new Vector<uint>(Exponent);
        var whole = bits.Length - (bits.Length % Vector<uint>.Count);
        for (var i = 0; i < whole; i += Vector<uint>.Count)
        {
            suspects |= Vector.Equals(new Vector<uint>(bits[i..]) & exponents, exponents);
        }

        var rest = values[(suspects == Vector<uint>.Zero ? whole : 0)..];
        var count = 0;
        foreach (var value in rest)
        {
            count += float.IsFinite(value) ? 0 : 1;
        }

        return count;
    }

    private static void Convert<TOut>(NiftiDataType type, ReadOnlySpan<byte> raw, Span<TOut> values)
        where TOut : unmanaged, INumberBase<TOut>
    {
        switch (type)
        {
            case NiftiDataType.UInt8:
                Convert<byte, TOut>(raw, values);
                break;
            case NiftiDataType.Int8:
                Convert<sbyte, TOut>(raw, values);
                break;
            case NiftiDataType.Int16:
                Convert<short, TOut>(raw, values);
                break;
            case NiftiDataType.UInt16:
                Convert<ushort, TOut>(raw, values);
                break;
            case NiftiDataType.Int32:
                Convert<int, TOut>(raw, values);
                break;
            case NiftiDataType.UInt32:
                Convert<uint, TOut>(raw, values);
                break;
            case NiftiDataType.Int64:
                Convert<long, TOut>(raw, values);
                break;
            case NiftiDataType.UInt64:
                Convert<ulong, TOut>(raw, values);
                break;
            case NiftiDataType.Float32:
                Convert<float, TOut>(raw, values);
                break;
            case NiftiDataType.Float64:
                Convert<double, TOut>(raw, values);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "The header reader lets no other type through.");
        }
    }

    private static void Convert<TIn, TOut>(ReadOnlySpan<byte> raw, Span<TOut> values)
        where TIn : unmanaged, INumberBase<TIn>
        where TOut : unmanaged, INumberBase<TOut>
    {
        var stored = MemoryMarshal.Cast<byte, TIn>(raw)[..values.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            values[i] = TOut.CreateTruncating(stored[i]);
        }
    }
}
