using System.Buffers.Binary;

namespace BrainMets.Dicom.Codec;

/// <summary>
/// GDCM fills up what is missing of pixels without a word; a scan that was cut off must not pass for a whole one. Raw pixels must lie in the file in full,
/// compressed ones must end with the item that closes them (PS3.5, annex A.4).
/// </summary>
internal static class PixelEnd
{
    /// <summary>Padding may follow the pixels.</summary>
    private const int TailBytes = 1 << 16;

    private static ReadOnlySpan<byte> SequenceEnd => [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> PixelTag => [0xE0, 0x7F, 0x10, 0x00];

    private static ReadOnlySpan<byte> BigEndianPixelTag => [0x7F, 0xE0, 0x00, 0x10];

    public static void Check(string path, HeaderFacts facts)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        if (!facts.IsCompressed && !facts.IsDeflated && !HoldsRawPixels(bytes, facts))
        {
            throw new DicomFileException($"{path} announces {facts.ImpliedPixelBytes:N0} bytes of pixels, but does not hold them all; it is cut off or damaged. Copy it again from its source.");
        }

        if (facts.IsCompressed && bytes[^Math.Min(bytes.Length, TailBytes)..].IndexOf(SequenceEnd) < 0)
        {
            throw new DicomFileException($"{path} holds compressed pixels without the item that ends them; it is cut off. Copy it again from its source.");
        }
    }

    /// <summary>True when an element with the tag of pixels, long enough for those announced, ends within the file.</summary>
    private static bool HoldsRawPixels(ReadOnlySpan<byte> bytes, HeaderFacts facts)
    {
        var tag = facts.IsBigEndian ? BigEndianPixelTag : PixelTag;
        for (var from = 0; bytes[from..].IndexOf(tag) is >= 0 and var next; from += next + 1)
        {
            var after = bytes[(from + next + tag.Length)..];
            if (after.Length < 8)
            {
                return false;
            }

            // OB and OW state their length in the second word; an implicit file states it in the first.
            var isExplicit = after[0] == (byte)'O' && after[1] is (byte)'B' or (byte)'W';
            var header = isExplicit ? 8 : 4;
            var word = after[(header - 4)..header];
            var length = facts.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(word) : BinaryPrimitives.ReadUInt32LittleEndian(word);
            if (length >= facts.ImpliedPixelBytes && header + (long)length <= after.Length)
            {
                return true;
            }
        }

        return false;
    }
}
