using System.Buffers.Binary;

namespace BrainMets.Dicom;

/// <summary>
/// Decoded pixel data, column fastest, then row, then frame, little endian; one bit a pixel is packed eight to a byte, lowest bit first
/// (PS3.5, section 8.1.1).
/// </summary>
public sealed record PixelData
{
    public required int Columns { get; init; }

    public required int Rows { get; init; }

    public required int Frames { get; init; }

    public required int SamplesPerPixel { get; init; }

    public required int BitsAllocated { get; init; }

    public required int BitsStored { get; init; }

    public required bool IsSigned { get; init; }

    public required byte[] Bytes { get; init; }

    /// <summary>The stored values of one frame, of one sample a pixel, without rescale.</summary>
    /// <exception cref="NotSupportedException">Colour, or a number of bits other than 1, 8, 16 or 32.</exception>
    public void CopyFrame(int frame, Span<float> values)
    {
        if (SamplesPerPixel != 1)
        {
            throw new NotSupportedException($"The image has {SamplesPerPixel} samples a pixel (a colour image); a scan has one.");
        }

        var count = Rows * Columns;
        var first = (long)frame * count;
        if (BitsAllocated == 1)
        {
            for (var i = 0; i < count; i++)
            {
                values[i] = (Bytes[(first + i) >> 3] >> (int)((first + i) & 7)) & 1;
            }

            return;
        }

        var size = BitsAllocated / 8;
        var bytes = Bytes.AsSpan((int)(first * size), count * size);
        switch (BitsAllocated)
        {
            case 8:
                CopyBytes(bytes, values);
                break;
            case 16:
                CopyShorts(bytes, values);
                break;
            case 32:
                CopyIntegers(bytes, values);
                break;
            default:
                throw new NotSupportedException($"The image has {BitsAllocated} bits a pixel; 1, 8, 16 and 32 are read.");
        }
    }

    private void CopyBytes(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            values[i] = Stored(bytes[i]);
        }
    }

    private void CopyShorts(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < bytes.Length / 2; i++)
        {
            values[i] = Stored(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]));
        }
    }

    private void CopyIntegers(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < bytes.Length / 4; i++)
        {
            values[i] = Stored(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]));
        }
    }

    /// <summary>
    /// Bits above those stored may hold anything (overlays, once); they are dropped, and the sign bit is the highest stored one.
    /// </summary>
    private float Stored(uint bits)
    {
        var unused = 32 - BitsStored;
        return IsSigned ? (int)(bits << unused) >> unused : (bits << unused) >> unused;
    }
}
