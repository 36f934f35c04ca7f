using System.Buffers.Binary;

namespace BrainMets.Dicom;

/// <summary>Numbers of the binary value representations, little endian.</summary>
internal static class BinaryNumbers
{
    public static bool IsBinary(string vr) => Size(vr) > 0;

    /// <summary>Null when the length is no multiple of the size of a number, or a number is not finite.</summary>
    public static double[]? FromBytes(string vr, ReadOnlySpan<byte> bytes)
    {
        var size = Size(vr);
        if (bytes.Length % size != 0)
        {
            return null;
        }

        var numbers = new double[bytes.Length / size];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = One(vr, bytes.Slice(i * size, size));
        }

        return numbers.All(double.IsFinite) ? numbers : null;
    }

    /// <exception cref="ArgumentException">The representation holds no binary numbers.</exception>
    public static byte[] ToBytes(string vr, ReadOnlySpan<double> numbers)
    {
        var size = Size(vr);
        if (size == 0)
        {
            throw new ArgumentException($"Value representation {vr} holds no numbers.", nameof(vr));
        }

        var bytes = new byte[numbers.Length * size];
        for (var i = 0; i < numbers.Length; i++)
        {
            Put(vr, numbers[i], bytes.AsSpan(i * size, size));
        }

        return bytes;
    }

    private static int Size(string vr) => vr switch
    {
        "US" or "SS" => 2,
        "UL" or "SL" or "FL" => 4,
        "FD" => 8,
        _ => 0,
    };

    private static double One(string vr, ReadOnlySpan<byte> bytes) => vr switch
    {
        "US" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "SS" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "UL" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "SL" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "FL" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private static void Put(string vr, double number, Span<byte> bytes)
    {
        switch (vr)
        {
            case "US": BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)number)); break;
            case "SS": BinaryPrimitives.WriteInt16LittleEndian(bytes, checked((short)number)); break;
            case "UL": BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)number)); break;
            case "SL": BinaryPrimitives.WriteInt32LittleEndian(bytes, checked((int)number)); break;
            case "FL": BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)number); break;
            default: BinaryPrimitives.WriteDoubleLittleEndian(bytes, number); break;
        }
    }
}
