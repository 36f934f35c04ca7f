using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BrainMets.Nifti;

/// <summary>Voxels of an open file as image, mask or labels, each with its own idea of which values cannot be right.</summary>
internal static class VoxelReader
{
    /// <summary>
    /// A stored label may miss its whole number by this much: labels that a tool rescaled to 8 bits come back up to 0.01 off.
    /// </summary>
    private const double LabelTolerance = 0.01;

    private delegate void ValueReader(ReadOnlySpan<double> values, int firstVoxel);

    public static Volume<float> Image(NiftiInput input, string path)
    {
        input.CheckLength();
        var header = input.Header;
        var size = header.Geometry.Size;
        var voxels = new float[size.Count];
        var scratch = new double[NiftiInput.VoxelsPerChunk];
        var (bad, firstBad) = (0L, -1);
        var canBeNonFinite = header.IsScaled || header.DataType is NiftiDataType.Float32 or NiftiDataType.Float64;
        input.ReadVoxels((raw, first) =>
        {
            var chunk = voxels.AsSpan(first, raw.Length / NiftiHeaderReader.BytesPerVoxel(header.DataType));
            VoxelDecoder.Decode(header, raw, chunk, scratch);
            var badHere = canBeNonFinite ? VoxelDecoder.CountNonFinite(chunk) : 0;
            if (badHere > 0 && bad == 0)
            {
                firstBad = first + IndexOfNonFinite(chunk);
            }

            bad += badHere;
        });
        return bad == 0
            ? new Volume<float>(header.Geometry, voxels)
            : throw new InvalidInputException(
                path,
                $"{bad} of {size.Count} voxels are not finite in 32-bit floating point, the first at {size.Position(firstBad)} with value "
                + $"{voxels[firstBad]}. Find the step that produced them; they cannot be replaced.");
    }

    public static Volume<byte> Mask(NiftiInput input, string path)
    {
        input.CheckLength();
        var voxels = new byte[input.Header.Geometry.Size.Count];
        ReadWholeNumbers(input, path, (values, first) =>
        {
            var chunk = voxels.AsSpan(first, values.Length);
            for (var i = 0; i < chunk.Length; i++)
            {
                chunk[i] = (byte)(values[i] > 0.5 ? 1 : 0);
            }
        });
        return new Volume<byte>(input.Header.Geometry, voxels);
    }

    public static Volume<int> Labels(NiftiInput input, string path)
    {
        input.CheckLength();
        var voxels = new int[input.Header.Geometry.Size.Count];
        ReadWholeNumbers(input, path, (values, first) =>
        {
            var chunk = voxels.AsSpan(first, values.Length);
            for (var i = 0; i < chunk.Length; i++)
            {
                chunk[i] = (int)Math.Round(values[i]);
            }
        });
        return new Volume<int>(input.Header.Geometry, voxels);
    }

    private static void ReadWholeNumbers(NiftiInput input, string path, ValueReader take)
    {
        var header = input.Header;
        var buffer = new double[NiftiInput.VoxelsPerChunk];
        input.ReadVoxels((raw, first) =>
        {
            var values = buffer.AsSpan(0, raw.Length / NiftiHeaderReader.BytesPerVoxel(header.DataType));
            VoxelDecoder.Decode(header, raw, values);
            for (var i = 0; i < values.Length; i++)
            {
                var rounded = Math.Round(values[i]);
                if (!(rounded >= 0 && rounded <= int.MaxValue && Math.Abs(values[i] - rounded) <= LabelTolerance))
                {
                    throw new InvalidInputException(
                        path,
                        $"voxel {header.Geometry.Size.Position(first + i)} has the value {values[i]}; masks and label maps hold whole "
                        + "numbers from 0. Threshold a probability map first.");
                }
            }

            take(values, first);
        });
    }

    private static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        var index = 0;
        while (float.IsFinite(values[index]))
        {
            index++;
        }

        return index;
    }
}

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
