using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace BrainMets.Dicom;

/// <summary>
/// UIDs made from content: 2.25 and the decimal value of a UUID (PS3.5, annex B.2), whose bits are the beginning of a SHA-256 (RFC 9562,
/// version 8). The same content has the same UID wherever and whenever it is made, and different content has another.
/// </summary>
internal static class ContentUid
{
    /// <summary>
    /// The UID of an object: of its class, its attributes and its pixels; <paramref name="purpose"/> distinguishes its own UID from that of
    /// its series.
    /// </summary>
    public static string Of(string purpose, DicomDataset content)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(purpose);
            DicomWireFormat.Write(writer, content);
        }

        // Disposing the stream has hashed its last block.
        return OfHash(hash.Hash!);
    }

    /// <summary>The UID of an item identified by text and bytes.</summary>
    public static string Of(string purpose, string name, ReadOnlySpan<byte> content = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{purpose}\0{name}\0"));
        hash.AppendData(content);
        return OfHash(hash.GetHashAndReset());
    }

    /// <summary>The UID whose bits are the beginning of a hash of at least 16 bytes.</summary>
    internal static string OfHash(ReadOnlySpan<byte> hash)
    {
        Span<byte> bits = stackalloc byte[16];
        hash[..16].CopyTo(bits);
        bits[6] = (byte)((bits[6] & 0x0F) | 0x80);                  // version 8
        bits[8] = (byte)((bits[8] & 0x3F) | 0x80);                  // variant of RFC 9562
        var number = ((BigInteger)BinaryPrimitives.ReadUInt64BigEndian(bits) << 64) | BinaryPrimitives.ReadUInt64BigEndian(bits[8..]);
        return $"2.25.{number}";
    }
}
